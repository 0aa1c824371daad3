package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// anyWait is a caller that waits for any place.
const anyWait = 1000 * time.Hour

var (
	throughputExceeded = &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429}
	pairRateExceeded   = &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
)

func reserve(t *testing.T, limiter whatsapp.Limiter, recipient string, longest time.Duration) whatsapp.Reservation {
	t.Helper()
	place, err := limiter.Reserve(t.Context(), whatsapp.MessageRoute{PhoneNumberID: phoneNumberID, Recipient: recipient}, longest)
	require.NoError(t, err)
	return place
}

func refuse(t *testing.T, limiter whatsapp.Limiter, recipient string, refusal error) {
	t.Helper()
	limiter.Refused(t.Context(), whatsapp.MessageRoute{PhoneNumberID: phoneNumberID, Recipient: recipient}, refusal)
}

// take waits for a place and takes it.
func take(t *testing.T, limiter whatsapp.Limiter, recipient string) {
	t.Helper()
	for {
		place := reserve(t, limiter, recipient, anyWait)
		time.Sleep(place.Wait)
		if place.Taken {
			return
		}
	}
}

// placesOf takes every place of a span for messages to groups, and returns how
// many there were.
func placesOf(t *testing.T, limiter whatsapp.Limiter, span time.Duration) (count int) {
	t.Helper()
	for began := time.Now(); time.Since(began) < span; count++ {
		take(t, limiter, "")
	}
	return count
}

func TestLimiterThroughput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options whatsapp.LimiterOptions
		number  *whatsapp.PhoneNumber
		limit   int
	}{
		"by default":       {limit: 80},
		"by the options":   {options: whatsapp.LimiterOptions{Throughput: 10}, limit: 10},
		"upgraded":         {number: &whatsapp.PhoneNumber{Throughput: &whatsapp.Throughput{Level: whatsapp.ThroughputLevelHigh}}, limit: 1000},
		"standard":         {options: whatsapp.LimiterOptions{Throughput: 10}, number: &whatsapp.PhoneNumber{Throughput: &whatsapp.Throughput{Level: whatsapp.ThroughputLevelStandard}}, limit: 80},
		"not told":         {number: &whatsapp.PhoneNumber{}, limit: 80},
		"not applicable":   {number: &whatsapp.PhoneNumber{Throughput: &whatsapp.Throughput{Level: whatsapp.ThroughputLevelNotApplicable}}, limit: 80},
		"the app only":     {number: &whatsapp.PhoneNumber{IsOnBusinessApp: true, PlatformType: whatsapp.PlatformTypeNotApplicable}, limit: 80},
		"with the app too": {number: &whatsapp.PhoneNumber{IsOnBusinessApp: true, PlatformType: whatsapp.PlatformTypeCloudAPI, Throughput: &whatsapp.Throughput{Level: whatsapp.ThroughputLevelStandard}}, limit: 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := whatsapp.NewLimiter(test.options)
				if test.number != nil {
					test.number.ID = phoneNumberID
					limiter.Learn(test.number)
				}
				used := float64(placesOf(t, limiter, time.Minute)) / 60
				assert.LessOrEqual(t, used, float64(test.limit))
				assert.GreaterOrEqual(t, used, 0.95*float64(test.limit))
			})
		})
	}
}

// No second has more messages than the limit, also after a quiet hour.
func TestLimiterSpreadsMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		for range 3 {
			for i := range 80 {
				require.Equal(t, i < 78, reserve(t, limiter, fmt.Sprint(i), time.Second).Taken, i)
			}
			time.Sleep(time.Hour)
		}
		other, err := limiter.Reserve(t.Context(), whatsapp.MessageRoute{PhoneNumberID: "2"}, 0)
		require.NoError(t, err)
		require.Equal(t, whatsapp.Reservation{Taken: true}, other, "each number has its own")
	})
}

