package webhook

import (
	"errors"
	"fmt"
)

// The reasons for which a request is refused. [Config.OnError] is told of
// errors that wrap one of them, and [Verify] and [Parse] return such.
var (
	// ErrSignature means that the signature is missing or was not made with any
	// of the app secrets.
	ErrSignature = errors.New("webhook: invalid signature")
	// ErrMalformed means that the body is not a JSON object, see [Parse].
	ErrMalformed = errors.New("webhook: malformed body")
	// ErrIncomplete means that the body did not arrive whole: the connection
	// broke, or it took longer than [Config.BodyTimeout]. It is an
	// ErrMalformed.
	ErrIncomplete = fmt.Errorf("%w: it did not arrive whole", ErrMalformed)
	// ErrTooLarge means that the body has more bytes than
	// [Config.MaxBodyBytes], or more elements than [Config.MaxElements].
	ErrTooLarge = errors.New("webhook: body too large")
	// ErrBusy means that [Config.MaxInFlight] bodies are being processed. Meta
	// delivers the body again. The accept function of [NewInbox] returns it,
	// wrapped or not, when it has no room for now.
	ErrBusy = errors.New("webhook: too many bodies in progress")
	// ErrHandshake means that a request to confirm the callback URL did not
	// carry the verify token.
	ErrHandshake = errors.New("webhook: handshake refused")
	// ErrMethod means that the request is neither GET nor POST.
	ErrMethod = errors.New("webhook: method not allowed")
)

// An EventError says that the callback could not process an event, or that the
// event could not be decoded and so is an [UnknownEvent].
// [Config.OnError] is told of both, and [Dispatch] returns the first.
type EventError struct {
	// Index is the place of the event in its body, from 0.
	Index int
	Event Event
	Err   error
}

// Error names the event's field and key, and the cause.
func (e *EventError) Error() string {
	return fmt.Sprintf("webhook: %s event %s: %v", e.Event.Field(), e.Event.Key(), e.Err)
}

// Unwrap returns the cause.
func (e *EventError) Unwrap() error { return e.Err }

// Permanent reports whether the event is done all the same, because another
// attempt would not help or must not be made: see [Permanent].
func (e *EventError) Permanent() bool { return IsPermanent(e.Err) }

// A PanicError is the cause of an [EventError] when the callback panicked.
type PanicError struct {
	Value any    // what the callback panicked with
	Stack []byte // where it did
}

// Error returns the value of the panic, without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("the callback panicked: %v", e.Value) }

// Unwrap returns the value of the panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
