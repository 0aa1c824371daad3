package redisstore

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp"
)

// Defaults for [LimiterOptions].
const (
	DefaultLimiterPrefix  = "whatsapp:pace:"
	DefaultLimiterTimeout = 500 * time.Millisecond
)

// LimiterOptions configures a [Limiter]. Every field is optional.
type LimiterOptions struct {
	whatsapp.LimiterOptions

	// Prefix is what the keys begin with, [DefaultLimiterPrefix] by default.
	Prefix string
	// Timeout is how long to wait for Redis, [DefaultLimiterTimeout] by
	// default, and at most half of the time that the caller has. A client
	// without ContextTimeoutEnabled goes on waiting in the background, until
	// its own ReadTimeout.
	Timeout time.Duration
	// Processes is the number of processes that share the limiter. While Redis
	// is away, each uses this part of a number's throughput. Without it, each
	// uses all of it, and slows down when Graph refuses.
	Processes int
	// OnChange is called with the reason when Redis is away, and with nil when
	// it is back: once per change. It runs on the goroutine of a caller, and
	// must be quick.
	OnChange func(away error)
}

// Limiter is a [whatsapp.Limiter] for several processes: a refusal that one of
// them gets slows all down. It has the pace of a [whatsapp.LocalLimiter].
//
// While Redis is away, it is a local limiter with a part of the throughput; see
// [LimiterOptions]. It tries Redis again after a second, then after longer
// pauses up to 15 seconds, with one message at a time.
type Limiter struct {
	client  redis.UniversalClient
	options LimiterOptions
	local   *whatsapp.LocalLimiter
	health  health
}

var _ whatsapp.Limiter = (*Limiter)(nil)

// NewLimiter returns a limiter that is shared with all processes that use the
// same prefix on the same Redis:
//
//	limiter := redisstore.NewLimiter(redisClient, redisstore.LimiterOptions{Processes: 16})
//	client, err := whatsapp.NewClient(token, whatsapp.WithLimiter(limiter))
//
// The processes should have the same options.
func NewLimiter(client redis.UniversalClient, options LimiterOptions) *Limiter {
	options.LimiterOptions = options.WithDefaults()
	if options.Prefix == "" {
		options.Prefix = DefaultLimiterPrefix
	}
	if options.Timeout <= 0 {
		options.Timeout = DefaultLimiterTimeout
	}
	options.Processes = max(1, options.Processes)
	alone := options.LimiterOptions
	alone.Throughput = max(1, alone.Throughput/options.Processes)
	return &Limiter{client: client, options: options, local: whatsapp.NewLimiter(alone), health: health{notify: options.OnChange}}
}

// Reserve implements [whatsapp.Limiter]. Its error is that of the context, and
// it returns as soon as that ends. A place that Redis has given by then stays
// unused: to give it back could give it to two.
func (l *Limiter) Reserve(ctx context.Context, route whatsapp.MessageRoute, longest time.Duration) (whatsapp.Reservation, error) {
	if err := ctx.Err(); err != nil {
		return whatsapp.Reservation{}, err
	}
	if !l.health.mayTry() {
		return l.local.Reserve(ctx, route, longest)
	}
	patience := l.patience(ctx)
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	place, err := within(limited, func() (whatsapp.Reservation, error) { return l.reserve(limited, route, longest) })
	switch {
	case err == nil:
		l.health.works()
		return place, nil
	case ctx.Err() != nil:
		l.health.unclear()
		return whatsapp.Reservation{}, ctx.Err()
	case isTimeout(err) && patience < l.options.Timeout/hurried:
		l.health.unclear()
	default:
		l.health.fails(wrap("reserve", err))
	}
	return l.local.Reserve(ctx, route, longest)
}

// hurried is the part of the timeout below which an answer that does not come
// says more of the caller's haste than of Redis.
const hurried = 10

func isTimeout(err error) bool {
	late, ok := errors.AsType[net.Error](err)
	return ok && late.Timeout()
}

// patience is how long the caller waits for Redis. The rest of the time is for
// the local limiter.
func (l *Limiter) patience(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return min(l.options.Timeout, time.Until(deadline)/2)
	}
	return l.options.Timeout
}

