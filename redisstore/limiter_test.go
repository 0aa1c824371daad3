package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/redisstore"
)

const (
	sender  = "106540352242922"
	anyWait = 1000 * time.Hour
)

var (
	throughputExceeded = &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429}
	pairRateExceeded   = &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
)

func newLimiter(t *testing.T, client redis.UniversalClient, options redisstore.LimiterOptions) *redisstore.Limiter {
	t.Helper()
	if options.Prefix == "" {
		options.Prefix = newPrefix(t)
	}
	if options.Timeout == 0 {
		options.Timeout = time.Minute // the machine may be slow
	}
	return redisstore.NewLimiter(client, options)
}

func reserve(t *testing.T, limiter whatsapp.Limiter, recipient string, longest time.Duration) whatsapp.Reservation {
	t.Helper()
	place, err := limiter.Reserve(t.Context(), to(recipient), longest)
	require.NoError(t, err)
	return place
}

func to(recipient string) whatsapp.MessageRoute {
	return whatsapp.MessageRoute{PhoneNumberID: sender, Recipient: recipient}
}

// rateOf returns the places in a second that many callers at once are given.
func rateOf(t *testing.T, limiters ...whatsapp.Limiter) float64 {
	t.Helper()
	const places = 200
	first, began := reserve(t, limiters[0], "", anyWait), time.Now()
	var group sync.WaitGroup
	for i := range places {
		group.Go(func() {
			place, err := limiters[i%len(limiters)].Reserve(t.Context(), to(""), anyWait)
			if err != nil || !place.Taken {
				panic("no place")
			}
		})
	}
	group.Wait()
	// The place after theirs, since nobody knows when exactly each was given
	// its own.
	last := reserve(t, limiters[0], "", anyWait)
	return (places + 1) / (time.Since(began) + last.Wait - first.Wait).Seconds()
}

// Several limiters over one Redis share the throughput of a number.
func TestLimiterIsShared(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	var limiters []whatsapp.Limiter
	for range 16 {
		limiters = append(limiters, newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix, Processes: 16}))
	}
	require.InDelta(t, 77.5, rateOf(t, limiters...), 4, "of 80")

	other, err := limiters[0].Reserve(t.Context(), whatsapp.MessageRoute{PhoneNumberID: "2"}, 0)
	require.NoError(t, err)
	require.Equal(t, whatsapp.Reservation{Taken: true}, other, "each number has its own")
	alone := newLimiter(t, client, redisstore.LimiterOptions{})
	require.Zero(t, reserve(t, alone, "", 0).Wait, "each prefix has its own")
}

// What Redis decides is what a local limiter decides at the same time.
func TestLimiterDecidesAsALocalOne(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	for name, steps := range map[string]func(t *testing.T, limiter whatsapp.Limiter, pass func(time.Duration)) []whatsapp.Reservation{
		"places": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) (found []whatsapp.Reservation) {
			began := time.Now()
			for range 100 {
				found = append(found, placeAfter(began, reserve(t, limiter, "", anyWait)))
			}
			return append(found, placeAfter(began, reserve(t, limiter, "", 100*time.Millisecond)))
		},
		"one recipient": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) (found []whatsapp.Reservation) {
			for range 50 {
				found = append(found, reserve(t, limiter, "+15550123", anyWait))
			}
			return append(found, reserve(t, limiter, "+15550124", anyWait))
		},
		"a refusal": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) (found []whatsapp.Reservation) {
			for range 10 {
				limiter.Refused(t.Context(), to(""), throughputExceeded)
				found = append(found, reserve(t, limiter, "", anyWait))
			}
			return found
		},
		"refusals in a row": func(t *testing.T, limiter whatsapp.Limiter, pass func(time.Duration)) (found []whatsapp.Reservation) {
			for range 3 {
				limiter.Refused(t.Context(), to(""), throughputExceeded)
				place := reserve(t, limiter, "", anyWait)
				pass(place.Wait + 600*time.Millisecond)
				found = append(found, place)
			}
			limiter.Refused(t.Context(), to(""), throughputExceeded)
			began := time.Now()
			for range 100 {
				found = append(found, placeAfter(began, reserve(t, limiter, "", anyWait)))
			}
			return found
		},
		"a stated wait": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) (found []whatsapp.Reservation) {
			for _, stated := range []time.Duration{0, time.Minute, 10 * time.Second, time.Hour} {
				limiter.Refused(t.Context(), to(""), &whatsapp.GraphAPIError{StatusCode: 429, Code: 130429, RetryAfter: stated})
				limiter.Refused(t.Context(), to("+15550123"), &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056, RetryAfter: 2 * stated})
				found = append(found, reserve(t, limiter, "", 0), reserve(t, limiter, "+15550123", 0))
			}
			return found
		},
		"refusals of a recipient": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) (found []whatsapp.Reservation) {
			for range 3 {
				reserve(t, limiter, "+15550123", anyWait)
				limiter.Refused(t.Context(), to("+15550123"), pairRateExceeded)
				found = append(found, reserve(t, limiter, "+15550123", anyWait), reserve(t, limiter, "+15550124", anyWait))
			}
			return found
		},
		"other failures": func(t *testing.T, limiter whatsapp.Limiter, _ func(time.Duration)) []whatsapp.Reservation {
			limiter.Refused(t.Context(), to("+15550123"), errors.New("other"))
			return []whatsapp.Reservation{reserve(t, limiter, "+15550123", 0)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []whatsapp.Reservation
			synctest.Test(t, func(t *testing.T) { want = steps(t, whatsapp.NewLimiter(whatsapp.LimiterOptions{}), time.Sleep) })
			prefix := newPrefix(t)
			got := steps(t, newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix, OnChange: unchanged}),
				func(time time.Duration) { pass(t, client, prefix, time) })
			require.Len(t, got, len(want))
			for i := range want {
				require.Equal(t, want[i].Taken, got[i].Taken, i)
				require.Equal(t, want[i].Pair, got[i].Pair, i)
				// The two do not ask at the same time.
				require.InDelta(t, want[i].Wait.Seconds(), got[i].Wait.Seconds(), 0.5+want[i].Wait.Seconds()/50, i)
			}
		})
	}
}

