package whatsapp

// HealthStatus says whether messages can be sent and, if not, why.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/health-status
type HealthStatus struct {
	CanSendMessage SendAbility    `json:"can_send_message"`
	Entities       []HealthEntity `json:"entities,omitzero"`
}

// HealthEntity is the health of an object that sending depends on.
type HealthEntity struct {
	// EntityType is PHONE_NUMBER, MESSAGE_TEMPLATE, WABA, BUSINESS or APP.
	EntityType        string        `json:"entity_type"`
	ID                string        `json:"id"`
	CanSendMessage    SendAbility   `json:"can_send_message"`
	CanReceiveCallSIP string        `json:"can_receive_call_sip,omitempty"`
	AdditionalInfo    []string      `json:"additional_info,omitzero"`
	Errors            []HealthError `json:"errors,omitzero"`
}

// HealthError says what prevents sending, and what to do about it.
type HealthError struct {
	Code             int    `json:"error_code"`
	Description      string `json:"error_description"`
	PossibleSolution string `json:"possible_solution"`
}

// SendAbility says whether messages can be sent.
type SendAbility string

// The abilities that Meta documents.
const (
	SendAbilityAvailable SendAbility = "AVAILABLE"
	SendAbilityLimited   SendAbility = "LIMITED"
	SendAbilityBlocked   SendAbility = "BLOCKED"
)
