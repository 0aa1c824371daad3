package webhook

import "time"

// A CallEvent is one element of "calls" in the field calls: a call begins or
// has ended, or its recording or transcript is ready.
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
		string(c.Event), string(c.Status), c.From, c.To,
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

// CallEventType says what happened to a call.
type CallEventType string

// What happens to calls.
const (
	// CallEventTypeConnect comes with the session of the other side: the offer
	// of a user who calls, or Meta's answer to the offer of the business.
	CallEventTypeConnect CallEventType = "connect"
	// CallEventTypeCreated comes in place of connect for calls over SIP.
	CallEventTypeCreated   CallEventType = "call_created"
	CallEventTypeTerminate CallEventType = "terminate"
	// CallEventTypeRecordingAvailable and
	// CallEventTypeTranscriptionAvailable come after the end of the call,
	// usually within a minute.
	CallEventTypeRecordingAvailable     CallEventType = "call_recording_available"
	CallEventTypeTranscriptionAvailable CallEventType = "call_transcription_available"
)

// CallDirection says who started a call.
type CallDirection string

// Who starts calls.
const (
	CallDirectionUserInitiated     CallDirection = "USER_INITIATED"
	CallDirectionBusinessInitiated CallDirection = "BUSINESS_INITIATED"
)

// CallResult says how a call ended.
type CallResult string

// How calls end. A call of the business that nobody has picked up is COMPLETED
// too, but has neither a start nor a duration.
const (
	CallResultCompleted CallResult = "COMPLETED"
	CallResultFailed    CallResult = "FAILED"
)

// SDPType says which part of a negotiation a session is.
type SDPType string

// The two sides of a negotiation.
const (
	SDPTypeOffer  SDPType = "offer"
	SDPTypeAnswer SDPType = "answer"
)

// Call is what happened to a call.
type Call struct {
	ID   string `json:"id"`
	From string `json:"from,omitzero"`
	To   string `json:"to,omitzero"`
	// FromUserID and ToUserID are business-scoped user ids, FromParentUserID
	// and ToParentUserID those of the parent portfolio.
	FromUserID       string        `json:"from_user_id,omitzero"`
	FromParentUserID string        `json:"from_parent_user_id,omitzero"`
	ToUserID         string        `json:"to_user_id,omitzero"`
	ToParentUserID   string        `json:"to_parent_user_id,omitzero"`
	Event            CallEventType `json:"event"`
	Timestamp        Time          `json:"timestamp,omitzero"`
	Direction        CallDirection `json:"direction,omitzero"`
	// Session comes with [CallEventTypeConnect].
	Session *CallSession `json:"session,omitzero"`
	// Status comes with [CallEventTypeTerminate].
	Status CallResult `json:"status,omitzero"`
	// StartTime, EndTime and Duration, in seconds, are those of a call that was
	// picked up.
	StartTime Time `json:"start_time,omitzero"`
	EndTime   Time `json:"end_time,omitzero"`
	Duration  int  `json:"duration,omitzero"`
	// BizOpaqueCallbackData is what the request to connect or to accept gave.
	BizOpaqueCallbackData string `json:"biz_opaque_callback_data,omitzero"`
	// CTAPayload is that of the button, and DeeplinkPayload that of the link,
	// by which the user has called.
	CTAPayload      string          `json:"cta_payload,omitzero"`
	DeeplinkPayload string          `json:"deeplink_payload,omitzero"`
	CallRecording   *CallRecording  `json:"call_recording,omitzero"`
	CallTranscript  *CallTranscript `json:"call_transcript,omitzero"`
	Errors          []Error         `json:"errors,omitzero"`
}

// CallRecording is the recording of a call. It can be downloaded for seven
// days.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-recording
type CallRecording struct {
	Type  string `json:"type,omitzero"` // audio
	Audio *Media `json:"audio,omitzero"`
}

// CallTranscript is the transcript of a call, a JSON document. It can be
// downloaded for seven days.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-transcription
type CallTranscript struct {
	Document *Media `json:"document,omitzero"`
}

// CallSession describes the media of a call.
type CallSession struct {
	SDPType SDPType `json:"sdp_type"`
	// SDP is a session description by RFC 8866.
	SDP string `json:"sdp"`
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
	parts := []string{string(s.Status), s.RecipientID, s.RecipientUserID, s.RecipientParentUserID}
	parts = append(parts, e.Contact.keyParts(s.RecipientID, s.RecipientUserID, s.RecipientParentUserID)...)
	return e.elementKey(s.ID, parts...)
}

// Time returns when the status changed.
func (e *CallStatusEvent) Time() time.Time { return e.timeOr(e.Status.Timestamp) }

func (e *CallStatusEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find(e.Status.RecipientUserID, e.Status.RecipientID)
}

// CallProgress says how far a call of the business has come.
type CallProgress string

// How far calls of the business come.
const (
	CallProgressRinging  CallProgress = "RINGING"
	CallProgressAccepted CallProgress = "ACCEPTED"
	CallProgressRejected CallProgress = "REJECTED"
)

// CallStatus is how far a call has come.
type CallStatus struct {
	ID                    string       `json:"id"`
	Timestamp             Time         `json:"timestamp,omitzero"`
	Type                  string       `json:"type"` // call
	Status                CallProgress `json:"status"`
	RecipientID           string       `json:"recipient_id,omitzero"`
	RecipientUserID       string       `json:"recipient_user_id,omitzero"`
	RecipientParentUserID string       `json:"recipient_parent_user_id,omitzero"`
	BizOpaqueCallbackData string       `json:"biz_opaque_callback_data,omitzero"`
	Errors                []Error      `json:"errors,omitzero"`
}
