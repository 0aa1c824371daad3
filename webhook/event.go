package webhook

import (
	"encoding/json"
	"time"
)

// An Event is one thing that happened: a message, a status of a message, a
// change of an account.
//
// The types that implement it are the pointers to the event structs of this
// package, such as *[MessageEvent], *[StatusEvent] and *[TemplateStatusEvent].
// What no type of this package fits is an *[UnknownEvent].
type Event interface {
	// Field is the webhook field, such as "messages" ([FieldMessages]).
	Field() string
	// Key identifies the event. Deliveries of the same event have the same key,
	// see [Deduplicate].
	Key() string
	// Time is when the event happened, or when Meta sent it if the event does
	// not say; zero if neither is known.
	Time() time.Time
	// EntryID is the id of the WhatsApp Business Account (for
	// partner_solutions: of the business portfolio).
	EntryID() string
	// Raw is a copy of the exact bytes that this event was decoded from. That
	// is one element of a list (a message, a status, a call, ...) where the
	// field carries lists, and the whole change elsewhere.
	Raw() json.RawMessage
	// RawChange is a copy of the exact bytes of the change that the event came
	// in: an object with field and value. Where several events came in a change
	// of more than 4 KiB, its lists have this event's element and contact
	// alone.
	RawChange() json.RawMessage
	// Skipped returns the members that do not have the documented form and were
	// left out of the event.
	Skipped() []SkippedMember
}

// Envelope is the part that all events share. Events embed it; it implements
// the methods of [Event].
type Envelope struct {
	// Metadata names the business phone number. It is zero where Meta does not
	// send it, as with account and template events.
	Metadata Metadata `json:"metadata,omitzero"`

	origin  *origin
	raw     string
	part    *part // of a change that is kept as a frame
	skipped []SkippedMember
}

// Metadata says which business phone number an event belongs to.
type Metadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

// origin is shared by the events of one change.
type origin struct {
	object  string
	entryID string
	time    time.Time
	field   string
	change  string // the exact text of the change, unless there is a frame
	frame   *frame
	skipped []SkippedMember // of what belongs to all events of the change
}

// noOrigin stands in for events that were not parsed but built, as tests do.
var noOrigin origin

func (e *Envelope) from() *origin {
	if e.origin == nil {
		return &noOrigin
	}
	return e.origin
}

// Field is the webhook field, such as "messages" ([FieldMessages]).
func (e *Envelope) Field() string { return e.from().field }

// EntryID is the id of the WhatsApp Business Account (for partner_solutions: of
// the business portfolio).
func (e *Envelope) EntryID() string { return e.from().entryID }

// Object is the kind of object that was subscribed to,
// "whatsapp_business_account" for all of WhatsApp.
func (e *Envelope) Object() string { return e.from().object }

// Time is when Meta sent the event, zero if it does not say.
func (e *Envelope) Time() time.Time { return e.from().time }

// Raw is a copy of the exact bytes that the event was decoded from.
func (e *Envelope) Raw() json.RawMessage { return json.RawMessage(e.raw) }

// RawChange is a copy of the exact bytes of the change that the event came in.
// Where several events came in a change of more than 4 KiB, its lists have this
// event's element and contact alone, so that one event does not hold all of
// them.
func (e *Envelope) RawChange() json.RawMessage {
	if e.part != nil {
		return e.from().frame.fill(e.part, e.raw)
	}
	return json.RawMessage(e.from().change)
}

// Key is a hash of the event's bytes, its account, its phone number and the
// time it was sent.
func (e *Envelope) Key() string { return e.hashKey() }

func (e *Envelope) envelope() *Envelope { return e }

// timeOr returns t, or the time the event was sent if t is zero.
func (e *Envelope) timeOr(t Time) time.Time {
	if t.IsZero() {
		return e.from().time
	}
	return t.Time
}

// An UnknownEvent is what has no type of its own: a field that this package
// does not know, or an element or a value that is not even an object. Its Raw
// method returns all there is: the element that did not decode, or else the
// whole change.
type UnknownEvent struct {
	Envelope
	// Err says what did not decode. It is nil if the field is not known, or if
	// the change holds nothing but keys that are not known.
	Err error
}

// MarshalJSON implements [json.Marshaler]. The event's bytes are in the member
// raw.
func (e *UnknownEvent) MarshalJSON() ([]byte, error) {
	form := struct {
		Metadata Metadata        `json:"metadata,omitzero"`
		Raw      json.RawMessage `json:"raw,omitempty"`
	}{e.Metadata, e.Raw()}
	return json.Marshal(form)
}