// A place that is too far away is not taken.
func TestLimiterTakesNoDistantPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{Throughput: 1})
		require.True(t, reserve(t, limiter, "", 0).Taken)
		refused := reserve(t, limiter, "", time.Second)
		require.False(t, refused.Taken)
		require.False(t, refused.Pair)
		require.Equal(t, refused, reserve(t, limiter, "", time.Second))
		require.Equal(t, whatsapp.Reservation{Taken: true, Wait: refused.Wait}, reserve(t, limiter, "", refused.Wait))
	})
}

func TestLimiterThroughputChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		limiter.SetThroughput(phoneNumberID, 5)
		require.InDelta(t, 49, placesOf(t, limiter, 10*time.Second), 1)
		limiter.SetThroughput(phoneNumberID, 0)
		time.Sleep(time.Second)
		require.InDelta(t, 77.5*10, placesOf(t, limiter, 10*time.Second), 2)
	})
}

// One recipient gets a burst, and then one message every six seconds, while the
// number goes on.
func TestLimiterPairs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		began := time.Now()
		for range whatsapp.DefaultPairBurst {
			place := reserve(t, limiter, "+15550123", anyWait)
			require.True(t, place.Taken)
			time.Sleep(place.Wait)
		}
		require.Less(t, time.Since(began), time.Second)
		held := reserve(t, limiter, "+15550123", anyWait)
		require.True(t, held.Pair)
		require.False(t, held.Taken, "it would be a place of the number now")
		require.True(t, reserve(t, limiter, "+15550124", time.Second).Taken)
		require.True(t, reserve(t, limiter, "", time.Second).Taken)
		for range 3 {
			time.Sleep(reserve(t, limiter, "+15550123", 0).Wait)
			require.Equal(t, whatsapp.Reservation{Taken: true}, reserve(t, limiter, "+15550123", 0))
			wait := reserve(t, limiter, "+15550123", 0).Wait
			require.GreaterOrEqual(t, wait, 6*time.Second)
			require.LessOrEqual(t, wait, 6600*time.Millisecond)
		}
		time.Sleep(time.Hour)
		for range whatsapp.DefaultPairBurst {
			require.True(t, reserve(t, limiter, "+15550123", time.Second).Taken)
		}
	})
}

// A refusal slows the number down. It is as fast as before after some minutes.
func TestLimiterSlowsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		usual := placesOf(t, limiter, 10*time.Second)
		refuse(t, limiter, "+15550123", fmt.Errorf("wrapped: %w", throughputExceeded))
		single := placesOf(t, limiter, time.Second)
		require.Less(t, single, usual/10)
		require.Greater(t, single, usual*93/1000)
		for range 2 {
			refuse(t, limiter, "+15550123", throughputExceeded)
			place := reserve(t, limiter, "", anyWait)
			require.GreaterOrEqual(t, place.Wait, 250*time.Millisecond, "it is not the only one")
			time.Sleep(place.Wait + 600*time.Millisecond)
		}
		var soon []int
		for range 3 {
			soon = append(soon, placesOf(t, limiter, 2*time.Second))
		}
		require.Less(t, soon[0], usual/5*6/10)
		require.IsIncreasing(t, soon)
		placesOf(t, limiter, 2*time.Minute)
		require.InDelta(t, usual, placesOf(t, limiter, 10*time.Second), 1)
	})
}

// The refusals of messages that were on their way before the number slowed down
// count once. Those at the new pace count again.
func TestLimiterWaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		once, often := whatsapp.NewLimiter(whatsapp.LimiterOptions{}), whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		for range 40 {
			for _, limiter := range []whatsapp.Limiter{once, often} {
				require.True(t, reserve(t, limiter, "", time.Second).Taken)
			}
		}
		refuse(t, once, "", throughputExceeded)
		for range 40 {
			refuse(t, often, "", throughputExceeded)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		refuse(t, often, "", throughputExceeded)
		for i := range 300 {
			place := reserve(t, once, "", anyWait)
			require.Equal(t, place, reserve(t, often, "", anyWait))
			time.Sleep(place.Wait)
			if i < 10 { // it was on its way when the new pace began
				refuse(t, often, "", throughputExceeded)
			}
		}
		refuse(t, often, "", throughputExceeded)
		reserve(t, often, "", anyWait)
		reserve(t, once, "", anyWait)
		require.Greater(t, reserve(t, often, "", anyWait).Wait, reserve(t, once, "", anyWait).Wait)
	})
}

