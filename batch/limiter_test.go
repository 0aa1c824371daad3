package batch_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/graphtest"
)

// fakeLimiter gives a number's messages evenly spaced places, and those of a
// recipient places that are further apart.
type fakeLimiter struct {
	gap, pairGap time.Duration
	early        bool  // it takes the places of a pair that has to wait
	failure      error // of every reservation

	mutex   sync.Mutex
	next    time.Time
	pairs   map[string]time.Time
	asked   []whatsapp.MessageRoute
	refused []error
}

func (l *fakeLimiter) Reserve(_ context.Context, route whatsapp.MessageRoute, longest time.Duration) (whatsapp.Reservation, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.asked = append(l.asked, route)
	if l.failure != nil {
		return whatsapp.Reservation{}, l.failure
	}
	now := time.Now()
	wait := max(0, l.next.Sub(now))
	if pairWait := l.pairs[route.Recipient].Sub(now); pairWait > wait {
		if l.early {
			l.pairs[route.Recipient] = l.pairs[route.Recipient].Add(l.pairGap)
		}
		return whatsapp.Reservation{Taken: l.early, Wait: pairWait, Pair: true}, nil
	}
	if wait > longest {
		return whatsapp.Reservation{Wait: wait}, nil
	}
	l.next = now.Add(wait + l.gap)
	if l.pairGap > 0 {
		if l.pairs == nil {
			l.pairs = map[string]time.Time{}
		}
		l.pairs[route.Recipient] = now.Add(wait + l.pairGap)
	}
	return whatsapp.Reservation{Taken: true, Wait: wait}, nil
}

func (l *fakeLimiter) Refused(_ context.Context, _ whatsapp.MessageRoute, refusal error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.refused = append(l.refused, refusal)
	l.next = time.Now().Add(2 * time.Second)
}

// limited is a sender with a limiter of its own, as a client has.
type limited struct {
	batch.Sender[whatsapp.Message]
	limiter whatsapp.Limiter
}

func (l limited) Limiter() whatsapp.Limiter { return l.limiter }

// At a known limit of 80 a second, a batch uses it without a refusal.
func TestThroughputOfANumber(t *testing.T) {
	t.Parallel()
	const count = 4000
	for name, test := range map[string]struct {
		options batch.Options
		least   float64
	}{
		"Rate":             {batch.Options{Rate: 79}, 78},
		"Rate at the edge": {batch.Options{Rate: 80}, 79},
		"Limiter":          {batch.Options{Limiter: &fakeLimiter{gap: time.Second / 79}}, 78},
		"both":             {batch.Options{Rate: 79, Limiter: &fakeLimiter{gap: time.Second / 80}}, 78},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := graphtest.New(graphtest.WithThroughput(80), graphtest.WithPairRate(6*time.Second, 45))
				srv.Always("POST /{phone}/messages", graphtest.Slow(100*time.Millisecond))
				refusals := 0
				client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()),
					whatsapp.WithObserver(whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
						if attempt.Err != nil {
							refusals++
						}
					}}))
				require.NoError(t, err)
				began := time.Now()
				results, err := collect(t, batch.Stream(t.Context(), client.Messages, graphtest.PhoneNumberID, each(count, count), &test.options))
				require.NoError(t, err)
				require.Len(t, results, count)
				require.Zero(t, refusals)
				require.GreaterOrEqual(t, count/time.Since(began).Seconds(), test.least)
			})
		})
	}
}

// A rate holds for any number of messages in flight; what is not a rate is
// none.
func TestRate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rate float64
		want time.Duration
	}{
		{0, 200 * time.Millisecond}, {-1, 200 * time.Millisecond}, {math.NaN(), 200 * time.Millisecond}, {math.Inf(1), 200 * time.Millisecond},
		{2, 15*time.Second + 600*time.Millisecond}, {0.5, 62*time.Second + 100*time.Millisecond}, {math.SmallestNonzeroFloat64, 31*24*time.Hour + 100*time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(32, 32), &batch.Options{Rate: test.rate})
			require.NoError(t, err)
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 32}, states(t, results))
			require.Equal(t, test.want, time.Since(office.opened), test.rate)
		})
	}
}

