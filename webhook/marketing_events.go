package webhook

import (
	"encoding/json"
	"time"
)

// A UserPreferenceEvent is one element of "user_preferences" in the field
// user_preferences: a user stopped or resumed marketing messages.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
type UserPreferenceEvent struct {
	Envelope
	Preference UserPreference `json:"preference"`
	// Contact is the profile of the user.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a hash of all that the event says, and of who chose.
func (e *UserPreferenceEvent) Key() string {
	p := &e.Preference
	return e.hashKey(e.Contact.keyParts(p.WAID, p.UserID, p.ParentUserID)...)
}

// Time returns when the user chose.
func (e *UserPreferenceEvent) Time() time.Time { return e.timeOr(e.Preference.Timestamp) }

func (e *UserPreferenceEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find(e.Preference.UserID, e.Preference.WAID)
}

// UserPreference is what a user chose.
type UserPreference struct {
	WAID         string `json:"wa_id,omitzero"`
	UserID       string `json:"user_id,omitzero"`
	ParentUserID string `json:"parent_user_id,omitzero"`
	// SignupID is the in-app signup that the choice belongs to.
	SignupID  string `json:"signup_id,omitzero"`
	Detail    string `json:"detail"`
	Category  string `json:"category"` // marketing_messages
	Value     string `json:"value"`    // stop, resume
	Timestamp Time   `json:"timestamp,omitzero"`
}

// A UserActionEvent is one element of "user_actions" in the field messages: a
// user tapped a link in a marketing message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type UserActionEvent struct {
	Envelope
	Action UserAction `json:"action"`
	// Contact is the profile of the user, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a hash of all that the event says, and of who tapped.
func (e *UserActionEvent) Key() string { return e.hashKey(e.Contact.keyParts("", "", "")...) }

func (e *UserActionEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find("", "")
}

// Time returns when the user tapped.
func (e *UserActionEvent) Time() time.Time { return e.timeOr(e.Action.Timestamp) }

// UserAction is what a user did with a message.
type UserAction struct {
	ActionType string     `json:"action_type"` // marketing_messages_link_click
	Timestamp  Time       `json:"timestamp,omitzero"`
	LinkClick  *LinkClick `json:"marketing_messages_link_click_data,omitzero"`
}

// LinkClick is the link that was tapped.
type LinkClick struct {
	ClickComponent string `json:"click_component"` // cta, body
	ClickID        string `json:"click_id"`
	TrackingToken  string `json:"tracking_token"`
	ProductID      string `json:"product_id,omitzero"`
}

// An AutomaticEvent is one element of "automatic_events" in the field
// automatic_events: Meta detected a lead or a purchase in a conversation that
// an ad began.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/automatic_events
type AutomaticEvent struct {
	Envelope
	Conversion Conversion `json:"conversion"`
}

// Key returns a key made of the id of the message and the name of the event.
func (e *AutomaticEvent) Key() string { return e.elementKey(e.Conversion.ID, e.Conversion.EventName) }

// Time returns when it was detected.
func (e *AutomaticEvent) Time() time.Time { return e.timeOr(e.Conversion.Timestamp) }

// Conversion is a lead or a purchase.
type Conversion struct {
	ID         string      `json:"id"`
	EventName  string      `json:"event_name"` // LeadSubmitted, Purchase
	Timestamp  Time        `json:"timestamp,omitzero"`
	CTWAClid   string      `json:"ctwa_clid,omitzero"`
	CustomData *CustomData `json:"custom_data,omitzero"`
}

// CustomData is what a purchase was worth.
type CustomData struct {
	Currency string      `json:"currency"`
	Value    json.Number `json:"value"` // the exact digits that were sent
}

// A TrackingEvent is a value of the field tracking_events. Meta does not
// document its form; taps on links arrive as [UserActionEvent].
type TrackingEvent struct {
	Envelope
	Value json.RawMessage `json:"value"`
}