// The number pauses longer after each refusal in a row, and never stops.
func TestLimiterRefusalsInARow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		var waits []time.Duration
		for range 7 {
			take(t, limiter, "")
			time.Sleep(time.Second)
			refuse(t, limiter, "", throughputExceeded)
			place := reserve(t, limiter, "", anyWait)
			waits = append(waits, place.Wait)
			time.Sleep(place.Wait)
		}
		require.Equal(t, []time.Duration{
			0, 250 * time.Millisecond, time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second, 64 * time.Second,
		}, waits)
		for range 1000 {
			take(t, limiter, "")
			time.Sleep(time.Second)
			refuse(t, limiter, "", throughputExceeded)
		}
		require.LessOrEqual(t, reserve(t, limiter, "", 0).Wait, 65*time.Second)
		time.Sleep(65 * time.Second)
		require.InDelta(t, 10, placesOf(t, limiter, 10*time.Second), 5)
	})
}

// A number that has a lower limit than expected is used nearly in full.
func TestLimiterFindsALowerLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		var accepted []time.Time
		refused := 0
		for began := time.Now(); time.Since(began) < 10*time.Minute; {
			place := reserve(t, limiter, "", anyWait)
			time.Sleep(place.Wait)
			now := time.Now()
			if len(accepted) >= 20 && now.Sub(accepted[len(accepted)-20]) < time.Second {
				refused++
				refuse(t, limiter, "", throughputExceeded)
				continue
			}
			accepted = append(accepted, now)
		}
		require.Greater(t, len(accepted), 85*20*600/100, "of the limit is used")
		require.Less(t, refused, len(accepted)/50)
	})
}

// The wait that Graph states is kept, also when it comes late.
func TestLimiterStatedWaits(t *testing.T) {
	t.Parallel()
	asking := func(code int, wait time.Duration) error {
		return &whatsapp.GraphAPIError{StatusCode: 400, Code: code, RetryAfter: wait}
	}
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		refuse(t, limiter, "", asking(80007, 20*time.Second))
		require.Equal(t, 20*time.Second, reserve(t, limiter, "", 0).Wait)
		refuse(t, limiter, "", asking(130429, 10*time.Second))
		require.Equal(t, 20*time.Second, reserve(t, limiter, "", 0).Wait)
		refuse(t, limiter, "", asking(130429, 30*time.Second))
		require.Equal(t, 30*time.Second, reserve(t, limiter, "", 0).Wait)

		time.Sleep(time.Minute)
		refuse(t, limiter, "+15550123", asking(131056, 20*time.Second))
		require.Equal(t, whatsapp.Reservation{Wait: 20 * time.Second, Pair: true}, reserve(t, limiter, "+15550123", anyWait))
		refuse(t, limiter, "+15550123", asking(131056, 10*time.Second))
		require.Equal(t, 20*time.Second, reserve(t, limiter, "+15550123", 0).Wait)
		refuse(t, limiter, "+15550123", asking(131056, 30*time.Second))
		require.Equal(t, 30*time.Second, reserve(t, limiter, "+15550123", 0).Wait)
		require.True(t, reserve(t, limiter, "+15550124", 0).Taken)
	})
}

