package webhook

import (
	"encoding/json"
	"time"
)

// An AccountAlertEvent is a value of the field account_alerts: a warning about
// a limit, a policy or a profile.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts
type AccountAlertEvent struct {
	Envelope
	EntityType string `json:"entity_type"`
	EntityID   string `json:"entity_id"`
	// AlertInfo is set for older payloads too, which have its members next to
	// the entity.
	AlertInfo AlertInfo `json:"alert_info"`
}

// AlertInfo describes the alert of an [AccountAlertEvent].
type AlertInfo struct {
	AlertSeverity    string `json:"alert_severity"` // CRITICAL, WARNING, INFORMATIONAL
	AlertStatus      string `json:"alert_status"`   // ACTIVE, NONE
	AlertType        string `json:"alert_type"`
	AlertDescription string `json:"alert_description"`
}

func (e *AccountAlertEvent) finish(change []byte) {
	if e.AlertInfo != (AlertInfo{}) {
		return
	}
	var beside struct {
		Value AlertInfo `json:"value"`
	}
	if _, err := codec.Decode(change, &beside); err == nil {
		e.AlertInfo = beside.Value
	}
}

// An AccountReviewEvent is a value of the field account_review_update: Meta has
// reviewed the account.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update
type AccountReviewEvent struct {
	Envelope
	Decision string `json:"decision"` // APPROVED, REJECTED, PENDING, DEFERRED
}

// An AccountSettingsEvent is a value of the field account_settings_update:
// settings of a phone number changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_settings_update
type AccountSettingsEvent struct {
	Envelope
	MessagingProduct    string               `json:"messaging_product,omitzero"`
	Timestamp           Time                 `json:"timestamp,omitzero"`
	Type                string               `json:"type"` // PHONE_NUMBER_SETTINGS
	PhoneNumberSettings *PhoneNumberSettings `json:"phone_number_settings,omitzero"`
}

// Time returns when the settings changed.
func (e *AccountSettingsEvent) Time() time.Time { return e.timeOr(e.Timestamp) }

// PhoneNumberSettings are the settings that changed.
type PhoneNumberSettings struct {
	PhoneNumberID string `json:"phone_number_id"`
	// Calling has the form of the settings endpoint. It is null when calling is
	// off for good.
	Calling json.RawMessage `json:"calling,omitzero"`
}

// A BusinessCapabilityEvent is a value of the field business_capability_update:
// limits of the business changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update
type BusinessCapabilityEvent struct {
	Envelope
	// MaxDailyConversationsPerBusiness is a number or a tier such as TIER_10K.
	// Which of the two limits is sent depends on the API version.
	MaxDailyConversationsPerBusiness string `json:"max_daily_conversations_per_business,omitzero" alias:"max_daily_conversation_per_business"`
	MaxDailyConversationPerPhone     string `json:"max_daily_conversation_per_phone,omitzero" alias:"max_daily_conversations_per_phone"`
	MaxPhoneNumbersPerBusiness       int    `json:"max_phone_numbers_per_business,omitzero"`
	MaxPhoneNumbersPerWABA           int    `json:"max_phone_numbers_per_waba,omitzero"`
}

// A BusinessStatusEvent is a value of the field business_status_update. Meta
// does not document its form.
type BusinessStatusEvent struct {
	Envelope
	Value json.RawMessage `json:"value"`
}

// A BusinessUsernameEvent is a value of the field business_username_update,
// which Meta also writes business_username_updates: the username of a number
// changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_username_update
type BusinessUsernameEvent struct {
	Envelope
	DisplayPhoneNumber string `json:"display_phone_number"`
	Username           string `json:"username,omitzero"`
	Status             string `json:"status"` // approved, deleted, reserved
	// Context is "revoked" where Meta has taken the username away.
	Context string `json:"context,omitzero"`
}

// A PartnerSolutionEvent is a value of the field partner_solutions: a
// multi-partner solution was made or changed. Its EntryID is the id of the
// business portfolio.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions
type PartnerSolutionEvent struct {
	Envelope
	Event          string `json:"event"` // SOLUTION_CREATED, SOLUTION_UPDATED
	SolutionID     string `json:"solution_id"`
	SolutionStatus string `json:"solution_status"` // DRAFT, INITIATED, ACTIVE, REJECTED, DEACTIVATED
}

// A PaymentConfigurationEvent is a value of the field
// payment_configuration_update: a payment configuration changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update
type PaymentConfigurationEvent struct {
	Envelope
	ConfigurationName string `json:"configuration_name"`
	ProviderName      string `json:"provider_name"` // razorpay, payu, zaakpay, billdesk
	ProviderMID       string `json:"provider_mid"`
	Status            string `json:"status"` // Active, Needs Connecting, Needs Testing
	CreatedTimestamp  Time   `json:"created_timestamp,omitzero"`
	UpdatedTimestamp  Time   `json:"updated_timestamp,omitzero"`
}

// A CampaignStatusEvent is a value of the legacy field campaign_status_update.
// Meta does not document its form.
type CampaignStatusEvent struct {
	Envelope
	Value json.RawMessage `json:"value"`
}

// A ConsumerProfileEvent is a value of the legacy field consumer_profile. Meta
// does not document its form.
type ConsumerProfileEvent struct {
	Envelope
	Value json.RawMessage `json:"value"`
}
