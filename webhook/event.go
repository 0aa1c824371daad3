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
// Anything else is an *[UnknownEvent].
type Event interface {
	// Field returns the webhook field, such as "messages" ([FieldMessages]).
	Field() string
	// Key returns what identifies the event. Every delivery of the same event
	// has the same key: see [Deduplicate].
	Key() string
	// Time returns when the event happened, or when Meta sent it if the event
	// does not say; zero if neither is known.
	Time() time.Time
	// EntryID returns the id of the WhatsApp Business Account (for
	// partner_solutions: of the business portfolio).
	EntryID() string
	// Raw returns a copy of the exact bytes that this event was decoded from.
	// That is one element of a list (a message, a status, a call, ...) where
	// the field carries lists, and the whole change elsewhere.
	Raw() json.RawMessage
	// RawChange returns a copy of the exact bytes of the change that the event
	// came in: an object with field and value. Where several events came in a
	// change of more than 4 KiB, its lists have this event's element and
	// contact alone.
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

// Field returns the webhook field, such as "messages" ([FieldMessages]).
func (e *Envelope) Field() string { return e.from().field }

// EntryID returns the id of the WhatsApp Business Account (for
// partner_solutions: of the business portfolio).
func (e *Envelope) EntryID() string { return e.from().entryID }

// Object returns the kind of object that was subscribed to,
// "whatsapp_business_account" for all of WhatsApp.
func (e *Envelope) Object() string { return e.from().object }

// Time returns when Meta sent the event, zero if it does not say.
func (e *Envelope) Time() time.Time { return e.from().time }

// Raw returns a copy of the exact bytes that the event was decoded from.
func (e *Envelope) Raw() json.RawMessage { return json.RawMessage(e.raw) }

// RawChange returns a copy of the exact bytes of the change that the event came
// in. Where several events came in a change of more than 4 KiB, its lists have
// this event's element and contact alone, so that one event does not hold all
// of them.
func (e *Envelope) RawChange() json.RawMessage {
	if e.part != nil {
		return e.from().frame.fill(e.part, e.raw)
	}
	return json.RawMessage(e.from().change)
}

// Key returns a hash of the event's JSON, its account, its phone number and the
// time it was sent. Neither white space nor the order of members makes another
// key.
func (e *Envelope) Key() string { return e.hashKey() }

func (e *Envelope) envelope() *Envelope { return e }

// timeOr returns t, or the time the event was sent if t is zero.
func (e *Envelope) timeOr(t Time) time.Time {
	if t.IsZero() {
		return e.from().time
	}
	return t.Time
}

// An UnknownEvent is an event without a type of its own: its field is not known
// to this package, or its element or value is not even an object. Its Raw
// method returns everything: the element that did not decode, or else the whole
// change.
type UnknownEvent struct {
	Envelope
	// Err says what did not decode. It is nil if the field is not known, or if
	// the change holds nothing but keys that are not known.
	Err error
}

// MarshalJSON returns an object with the event's bytes in the member raw.
func (e *UnknownEvent) MarshalJSON() ([]byte, error) {
	form := struct {
		Metadata Metadata        `json:"metadata,omitzero"`
		Raw      json.RawMessage `json:"raw,omitempty"`
	}{e.Metadata, e.Raw()}
	return json.Marshal(form)
}
