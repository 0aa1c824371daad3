package batch

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/wabakit/whatsapp"
)

// A Sender sends one message. It is what this package needs of a
// [whatsapp.MessageService].
//
// [Send] calls it from several goroutines at once. A message counts as sent,
// refused or unknown by what [whatsapp.Decide] says about the error, so that a
// Sender of your own should return the client's errors, wrapped or not.
type Sender interface {
	Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// SenderFunc makes a function a [Sender].
type SenderFunc func(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)

// Send calls f.
func (f SenderFunc) Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return f(ctx, phoneNumberID, message, opts...)
}

// Options says how a batch is sent. Each field may be left out.
type Options struct {
	// Concurrency is the number of messages on their way at a time, 16 by
	// default.
	Concurrency int
	// Journal remembers what became of each message, so that a batch can go on
	// after a crash. Without one, a crash leaves open what was sent.
	Journal Journal
	// Progress is called after each message that this run settles, one call at a
	// time, and holds up the batch until it returns.
	Progress func(Progress)
	// MaxRetries is the number of refusals in a row after which the batch stops,
	// or leaves a recipient for the next run; 4 by default. A negative number
	// stands for none.
	MaxRetries int
	// MaxWait is the longest wait of the whole batch, 30 seconds by default. When
	// Graph asks for more, the batch stops.
	MaxWait time.Duration
	// Grace is how long messages that are on their way may still take after the
	// context has ended, 30 seconds by default. What is not answered by then is
	// [StateUnknown]. A negative value leaves no time at all.
	Grace time.Duration
	// Abort ends the batch at once when it is closed, also during Grace: what is
	// on its way is [StateUnknown].
	Abort <-chan struct{}
	// RequestOptions are for each message, such as [whatsapp.WithToken].
	// [whatsapp.CaptureResponse] is not among them: it holds one response.
	RequestOptions []whatsapp.RequestOption
}

const (
	defaultConcurrency = 16
	defaultMaxRetries  = 4
	defaultMaxWait     = 30 * time.Second
	defaultGrace       = 30 * time.Second
)

func (o *Options) withDefaults() Options {
	chosen := Options{}
	if o != nil {
		chosen = *o
	}
	if chosen.Concurrency <= 0 {
		chosen.Concurrency = defaultConcurrency
	}
	if chosen.MaxRetries == 0 {
		chosen.MaxRetries = defaultMaxRetries
	}
	if chosen.MaxWait <= 0 {
		chosen.MaxWait = defaultMaxWait
	}
	if chosen.Grace == 0 {
		chosen.Grace = defaultGrace
	}
	return chosen
}

// Send sends messages from one phone number and returns one result for each, in
// the order of the messages; see the package documentation. The messages must
// not be changed before Send returns.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
//
// The batch stops early when going on makes no sense: the context ends, the token
// is not accepted, the network is gone, the number or its account is restricted,
// a hundred outcomes in a row are unknown, or the journal fails. The error is an
// [*IncompleteError] then, and when messages were held back too often. A batch
// that cannot even begin has no results.
func Send(ctx context.Context, sender Sender, phoneNumberID string, messages []whatsapp.Message, options *Options) ([]Result, error) {
	if err := check(ctx, sender, phoneNumberID); err != nil {
		return nil, err
	}
	r := newRun(sender, phoneNumberID, messages, options.withDefaults())
	if err := r.lockJournal(); err != nil {
		return nil, err
	}
	defer r.unlockJournal()
	if err := r.restore(ctx); err != nil {
		return nil, err
	}
	r.fillLanes()
	r.conduct(ctx)
	r.settleDoubted(ctx)
	return r.results, r.finish()
}

// check refuses what would fail in the same way for every message.
func check(ctx context.Context, sender Sender, phoneNumberID string) error {
	switch {
	case ctx == nil:
		return errors.New("batch: the context is nil")
	case isNil(sender):
		return errors.New("batch: the sender is nil")
	case phoneNumberID == "", phoneNumberID == ".", phoneNumberID == "..":
		return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Field: "phone-number-id", Problem: "must not be empty or a dot"}}}
	}
	return nil
}

// isNil also finds the nil pointer, and the nil function, in an interface that is
// not nil.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	reflected := reflect.ValueOf(value)
	kind := reflected.Kind()
	return (kind == reflect.Pointer || kind == reflect.Func) && reflected.IsNil()
}