// pass has everything in Redis happen earlier, as if time had passed.
func pass(t *testing.T, client *redis.Client, prefix string, time time.Duration) {
	t.Helper()
	for _, key := range client.Keys(t.Context(), prefix+"*").Val() {
		for _, at := range []string{"next", "since", "settled", "paid"} {
			if client.HExists(t.Context(), key, at).Val() {
				require.NoError(t, client.HIncrBy(t.Context(), key, at, -time.Microseconds()).Err())
			}
		}
		left := client.PTTL(t.Context(), key).Val()
		require.Greater(t, left, time, "what had expired would not be there")
		require.NoError(t, client.PExpire(t.Context(), key, left-time).Err())
	}
}

// placeAfter has the place itself in Wait, which does not depend on how long it
// took to ask for those before it.
func placeAfter(began time.Time, place whatsapp.Reservation) whatsapp.Reservation {
	place.Wait += time.Since(began)
	return place
}

func unchanged(away error) { panic(away) }

// A refusal that one process gets slows all down.
func TestLimiterRefusalsAreShared(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	one := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix})
	other := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	one.Refused(cancelled, to("+15550123"), &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429, RetryAfter: time.Minute})
	require.Greater(t, reserve(t, other, "+15550124", 0).Wait, 50*time.Second)
	one.Refused(t.Context(), to("+15550123"), &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056, RetryAfter: time.Hour})
	require.True(t, reserve(t, other, "+15550123", anyWait).Pair)
}

func TestLimiterThroughput(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	one := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix})
	other := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix})
	coexisting := &whatsapp.PhoneNumber{ID: sender, IsOnBusinessApp: true, PlatformType: whatsapp.PlatformTypeCloudAPI}
	require.NoError(t, one.Learn(t.Context(), coexisting))
	require.NoError(t, one.Learn(t.Context(), &whatsapp.PhoneNumber{ID: sender}), "it does not tell")
	require.InDelta(t, 19.4, rateOf(t, other), 1)
	require.NoError(t, other.SetThroughput(t.Context(), sender, 1000))
	require.NoError(t, one.SetThroughput(t.Context(), sender, 0))
	wait := reserve(t, other, "", anyWait).Wait
	require.InDelta(t, (wait + 13*time.Millisecond).Seconds(), reserve(t, one, "", anyWait).Wait.Seconds(), 0.5)
	require.Error(t, newLimiter(t, unreachable(t), redisstore.LimiterOptions{}).SetThroughput(t.Context(), sender, 20))
}

// All keys expire, are in one slot, and do not show whom messages are for.
func TestLimiterKeys(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix})
	require.NoError(t, limiter.SetThroughput(t.Context(), sender, 80))
	reserve(t, limiter, "+15550123", anyWait)
	limiter.Refused(t.Context(), to("+15550123"), throughputExceeded)
	limiter.Refused(t.Context(), to("+15550123"), pairRateExceeded)
	keys := client.Keys(t.Context(), prefix+"*").Val()
	require.Len(t, keys, 3)
	for _, key := range keys {
		require.True(t, strings.HasPrefix(key, prefix+"{"+sender+"}:"), key)
		require.NotContains(t, key, "15550123")
		require.Positive(t, client.PTTL(t.Context(), key).Val(), key)
	}
}

