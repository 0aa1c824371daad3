package webhook

import (
	"encoding/json"
	"time"
)

// A CallEvent is one element of "calls" in the field calls: a call began, ended
// or was recorded.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/calls
type CallEvent struct {
	Envelope
	Call Call `json:"call"`
	// Contact is the profile of the user, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the call, what happened to it, and the
// two parties.
func (e *CallEvent) Key() string {
	c, user := &e.Call, e.Call.user()
	parts := []string{
		c.Event, c.Status, c.From, c.To,
		c.FromUserID, c.ToUserID, c.FromParentUserID, c.ToParentUserID,
	}
	parts = append(parts, e.Contact.keyParts(user.WAID, user.UserID, user.ParentUserID)...)
	return e.elementKey(c.ID, parts...)
}

// Time returns when it happened.
func (e *CallEvent) Time() time.Time { return e.timeOr(e.Call.Timestamp) }

func (e *CallEvent) attach(v *valueContext) {
	user := e.Call.user()
	e.Contact = v.contacts.find(user.UserID, user.WAID)
}

// The values of [Call.Direction].
const (
	CallUserInitiated     = "USER_INITIATED"
	CallBusinessInitiated = "BUSINESS_INITIATED"
)

// Call is what happened to a call.
type Call struct {
	ID   string `json:"id"`
	From string `json:"from,omitzero"`
	To   string `json:"to,omitzero"`
	// FromUserID and ToUserID are business-scoped user ids, FromParentUserID
	// and ToParentUserID those of the parent portfolio.
	FromUserID            string          `json:"from_user_id,omitzero"`
	FromParentUserID      string          `json:"from_parent_user_id,omitzero"`
	ToUserID              string          `json:"to_user_id,omitzero"`
	ToParentUserID        string          `json:"to_parent_user_id,omitzero"`
	Event                 string          `json:"event"` // connect, terminate, call_recording_available, ...
	Timestamp             Time            `json:"timestamp,omitzero"`
	Direction             string          `json:"direction,omitzero"`
	Session               *CallSession    `json:"session,omitzero"`
	Status                string          `json:"status,omitzero"` // COMPLETED, FAILED
	StartTime             Time            `json:"start_time,omitzero"`
	EndTime               Time            `json:"end_time,omitzero"`
	Duration              int             `json:"duration,omitzero"` // in seconds
	BizOpaqueCallbackData string          `json:"biz_opaque_callback_data,omitzero"`
	CallRecording         json.RawMessage `json:"call_recording,omitzero"`
	CallTranscript        json.RawMessage `json:"call_transcript,omitzero"`
	Errors                []Error         `json:"errors,omitzero"`
}

// CallSession describes the media of a call.
type CallSession struct {
	SDPType string `json:"sdp_type"` // offer, answer
	SDP     string `json:"sdp"`
}

// A CallStatusEvent is one element of "statuses" in the field calls: how far a
// call that the business started has come.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/calls
type CallStatusEvent struct {
	Envelope
	Status CallStatus `json:"status"`
	// Contact is the profile of the user, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the call, the status and every id of the
// recipient.
func (e *CallStatusEvent) Key() string {
	s := &e.Status
	parts := []string{s.Status, s.RecipientID, s.RecipientUserID, s.RecipientParentUserID}
	parts = append(parts, e.Contact.keyParts(s.RecipientID, s.RecipientUserID, s.RecipientParentUserID)...)
	return e.elementKey(s.ID, parts...)
}

// Time returns when the status changed.
func (e *CallStatusEvent) Time() time.Time { return e.timeOr(e.Status.Timestamp) }

func (e *CallStatusEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find(e.Status.RecipientUserID, e.Status.RecipientID)
}

// CallStatus is how far a call has come.
type CallStatus struct {
	ID                    string  `json:"id"`
	Timestamp             Time    `json:"timestamp,omitzero"`
	Type                  string  `json:"type"`   // call
	Status                string  `json:"status"` // RINGING, ACCEPTED, REJECTED
	RecipientID           string  `json:"recipient_id,omitzero"`
	RecipientUserID       string  `json:"recipient_user_id,omitzero"`
	RecipientParentUserID string  `json:"recipient_parent_user_id,omitzero"`
	BizOpaqueCallbackData string  `json:"biz_opaque_callback_data,omitzero"`
	Errors                []Error `json:"errors,omitzero"`
}
