package flowcrypto

import (
	"errors"
	"fmt"
	"log/slog"
)

// The reasons for which a request is refused. [Config.OnError] is told of
// errors that wrap one of them.
var (
	// ErrSignature means that the signature of the body is missing or was not
	// made with any of the app secrets. It is answered with 432.
	ErrSignature = errors.New("flowcrypto: invalid signature")
	// ErrTokenSignature means that the signature of the flow token is missing,
	// was not made with any of the app secrets, or is that of another token.
	// Where [Config.RequireTokenSignature] is set, it is answered with 432.
	ErrTokenSignature = errors.New("flowcrypto: invalid signature of the flow token")
	// ErrUndecryptable means that the body could not be decrypted with any of
	// the private keys. It is answered with 421: the client fetches the public
	// key again and repeats the request once.
	ErrUndecryptable = errors.New("flowcrypto: the request cannot be decrypted")
	// ErrKeyUnavailable means that a private key could not be used, so that it
	// is not known whether it fits. It is answered with 503: the public key
	// that the client has may be right. A [crypto.Decrypter] that asks a
	// service wraps it in its error while the service is away; where the error
	// is one of the network or of a context, that is not needed.
	ErrKeyUnavailable = errors.New("flowcrypto: a private key is not available")
	// ErrMalformed means that the decrypted request is not a JSON object with
	// an action, or that the body did not arrive whole.
	ErrMalformed = errors.New("flowcrypto: malformed request")
	// ErrIncomplete means that the body did not arrive whole: the connection
	// broke, or it took longer than [Config.BodyTimeout]. It is an
	// ErrMalformed.
	ErrIncomplete = fmt.Errorf("%w: the body did not arrive whole", ErrMalformed)
	// ErrTooLarge means that the body has more bytes than
	// [Config.MaxBodyBytes].
	ErrTooLarge = errors.New("flowcrypto: body too large")
	// ErrBusy means that [Config.MaxInFlight] requests are being answered.
	ErrBusy = errors.New("flowcrypto: too many requests in progress")
	// ErrMethod means that the request is not a POST.
	ErrMethod = errors.New("flowcrypto: method not allowed")
)

// An InvalidTokenError is returned by a [Callback] for a flow token that does
// not exist, or no longer. The request is answered with 427: the client closes
// the flow and disables the button that opened it.
type InvalidTokenError struct {
	// Message is shown to the user: "The order was placed already." Without
	// one, the client shows a text of its own.
	Message string
}

// Error has no part of the message, which is for the user.
func (e *InvalidTokenError) Error() string { return "flowcrypto: the flow token is not valid" }

// A CallbackError is reported to [Config.OnError] for a request that the
// callback could not answer.
type CallbackError struct {
	Action Action
	Screen string
	Err    error
}

// Error names the action, the screen and the cause.
func (e *CallbackError) Error() string {
	return fmt.Sprintf("flowcrypto: %s: %v", where(e.Action, e.Screen), e.Err)
}

// Unwrap returns the cause.
func (e *CallbackError) Unwrap() error { return e.Err }

// A PanicError is the cause of a [CallbackError] when the callback panicked.
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

// A ClientError is reported to [Config.OnError] when a client could not use the
// last answer: it says so in a request of its own, which the handler answers.
type ClientError struct {
	// Key names the mistake: "payload-schema-error".
	Key string
	// Message describes it. It may quote the answer, so Error leaves it out.
	Message   string
	Action    Action
	Screen    string
	FlowToken string
}

// Error has the key and the screen.
func (e *ClientError) Error() string { return e.String() }

// String returns the same as Error, so that nothing prints the rest.
func (e ClientError) String() string {
	return fmt.Sprintf("flowcrypto: %s: the client could not use the answer: %s", where(e.Action, e.Screen), e.Key)
}

// GoString returns the same as Error, for %#v.
func (e ClientError) GoString() string { return e.String() }

// LogValue returns the same as Error.
func (e ClientError) LogValue() slog.Value { return slog.StringValue(e.String()) }

// where names a request. Both words come from outside.
func where(action Action, screen string) string {
	text := printable(string(action))
	if screen != "" {
		text += " on screen " + printable(screen)
	}
	return text
}