// A server that has restarted does not know the scripts.
func TestLimiterScriptsAreSentAgain(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	limiter := newLimiter(t, client, redisstore.LimiterOptions{OnChange: unchanged})
	for range 3 {
		require.NoError(t, client.ScriptFlush(t.Context()).Err())
		reserve(t, limiter, "+15550123", anyWait)
		require.NoError(t, client.ScriptFlush(t.Context()).Err())
		limiter.Refused(t.Context(), to("+15550123"), pairRateExceeded)
	}
}

// changes records what OnChange is told.
type changes struct {
	mutex sync.Mutex
	told  []error
}

func (c *changes) note(away error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.told = append(c.told, away)
}

func (c *changes) all() []error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]error(nil), c.told...)
}

// While Redis is away, each process has its part of the throughput. It asks
// Redis now and then, and says once that it is away.
func TestLimiterWithoutRedis(t *testing.T) {
	t.Parallel()
	dialed := atomic.Int64{}
	client := redis.NewClient(&redis.Options{
		MaxRetries: -1, DialerRetries: 1,
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			dialed.Add(1)
			return nil, errUnreachable
		},
	})
	t.Cleanup(func() { client.Close() })
	var told changes
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Processes: 4, OnChange: told.note})
	require.InDelta(t, 19.4, rateOf(t, limiter), 1, "a quarter of 80")
	require.Len(t, told.all(), 1)
	require.ErrorIs(t, told.all()[0], errUnreachable)
	require.ErrorContains(t, told.all()[0], "redisstore: reserve: ")
	limiter.Refused(t.Context(), to("+15550123"), &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056, RetryAfter: time.Hour})
	require.True(t, reserve(t, limiter, "+15550123", anyWait).Pair)
	require.Error(t, limiter.SetThroughput(t.Context(), sender, 4))
	before := reserve(t, limiter, "", anyWait).Wait
	require.Greater(t, reserve(t, limiter, "", anyWait).Wait-before, 500*time.Millisecond, "one a second")
	require.Less(t, dialed.Load(), int64(100), "200 places were reserved")
}

// Redis goes away and comes back.
func TestLimiterRecovers(t *testing.T) {
	t.Parallel()
	newClient(t)
	var broken atomic.Bool
	client := redis.NewClient(&redis.Options{
		Addr: address, MaxRetries: -1, PoolSize: 1,
		Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
			if broken.Load() {
				return nil, errUnreachable
			}
			connection, err := new(net.Dialer).DialContext(ctx, network, address)
			return &lossyConn{connection, broken.Load}, err
		},
	})
	t.Cleanup(func() { client.Close() })
	var told changes
	prefix := newPrefix(t)
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix, OnChange: told.note})
	other := newLimiter(t, newClient(t), redisstore.LimiterOptions{Prefix: prefix, OnChange: unchanged})
	for round := range 2 {
		require.Eventually(t, func() bool {
			reserve(t, limiter, "", anyWait)
			return len(told.all()) == 2*round
		}, 20*time.Second, 20*time.Millisecond)
		broken.Store(true)
		reserve(t, limiter, "", anyWait)
		limiter.Refused(t.Context(), to(""), throughputExceeded)
		require.Len(t, told.all(), 2*round+1)
		require.Error(t, told.all()[2*round])
		broken.Store(false)
	}
	require.Eventually(t, func() bool {
		reserve(t, limiter, "", anyWait)
		return len(told.all()) == 4
	}, 20*time.Second, 20*time.Millisecond)
	require.NoError(t, told.all()[3])

	other.Refused(t.Context(), to(""), &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429, RetryAfter: time.Hour})
	require.Greater(t, reserve(t, limiter, "", 0).Wait, 50*time.Minute, "it is the shared one again")
}

// A Redis that hangs holds up a message for the timeout, and the next ones not
// at all.
func TestLimiterRedisHangs(t *testing.T) {
	t.Parallel()
	client := hanging(t)
	var told changes
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Timeout: 50 * time.Millisecond, OnChange: told.note})
	for range 20 {
		require.True(t, reserve(t, limiter, "", anyWait).Taken)
	}
	require.Len(t, told.all(), 1)
	require.ErrorContains(t, told.all()[0], "redisstore: reserve: ")

	// The caller's deadline leaves time for the local limiter.
	limiter = newLimiter(t, client, redisstore.LimiterOptions{Timeout: time.Hour, OnChange: unchanged})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	place, err := limiter.Reserve(ctx, to(""), 0)
	require.NoError(t, err)
	require.True(t, place.Taken)
	require.NoError(t, ctx.Err())
}

