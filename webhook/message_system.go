package webhook

// SystemType names what changed about a user.
type SystemType string

// The types of system messages.
const (
	SystemTypeUserChangedNumber       SystemType = "user_changed_number"
	SystemTypeUserChangedUserID       SystemType = "user_changed_user_id"
	SystemTypeCustomerIdentityChanged SystemType = "customer_identity_changed" // legacy
)

// System is the content of a system message: something about the user changed.
// No [Contact] comes with it.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
type System struct {
	Body string     `json:"body"`
	Type SystemType `json:"type"`
	// WAID is the user's phone number after the change.
	WAID string `json:"wa_id,omitzero"`
	// NewWAID is what older payloads call it.
	NewWAID string `json:"new_wa_id,omitzero"`
	// UserID is the user's business-scoped id after the change, PreviousUserID
	// the one before.
	UserID         string `json:"user_id,omitzero"`
	PreviousUserID string `json:"previous_user_id,omitzero"`
	// ParentUserID and PreviousParentUserID are the user's ids in the parent
	// portfolio, for linked portfolios.
	ParentUserID         string `json:"parent_user_id,omitzero"`
	PreviousParentUserID string `json:"previous_parent_user_id,omitzero"`
	Identity             string `json:"identity,omitzero"`
	Customer             string `json:"customer,omitzero"`
}
