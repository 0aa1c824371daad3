package whatsapp

import (
	"context"
	"errors"
	"sync"
	"time"
)

// The throughput of a phone number, in messages a second. Meta counts what the
// number sends and what it receives.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
const (
	StandardThroughput    = 80
	HighThroughput        = 1000
	CoexistenceThroughput = 20 // of a number that the WhatsApp Business app uses too
)

// The pace of the messages from a number to one recipient: one every six
// seconds, and 45 at once, which are then made up for.
const (
	DefaultPairInterval = 6 * time.Second
	DefaultPairBurst    = 45
)

// LimiterOptions configures a [LocalLimiter]. The zero value has Meta's limits.
type LimiterOptions struct {
	// Throughput is the number of messages a second of a phone number whose own
	// is not known, [StandardThroughput] by default.
	Throughput int
	// PairInterval and PairBurst are the pace of one conversation,
	// [DefaultPairInterval] and [DefaultPairBurst] by default.
	PairInterval time.Duration
	PairBurst    int
}

// WithDefaults returns the options with defaults for what is not positive.
func (o LimiterOptions) WithDefaults() LimiterOptions {
	if o.Throughput <= 0 {
		o.Throughput = StandardThroughput
	}
	if o.PairInterval <= 0 {
		o.PairInterval = DefaultPairInterval
	}
	if o.PairBurst <= 0 {
		o.PairBurst = DefaultPairBurst
	}
	return o
}

// A LocalLimiter is the [Limiter] of one process. It spreads the messages of a
// number evenly, and keeps three percent below the limits, since messages do
// not all take the same time to arrive.
//
// After a refusal for the number's throughput, the number goes on more slowly,
// and after several in a row, at half the pace and after a pause. It returns
// quickly to a little below the pace that was refused, and from there slowly to
// its throughput. After a refusal for the pace of one
// conversation, this one waits 4^X seconds, where X counts the refusals in a
// row from zero, up to 256 seconds. If Graph states a wait, it is kept.
// Refusals of messages that were on their way before the limiter slowed down
// do not count again.
//
// A decision takes the same time however many recipients there are. A
// recipient that may be sent a full burst again is forgotten.
type LocalLimiter struct {
	options LimiterOptions
	numbers sync.Map // *pacedNumber by the id of the phone number
}

var _ Limiter = (*LocalLimiter)(nil)

// NewLimiter returns a limiter for the clients of one process; pass it to all
// of them with [WithLimiter]. Several processes that send from one number need
// that of package redisstore.
func NewLimiter(options LimiterOptions) *LocalLimiter {
	return &LocalLimiter{options: options.WithDefaults()}
}

// Reserve implements [Limiter]. Its error is that of the context.
func (l *LocalLimiter) Reserve(ctx context.Context, route MessageRoute, longest time.Duration) (Reservation, error) {
	if err := ctx.Err(); err != nil {
		return Reservation{}, err
	}
	return l.number(route.PhoneNumberID).reserve(&l.options, route.Recipient, longest), nil
}

// Refused implements [Limiter].
func (l *LocalLimiter) Refused(_ context.Context, route MessageRoute, refusal error) {
	stated := time.Duration(0)
	if answer, ok := errors.AsType[*GraphAPIError](refusal); ok {
		stated = answer.RetryAfter
	}
	switch {
	case errors.Is(refusal, ErrPairRateLimited):
		l.number(route.PhoneNumberID).pairRefused(&l.options, route.Recipient, stated)
	case errors.Is(refusal, ErrRateLimited):
		l.number(route.PhoneNumberID).refused(stated)
	}
}

// SetThroughput sets how many messages a second a phone number may send. Zero
// returns to that of the options.
func (l *LocalLimiter) SetThroughput(phoneNumberID string, perSecond int) {
	number := l.number(phoneNumberID)
	number.mutex.Lock()
	defer number.mutex.Unlock()
	number.throughput = perSecond
}

// Learn sets the throughput of a phone number to what its fields tell: see
// [PhoneNumber.MessagesPerSecond]. If they do not tell, nothing changes.
//
//	number, err := client.PhoneNumbers.Get(ctx, phoneNumberID)
//	if err == nil {
//		limiter.Learn(number)
//	}
func (l *LocalLimiter) Learn(number *PhoneNumber) {
	if perSecond := number.MessagesPerSecond(); perSecond > 0 {
		l.SetThroughput(number.ID, perSecond)
	}
}

func (l *LocalLimiter) number(id string) *pacedNumber {
	if known, ok := l.numbers.Load(id); ok {
		return known.(*pacedNumber)
	}
	known, _ := l.numbers.LoadOrStore(id, new(pacedNumber))
	return known.(*pacedNumber)
}
