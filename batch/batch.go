package batch

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/wabakit/whatsapp"
)

// A Sender sends one message. It is the part of [whatsapp.MessageService] that
// this package needs.
//
// [Send] calls it from several goroutines at once and classifies its errors
// with [whatsapp.Decide], so a Sender of your own should return the client's
// errors, wrapped or not.
type Sender interface {
	Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// SenderFunc adapts a function to a [Sender].
type SenderFunc func(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)

// Send calls f.
func (f SenderFunc) Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return f(ctx, phoneNumberID, message, opts...)
}

// Options configures a batch. Every field is optional.
type Options struct {
	// Concurrency is the number of messages in flight at a time, 16 by default.
	Concurrency int
	// Journal records the outcome of each message, so that a batch can resume
	// after a crash. Without one, a crash leaves no record of what was sent.
	Journal Journal
	// Progress is called after each message that this run settles, one call at
	// a time. The batch waits for it to return.
	Progress func(Progress)
	// MaxRetries is the number of consecutive refusals to tolerate, 4 by
	// default. After one more, the batch stops, or leaves a recipient for the
	// next run. A negative number means none.
	MaxRetries int
	// MaxWait is the longest pause of the whole batch, 30 seconds by default.
	// If Graph asks for a longer one, the batch stops.
	MaxWait time.Duration
	// Grace is the time that messages in flight have to finish once the context
	// ends, 30 seconds by default. Those without an answer by then are
	// [StateUnknown]. A negative value gives them none.
	Grace time.Duration
	// Abort ends the batch immediately when it is closed, even during Grace.
	// Messages in flight become [StateUnknown].
	Abort <-chan struct{}
	// RequestOptions apply to every message, such as [whatsapp.WithToken]. Do
	// not pass [whatsapp.CaptureResponse], which holds one response.
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

// Send sends messages from one phone number and returns one result per message,
// in the same order; see the package documentation. Do not change the messages
// until Send returns.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
//
// The batch stops early when there is no point in continuing: the context ends,
// the token is rejected, the network is down, the number or its account is
// restricted, a hundred outcomes in a row are unknown, or the journal fails.
// The error is then an [*IncompleteError], as it is when messages were held
// back too often. If the batch cannot start, Send returns no results.
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

// check rejects arguments that would make every message fail in the same way.
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

// isNil also reports a nil pointer or a nil function in a non-nil interface.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	reflected := reflect.ValueOf(value)
	kind := reflected.Kind()
	return (kind == reflect.Pointer || kind == reflect.Func) && reflected.IsNil()
}
