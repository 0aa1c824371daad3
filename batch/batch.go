package batch

import (
	"context"
	"errors"
	"reflect"

	"github.com/wabakit/whatsapp"
)

// A Message is what a batch sends: [whatsapp.Message] or
// [whatsapp.MarketingMessage].
type Message interface {
	// Address returns whom the message is for. Messages with the same address
	// are sent one at a time, in order.
	Address() string
	// Route returns what a [whatsapp.Limiter] counts the message by.
	Route(phoneNumberID string) whatsapp.MessageRoute
	// MarshalJSON returns what identifies the message in a [Journal].
	MarshalJSON() ([]byte, error)
}

// A Sender sends one message. It is the part of [whatsapp.MessageService] that
// this package needs; for marketing messages, see [Marketing].
//
// It is called from several goroutines at once, and its errors are classified
// with [whatsapp.Decide], so a Sender of your own should return the client's
// errors, wrapped or not.
type Sender[M Message] interface {
	Send(ctx context.Context, phoneNumberID string, message M, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// SenderFunc adapts a function to a [Sender].
type SenderFunc[M Message] func(ctx context.Context, phoneNumberID string, message M, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)

// Send calls f.
func (f SenderFunc[M]) Send(ctx context.Context, phoneNumberID string, message M, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return f(ctx, phoneNumberID, message, opts...)
}

// Send sends messages from one phone number and returns one result per message,
// in the same order; see the package documentation. Do not change the messages
// until Send returns.
//
//	POST /{phone-number-id}/messages
//	POST /{phone-number-id}/marketing_messages
//
// Permission: whatsapp_business_messaging.
//
// The batch stops early when there is no point in continuing: the context ends,
// the token is rejected, the network is down, the number or its account is
// restricted, a hundred outcomes in a row are unknown, or the journal or the
// limiter fails. The error is then an [*IncompleteError], as it is when
// messages were held back too often. If the batch cannot start, Send returns no
// results.
func Send[M Message](ctx context.Context, sender Sender[M], phoneNumberID string, messages []M, options *Options) ([]Result, error) {
	if err := check(ctx, sender, phoneNumberID); err != nil {
		return nil, err
	}
	r := newRun(carrier[M]{sender, phoneNumberID}, sender, phoneNumberID, options.withDefaults())
	return r.send(ctx, len(messages), func(index int) *item {
		return newItem(index, &messages[index])
	})
}

// send sends as many messages as there are.
func (r *run) send(ctx context.Context, count int, message func(index int) *item) ([]Result, error) {
	results := make([]Result, count)
	for i := range results {
		results[i] = Result{Index: i, State: StateNotSent}
	}
	r.streams, r.window, r.progress.Total = false, count+1, count
	r.deliver = func(result Result) { results[result.Index] = result }

	if err := r.lockJournal(); err != nil {
		return nil, err
	}
	defer r.unlockJournal()
	open, err := r.recallAll(ctx, count, message)
	if err != nil {
		return nil, err
	}
	r.pull = unsettled(results, open, message)
	r.conduct(ctx, nil)
	r.leaveRest(ctx)
	err = r.finish()
	for i := range results {
		if results[i].State == StateNotSent && results[i].Err == nil {
			results[i].Err = r.stopped // it was never taken up
		}
	}
	return results, err
}

// unsettled returns the messages to send, one after the other, and nil at the
// end. Of those that the journal knows and no run has settled, open has the
// item, or nil if it is not to be sent yet.
func unsettled(results []Result, open map[int]*item, message func(index int) *item) func() *item {
	index := -1
	return func() *item {
		for index++; index < len(results); index++ {
			next, known := open[index]
			switch {
			case results[index].FromJournal, known && next == nil:
				continue
			case !known:
				next = message(index)
			}
			return next
		}
		return nil
	}
}

// A carrier is the messageCarrier of one type.
type carrier[M Message] struct {
	sender        Sender[M]
	phoneNumberID string
}

func (carrier[M]) address(message any) string { return (*message.(*M)).Address() }

func (c carrier[M]) route(message any) whatsapp.MessageRoute {
	return (*message.(*M)).Route(c.phoneNumberID)
}

func (carrier[M]) encode(message any) ([]byte, error) { return (*message.(*M)).MarshalJSON() }

func (c carrier[M]) send(ctx context.Context, message any, opts []whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return c.sender.Send(ctx, c.phoneNumberID, *message.(*M), opts...)
}

// check rejects arguments that would make every message fail in the same way.
func check(ctx context.Context, sender any, phoneNumberID string) error {
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
