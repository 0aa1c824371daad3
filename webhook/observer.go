package webhook

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"time"
)

// An Observer watches what arrives, for metrics and traces. Nil functions are
// not called; the others run on the goroutine of the request or the event, and
// must be quick and safe for concurrent use. A panic of theirs is dropped.
// Their arguments contain no secret and no message content, unless the
// callback's own errors do.
type Observer struct {
	// RequestDone runs after a request was answered, whatever the answer.
	RequestDone func(ctx context.Context, result RequestResult)
	// EventStarted runs before the callback is called with an event. The
	// context that it returns becomes the context of the callback, and must be
	// derived from its argument. Nil leaves the context unchanged.
	EventStarted func(ctx context.Context, event EventInfo) context.Context
	// EventDone runs after the callback.
	EventDone func(ctx context.Context, result EventResult)
}

// A RequestOutcome says what became of a request. It suits as a metric's label.
type RequestOutcome string

// The outcomes of requests.
const (
	RequestOutcomeConfirmed    RequestOutcome = "confirmed"     // the callback URL was confirmed
	RequestOutcomeAccepted     RequestOutcome = "accepted"      // every event is done, or the inbox has the body
	RequestOutcomeFailed       RequestOutcome = "failed"        // an event or accept failed; Meta delivers again
	RequestOutcomeBusy         RequestOutcome = "busy"          // ErrBusy; Meta delivers again
	RequestOutcomeBadSignature RequestOutcome = "bad_signature" // ErrSignature
	RequestOutcomeMalformed    RequestOutcome = "malformed"     // ErrMalformed
	RequestOutcomeIncomplete   RequestOutcome = "incomplete"    // ErrIncomplete
	RequestOutcomeTooLarge     RequestOutcome = "too_large"     // ErrTooLarge
	RequestOutcomeBadHandshake RequestOutcome = "bad_handshake" // ErrHandshake
	RequestOutcomeBadMethod    RequestOutcome = "bad_method"    // ErrMethod
)

// RequestResult describes a request and its answer.
type RequestResult struct {
	Outcome    RequestOutcome
	StatusCode int
	// Events is the number of events in the body, zero where it was not parsed,
	// as in an inbox.
	Events int
	// Duration is the time from the header to the answer.
	Duration time.Duration
	// Err is why the request was refused or its body not accepted; nil if
	// events failed.
	Err error
}

// EventInfo describes an event.
type EventInfo struct {
	// Field is the webhook field, such as "messages", and Type the type of the
	// event in this package, such as "MessageEvent". Both have few values and
	// suit as a metric's labels.
	Field, Type string

	// PhoneNumberID is the id of the business phone number and EntryID the id
	// of the WhatsApp Business Account that the event belongs to; empty if it
	// does not say. They have as many values as there are numbers and accounts:
	// bound them before they become a metric's labels.
	PhoneNumberID, EntryID string

	// Lag is the time from the event to its arrival here, zero if the event
	// does not say when it was. Meta gives whole seconds. Events of the field
	// history are old when they are sent.
	Lag time.Duration

	// Wait is the time from the arrival of the body to the callback.
	Wait time.Duration
}

// An EventOutcome says what became of an event. It suits as a metric's label.
type EventOutcome string

// The outcomes of events.
const (
	EventOutcomeDone         EventOutcome = "done"
	EventOutcomeDuplicate    EventOutcome = "duplicate"     // Deduplicate knew it to be done
	EventOutcomeInProgress   EventOutcome = "in_progress"   // ErrInProgress
	EventOutcomeFailed       EventOutcome = "failed"        // to be tried again
	EventOutcomePermanent    EventOutcome = "permanent"     // failed, and done all the same
	EventOutcomeDeadLettered EventOutcome = "dead_lettered" // failed, and kept by WithDeadLetters
	EventOutcomeCanceled     EventOutcome = "canceled"      // the context ended before its turn
)

// EventResult describes an event and what became of it.
type EventResult struct {
	EventInfo
	Outcome EventOutcome
	// Duration is the time that the callback took.
	Duration time.Duration
	// Err is the error of the callback, nil after success.
	Err error
}

func newEventInfo(event Event, received, started time.Time) EventInfo {
	info := EventInfo{
		Field:   event.Field(),
		Type:    typeOf(event),
		EntryID: event.EntryID(),
		Wait:    max(started.Sub(received), 0),
	}
	if e, ok := event.(element); ok {
		info.PhoneNumberID = e.envelope().Metadata.PhoneNumberID
	}
	if happened := event.Time(); !happened.IsZero() {
		info.Lag = max(received.Sub(happened), 0)
	}
	return info
}

// typeOf returns the name of the event's struct.
func typeOf(event Event) string {
	t := reflect.TypeOf(event)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// A note takes what [Deduplicate] knows past the callback, which returns nil
// for a duplicate.
type note struct{ duplicate atomic.Bool }

type noteKey struct{}

// noteDuplicate notes that the event of this context was done before.
func noteDuplicate(ctx context.Context) {
	if noted, ok := ctx.Value(noteKey{}).(*note); ok {
		noted.duplicate.Store(true)
	}
}

// outcomeOf says what became of an event; ended, that its context had ended
// before.
func outcomeOf(failure *EventError, noted *note, ended bool) EventOutcome {
	switch {
	case failure == nil && noted.duplicate.Load():
		return EventOutcomeDuplicate
	case failure == nil:
		return EventOutcomeDone
	case ended:
		return EventOutcomeCanceled
	case errors.Is(failure.Err, ErrInProgress):
		return EventOutcomeInProgress
	case !failure.Permanent():
		return EventOutcomeFailed
	}
	if _, ok := errors.AsType[*DeadLetterError](failure.Err); ok {
		return EventOutcomeDeadLettered
	}
	return EventOutcomePermanent
}

func (o *Observer) requestDone(ctx context.Context, reply *answer, started time.Time) {
	if o.RequestDone == nil {
		return
	}
	defer func() { _ = recover() }()
	o.RequestDone(ctx, RequestResult{
		Outcome: reply.outcome, StatusCode: reply.status, Events: reply.events, Duration: time.Since(started), Err: reply.err,
	})
}

func (o *Observer) eventStarted(ctx context.Context, info EventInfo) (observed context.Context) {
	if o.EventStarted == nil {
		return ctx
	}
	defer func() {
		if recover() != nil || observed == nil {
			observed = ctx
		}
	}()
	return o.EventStarted(ctx, info)
}

func (o *Observer) eventDone(ctx context.Context, result *EventResult) {
	if o.EventDone == nil {
		return
	}
	defer func() { _ = recover() }()
	o.EventDone(ctx, *result)
}