// After a refusal, the batch is slower than its rate for a while.
func TestRateYieldsToRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if len(office.refused) == 0 && d.at > time.Second {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(40, 40), &batch.Options{Rate: 10})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 40}, states(t, results))
		require.Len(t, office.refused, 1)
		apart := office.accepted[20].at - office.accepted[19].at
		require.Greater(t, apart, 150*time.Millisecond)
	})
}

// A recipient who has to wait lets others go, and keeps the order.
func TestLimiterSetsARecipientAside(t *testing.T) {
	t.Parallel()
	for _, early := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			limiter := &fakeLimiter{gap: 10 * time.Millisecond, pairGap: 6 * time.Second, early: early}
			messages := append(texts(3, 1), texts(43, 43)[3:]...)
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Concurrency: 2, Limiter: limiter})
			require.NoError(t, err)
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 43}, states(t, results))
			require.Equal(t, []string{"0", "1", "2"}, office.bodies(number(0)))
			require.Less(t, office.accepted[40].at, 3*time.Second, "the others do not wait")
			require.InDelta(t, 12*time.Second, office.accepted[42].at, float64(time.Second))
			if early {
				require.Len(t, limiter.asked, 43, "a place that was taken is used")
			}
			require.Equal(t, whatsapp.MessageRoute{PhoneNumberID: phoneNumberID, Recipient: number(0)}, slices.MinFunc(limiter.asked, func(a, b whatsapp.MessageRoute) int { return strings.Compare(a.Recipient, b.Recipient) }))
		})
	}
}

// hangingLimiter answers when it is not asked any more.
type hangingLimiter struct{ whatsapp.Limiter }

func (hangingLimiter) Reserve(ctx context.Context, _ whatsapp.MessageRoute, _ time.Duration) (whatsapp.Reservation, error) {
	<-ctx.Done()
	return whatsapp.Reservation{}, ctx.Err()
}

// Abort also ends a question to the limiter.
func TestAbortOfALimiterThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		abort := make(chan struct{})
		time.AfterFunc(time.Second, func() { close(abort) })
		began := time.Now()
		results, err := batch.Send(t.Context(), newClient(t, newPostOffice()).Messages, phoneNumberID, texts(3, 3), &batch.Options{Abort: abort, Limiter: hangingLimiter{}})
		require.ErrorContains(t, err, "aborted")
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 3}, states(t, results))
		require.Equal(t, time.Second, time.Since(began))
	})
}

// A message takes one place, also when the client has the limiter: the batch
// takes it. A group is not a pair.
func TestPlacesOfAClientsLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := new(fakeLimiter)
		client, err := newClient(t, newPostOffice()).Clone(whatsapp.WithLimiter(limiter))
		require.NoError(t, err)
		messages := texts(3, 3)
		messages[2].To, messages[2].RecipientType = "Y2FwaV9ncm91cDoxNzA1", whatsapp.RecipientTypeGroup
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, messages, nil)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 3}, states(t, results))
		require.ElementsMatch(t, []whatsapp.MessageRoute{
			{PhoneNumberID: phoneNumberID, Recipient: number(0)},
			{PhoneNumberID: phoneNumberID, Recipient: number(1)},
			{PhoneNumberID: phoneNumberID},
		}, limiter.asked)
	})
}