// Refused implements [whatsapp.Limiter]. It reports the refusal even if the
// context has ended.
func (l *Limiter) Refused(ctx context.Context, route whatsapp.MessageRoute, refusal error) {
	pair := errors.Is(refusal, whatsapp.ErrPairRateLimited)
	if !pair && !errors.Is(refusal, whatsapp.ErrRateLimited) {
		return
	}
	l.local.Refused(ctx, route, refusal)
	if !l.health.mayTry() {
		return
	}
	stated := time.Duration(0)
	if answer, ok := errors.AsType[*whatsapp.GraphAPIError](refusal); ok {
		stated = min(answer.RetryAfter, longestStated)
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.options.Timeout)
	defer cancel()
	_, err := within(limited, func() (any, error) {
		return refuseScript.Run(limited, l.client, l.keys(route),
			l.pairInterval(route.Recipient), l.options.PairBurst, stated.Microseconds(), flag(pair)).Result()
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		l.health.fails(wrap("refused", err))
		return
	}
	l.health.works()
}

// longestStated bounds the wait that Graph states: its key has to expire.
const longestStated = 7 * 24 * time.Hour

// throughputAge is how long a throughput is known.
const throughputAge = 30 * 24 * time.Hour

// SetThroughput sets how many messages a second a phone number may send, for
// all processes and for 30 days. Zero returns to that of the options. If Redis
// is away, only this process knows.
func (l *Limiter) SetThroughput(ctx context.Context, phoneNumberID string, perSecond int) error {
	key := l.keys(whatsapp.MessageRoute{PhoneNumberID: phoneNumberID})[1]
	if perSecond <= 0 {
		l.local.SetThroughput(phoneNumberID, 0)
		_, err := within(ctx, func() (int64, error) { return l.client.Del(ctx, key).Result() })
		return wrap("set throughput", err)
	}
	l.local.SetThroughput(phoneNumberID, max(1, perSecond/l.options.Processes))
	_, err := within(ctx, func() (string, error) { return l.client.Set(ctx, key, perSecond, throughputAge).Result() })
	return wrap("set throughput", err)
}

// Learn sets the throughput of a phone number to what its fields tell: see
// [whatsapp.PhoneNumber.MessagesPerSecond]. If they do not tell, nothing
// changes.
func (l *Limiter) Learn(ctx context.Context, number *whatsapp.PhoneNumber) error {
	if perSecond := number.MessagesPerSecond(); perSecond > 0 {
		return l.SetThroughput(ctx, number.ID, perSecond)
	}
	return nil
}

// reserve asks Redis.
func (l *Limiter) reserve(ctx context.Context, route whatsapp.MessageRoute, longest time.Duration) (whatsapp.Reservation, error) {
	answer, err := reserveScript.Run(ctx, l.client, l.keys(route),
		l.pairInterval(route.Recipient), l.options.PairBurst, l.options.Throughput, max(0, longest.Microseconds())).Int64Slice()
	if err != nil {
		return whatsapp.Reservation{}, err
	}
	if len(answer) != 3 {
		return whatsapp.Reservation{}, errors.New("the script returned something else than a place")
	}
	return whatsapp.Reservation{
		Taken: answer[0] == 1, Wait: time.Duration(answer[1]) * time.Microsecond, Pair: answer[2] == 1,
	}, nil
}

// keys returns the keys of a route: the number's places, its throughput, and
// the recipient's pace. They have one hash tag. The recipient is a hash, so
// that Redis holds no phone numbers of users.
func (l *Limiter) keys(route whatsapp.MessageRoute) []string {
	number := l.options.Prefix + "{" + route.PhoneNumberID + "}:"
	digest := sha256.Sum256([]byte(route.Recipient))
	return []string{number + "places", number + "throughput", number + "pair:" + base64.RawURLEncoding.EncodeToString(digest[:16])}
}

// pairInterval returns zero where there is no recipient.
func (l *Limiter) pairInterval(recipient string) int64 {
	if recipient == "" {
		return 0
	}
	return l.options.PairInterval.Microseconds()
}

func flag(set bool) int {
	if set {
		return 1
	}
	return 0
}