// The end of the caller's context says nothing about Redis, and ends the
// question at once, although the client does not look at it any more. What it
// has begun ends with the client.
func TestLimiterContextEnds(t *testing.T) {
	t.Parallel()
	client := hangingFor(t, &redis.Options{ReadTimeout: -1, ContextTimeoutEnabled: true})
	var asked commands
	client.AddHook(&asked)
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Timeout: time.Hour, OnChange: unchanged})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := limiter.Reserve(ctx, to(""), anyWait)
		ended <- err
	}()
	require.Eventually(t, func() bool { return asked.open.Load() > 0 }, 20*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	_, err := limiter.Reserve(ctx, to(""), anyWait)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, client.Close())
	require.Eventually(t, func() bool { return asked.open.Load() == 0 }, 20*time.Second, time.Millisecond)
}

// commands counts those that are on their way.
type commands struct{ open atomic.Int64 }

func (c *commands) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *commands) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, command redis.Cmder) error {
		c.open.Add(1)
		defer c.open.Add(-1)
		return next(ctx, command)
	}
}

func (c *commands) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// A client that does not look at contexts at all holds up nobody for longer.
func TestLimiterClientWithoutContexts(t *testing.T) {
	t.Parallel()
	client := hangingFor(t, &redis.Options{ReadTimeout: -1})
	var told changes
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Timeout: 20 * time.Millisecond, OnChange: told.note})
	require.True(t, reserve(t, limiter, "", anyWait).Taken)
	require.Len(t, told.all(), 1)
	require.ErrorIs(t, told.all()[0], context.DeadlineExceeded)
	limiter = newLimiter(t, client, redisstore.LimiterOptions{Timeout: 20 * time.Millisecond, OnChange: told.note})
	limiter.Refused(t.Context(), to(""), throughputExceeded)
	require.Len(t, told.all(), 2)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, limiter.SetThroughput(ctx, sender, 20), context.DeadlineExceeded)
	require.ErrorIs(t, limiter.SetThroughput(ctx, sender, 0), context.DeadlineExceeded)
}

// A place that was taken for a caller who has gone stays unused: nobody gets it
// twice.
func TestLimiterPlaceOfACallerWhoHasGone(t *testing.T) {
	t.Parallel()
	newClient(t)
	answer := make(chan struct{})
	var held atomic.Bool
	client := redis.NewClient(&redis.Options{
		Addr: address, MaxRetries: -1, PoolSize: 2, ContextTimeoutEnabled: true,
		Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
			connection, err := new(net.Dialer).DialContext(ctx, network, address)
			return &lossyConn{connection, func() bool {
				if held.Load() {
					<-answer
				}
				return false
			}}, err
		},
	})
	t.Cleanup(func() { client.Close() })
	prefix := newPrefix(t)
	limiter := newLimiter(t, client, redisstore.LimiterOptions{Prefix: prefix, OnChange: unchanged})
	other := newLimiter(t, newClient(t), redisstore.LimiterOptions{Prefix: prefix, OnChange: unchanged})
	require.NoError(t, limiter.SetThroughput(t.Context(), sender, 1))
	reserve(t, limiter, "", anyWait)

	held.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := limiter.Reserve(ctx, to("+15550123"), anyWait)
		ended <- err
	}()
	taken := func() bool { return len(newClient(t).Keys(t.Context(), prefix+"*pair*").Val()) == 1 }
	require.Eventually(t, taken, 20*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	held.Store(false)
	close(answer)
	require.Greater(t, reserve(t, other, "", anyWait).Wait, 1500*time.Millisecond, "the third place, at one a second")
	require.Greater(t, reserve(t, limiter, "", anyWait).Wait, 2500*time.Millisecond)
}

// hanging is a client whose server accepts connections and answers nothing.
func hanging(t *testing.T) *redis.Client {
	t.Helper()
	return hangingFor(t, &redis.Options{ContextTimeoutEnabled: true})
}

func hangingFor(t *testing.T, options *redis.Options) *redis.Client {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	options.Addr, options.MaxRetries = listener.Addr().String(), -1
	client := redis.NewClient(options)
	t.Cleanup(func() { client.Close() })
	return client
}

// A server of a cluster refuses scripts whose keys are in several slots.
func TestLimiterInACluster(t *testing.T) {
	t.Parallel()
	limiter := newLimiter(t, newCluster(t), redisstore.LimiterOptions{OnChange: unchanged})
	for number := range 10 { // in different slots
		for range 2 {
			route := whatsapp.MessageRoute{PhoneNumberID: fmt.Sprint(number), Recipient: "+15550123"}
			place, err := limiter.Reserve(t.Context(), route, anyWait)
			require.NoError(t, err)
			require.True(t, place.Taken)
			limiter.Refused(t.Context(), route, throughputExceeded)
		}
		require.NoError(t, limiter.SetThroughput(t.Context(), fmt.Sprint(number), 20))
	}
}