// Refusals are reported, and it is the limiter that slows the batch down.
func TestLimiterLearnsOfRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		limiter := &fakeLimiter{gap: 10 * time.Millisecond}
		office.refuse = func(d delivery, _ []delivery) step {
			if d.at > time.Second && len(office.refused) == 0 {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(400, 400), &batch.Options{Limiter: limiter})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 400}, states(t, results))
		require.Len(t, limiter.refused, 1)
		require.ErrorIs(t, limiter.refused[0], whatsapp.ErrRateLimited)
		sent := 0
		for _, accepted := range office.accepted {
			if accepted.at > office.refused[0].at+100*time.Millisecond && accepted.at < office.refused[0].at+2*time.Second {
				sent++
			}
		}
		require.Zero(t, sent, "places from before the refusal are given up")
		require.Less(t, time.Since(office.opened), 9*time.Second, "and then the pace is the limiter's")
	})
}

// The refusal of a pair is reported too: others may write to that recipient.
func TestLimiterLearnsOfPairs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step {
			if len(office.refused) == 0 {
				return answer(400, graphError("131056"))
			}
			return nil
		}
		limiter := new(fakeLimiter)
		_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(2, 2), &batch.Options{Limiter: limiter})
		require.NoError(t, err)
		require.Len(t, limiter.refused, 1)
		require.ErrorIs(t, limiter.refused[0], whatsapp.ErrPairRateLimited)
	})
}

// The limiter of the client is used, also for marketing messages.
func TestLimiterOfTheSender(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fakeLimiter{gap: time.Second}
		client := newClient(t, newPostOffice())
		_, err := batch.Send(t.Context(), limited{client.Messages, limiter}, phoneNumberID, texts(5, 5), nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(limiter.asked), 5)

		own := &fakeLimiter{}
		_, err = batch.Send(t.Context(), limited{client.Messages, limiter}, phoneNumberID, texts(5, 5), &batch.Options{Limiter: own})
		require.NoError(t, err)
		require.Len(t, own.asked, 5, "the options come first")
		_, err = batch.Send(t.Context(), limited{client.Messages, nil}, phoneNumberID, texts(5, 5), nil)
		require.NoError(t, err)
	})
}

// A number that has to wait too long stops the batch, a recipient is left.
func TestLimiterAsksForTooMuch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		slow := &fakeLimiter{gap: time.Minute}
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 3), &batch.Options{Limiter: slow, Journal: &memoryJournal{}})
		require.ErrorContains(t, err, "batch: the limiter lets the number wait for 1m0s")
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectSender}, whatsapp.Decide(err))
		require.Equal(t, 1, states(t, results)[batch.StateAccepted])

		patient := &fakeLimiter{pairGap: time.Hour}
		results, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(4, 2), &batch.Options{Limiter: patient, Journal: &memoryJournal{}})
		require.ErrorContains(t, err, "2 of 4 messages were held back: batch: the limiter lets the recipient wait for ")
		require.Equal(t, whatsapp.SubjectRecipient, whatsapp.Decide(err).Subject)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 2, batch.StateNotSent: 2}, states(t, results))
	})
}

// A limiter that cannot tell stops the batch; nothing is sent.
func TestLimiterFails(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	away := errors.New("connection refused")
	results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), &batch.Options{Limiter: &fakeLimiter{failure: away}})
	require.ErrorIs(t, err, away)
	require.ErrorContains(t, err, "batch: ask the limiter: connection refused")
	require.Equal(t, whatsapp.ActionRetryLater, whatsapp.Decide(err).Action)
	require.Equal(t, map[batch.State]int{batch.StateNotSent: 3}, states(t, results))
	require.Empty(t, office.accepted)
}

// A context that ends while a message waits for its place leaves the message
// for the next run.
func TestLimiterIsInterrupted(t *testing.T) {
	t.Parallel()
	for _, abort := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan struct{})
			time.AfterFunc(2500*time.Millisecond, func() {
				if abort {
					close(ended)
				} else {
					cancel()
				}
			})
			results, err := batch.Send(ctx, newClient(t, office).Messages, phoneNumberID, texts(9, 9),
				&batch.Options{Limiter: &fakeLimiter{gap: time.Second}, Abort: ended})
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, 2500*time.Millisecond, time.Since(office.opened))
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 3, batch.StateNotSent: 6}, states(t, results))
		})
	}
}