// A conversation waits four times as long after each refusal in a row.
func TestLimiterPairRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		const recipient = "+15550123"
		next := func() time.Duration {
			take(t, limiter, recipient)
			refuse(t, limiter, recipient, pairRateExceeded)
			refuse(t, limiter, recipient, pairRateExceeded) // of the same wave
			place := reserve(t, limiter, recipient, 0)
			require.True(t, place.Pair)
			require.True(t, reserve(t, limiter, "+15550124", time.Second).Taken)
			return place.Wait.Round(time.Second)
		}
		for _, want := range []time.Duration{6, 6, 16, 64, 256, 256} { // at least the usual interval
			require.Equal(t, want*time.Second, next()) //nolint:durationcheck // a number of seconds
		}
		for range 2 { // both accepted
			take(t, limiter, recipient)
			time.Sleep(10 * time.Second)
		}
		require.Equal(t, 6*time.Second, next(), "it is the first in a row again")
	})
}

// Other failures say nothing about the pace.
func TestLimiterIgnoresOtherFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		for _, err := range []error{nil, errors.New("other"), &whatsapp.GraphAPIError{StatusCode: 400, Code: 131047}, whatsapp.ErrOutcomeUnknown} {
			refuse(t, limiter, "+15550123", err)
		}
		require.Equal(t, whatsapp.Reservation{Taken: true}, reserve(t, limiter, "+15550123", 0))
	})
}

func TestLimiterContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := whatsapp.NewLimiter(whatsapp.LimiterOptions{}).Reserve(ctx, whatsapp.MessageRoute{PhoneNumberID: "1"}, 0)
	require.ErrorIs(t, err, context.Canceled)
}

// Recipients that may be sent a full burst again take no memory.
//
//nolint:paralleltest // it measures the memory of the process
func TestLimiterForgetsRecipients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{Throughput: 1000})
		before := heapInUse()
		for i := range 100_000 {
			place := reserve(t, limiter, fmt.Sprintf("+1555%07d", i), anyWait)
			time.Sleep(place.Wait)
		}
		// About 6,000 recipients have been sent to in the last six seconds.
		require.Less(t, heapInUse()-before, int64(5<<20))
		runtime.KeepAlive(limiter)
	})
}

func heapInUse() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func TestMessageRoutes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		message whatsapp.Message
		want    string
	}{
		"number":     {whatsapp.Message{To: "+1 (555) 0123"}, "+15550123"},
		"no country": {whatsapp.Message{To: "0170 1234567"}, "0170 1234567"},
		"unclear":    {whatsapp.Message{To: "+49 (0)170 1234567"}, "+49 (0)170 1234567"},
		"user id":    {whatsapp.Message{Recipient: "US.13491208655302741918"}, "US.13491208655302741918"},
		"group":      {whatsapp.Message{To: "Y2FwaV9ncm91c", RecipientType: whatsapp.RecipientTypeGroup}, ""},
	} {
		assert.Equal(t, whatsapp.MessageRoute{PhoneNumberID: "1", Recipient: test.want}, test.message.Route("1"), name)
	}
	assert.Equal(t, whatsapp.MessageRoute{PhoneNumberID: "1", Recipient: "+15550123"}, whatsapp.MarketingMessage{To: "1 555 0123"}.Route("1"))
}

// A burst that is meant to have no bound has none, and a refusal still counts.
func TestLimiterWithAnEndlessBurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{PairBurst: math.MaxInt32})
		route := whatsapp.MessageRoute{PhoneNumberID: "1", Recipient: "+15550123"}
		for range 1000 {
			place, err := limiter.Reserve(t.Context(), route, time.Hour)
			require.NoError(t, err)
			require.True(t, place.Taken)
			require.False(t, place.Pair)
			time.Sleep(place.Wait)
		}
		limiter.Refused(t.Context(), route, pairRateExceeded)
		place, err := limiter.Reserve(t.Context(), route, time.Hour)
		require.NoError(t, err)
		require.True(t, place.Pair && !place.Taken && place.Wait > 0, "%+v", place)
	})
}
