package webhook

import (
	"context"
	"time"
)

// A Callback processes one event. A nil error means that the event is done, and
// so does an error made by [Permanent]. With any other error, the event is
// delivered again.
type Callback func(ctx context.Context, event Event) error

// Config says how a handler receives webhooks. AppSecrets and VerifyToken are
// required; the zero value of every other field is a sensible choice.
type Config struct {
	// AppSecrets verify the signature of every body. One is enough; while a
	// secret is being rotated, give both.
	AppSecrets []string

	// VerifyToken is the token that was typed into the App Dashboard, or given
	// to the API, together with the callback URL. Meta confirms the URL with it
	// whenever that is set. Any text will do that others cannot guess.
	VerifyToken string

	// MaxBodyBytes is the size of the largest body that is read,
	// [DefaultMaxBodyBytes] if zero. A larger one is answered with 413.
	MaxBodyBytes int64

	// MaxElements is the largest number of elements that all lists of a body
	// may have together, [DefaultMaxElements] if zero. More are answered with
	// 413. It bounds the events of a body, and the memory that they take.
	// [NewInbox] does not look into the body, and does not use it.
	MaxElements int

	// MaxInFlight is the number of bodies that may be processed at the same
	// time, [DefaultMaxInFlight] if zero. While there are as many, further ones
	// are answered with 503, and Meta delivers them again.
	MaxInFlight int

	// BodyTimeout is the time that a body may take to arrive,
	// [DefaultBodyTimeout] if zero. A slower one is answered with 408. A
	// shorter ReadTimeout of the [http.Server] holds too, and is the only one
	// where the server's ResponseWriter is wrapped by one that hides
	// SetReadDeadline.
	BodyTimeout time.Duration

	// AcceptTimeout is the time that the accept function of [NewInbox] has for
	// one body, [DefaultAcceptTimeout] if zero. [NewHandler] does not use it.
	AcceptTimeout time.Duration

	// Concurrency is the number of events of one body that may be processed at
	// the same time. With 0 or 1 they are processed one by one, in the order of
	// the body. Bodies are processed at the same time in either case.
	// [NewInbox] does not use it.
	Concurrency int

	// OnError is told of every refused request, with an error that wraps
	// [ErrSignature], [ErrMalformed], [ErrIncomplete], [ErrTooLarge],
	// [ErrBusy], [ErrHandshake] or [ErrMethod], and of every event that the
	// callback failed on or that did not decode, with an *[EventError]. With
	// [NewInbox], it is told of every body that was not accepted, with the
	// error of the accept function. It may be called by several goroutines at
	// once. The errors hold no secret and no message content, unless the
	// callback's own errors do.
	OnError func(ctx context.Context, err error)

	// Observer watches requests and events, for metrics and traces.
	Observer Observer

	// InsecureSkipSignatureCheck accepts every body from everyone, for use on a
	// local machine. AppSecrets must be empty then.
	InsecureSkipSignatureCheck bool
}
