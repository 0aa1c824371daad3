package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const accepted = `{"messaging_product":"whatsapp","messages":[{"id":"wamid.1"}]}`

// A fakeLimiter gives out scripted places, the last one from then on.
type fakeLimiter struct {
	places []whatsapp.Reservation
	err    error

	mutex    sync.Mutex
	asked    []whatsapp.MessageRoute
	longest  []time.Duration
	refusals []error
}

func (f *fakeLimiter) Reserve(_ context.Context, route whatsapp.MessageRoute, longest time.Duration) (whatsapp.Reservation, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.asked, f.longest = append(f.asked, route), append(f.longest, longest)
	if f.err != nil {
		return whatsapp.Reservation{}, f.err
	}
	return f.places[min(len(f.asked), len(f.places))-1], nil
}

func (f *fakeLimiter) Refused(_ context.Context, _ whatsapp.MessageRoute, refusal error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.refusals = append(f.refusals, refusal)
}

func freePlaces() *fakeLimiter {
	return &fakeLimiter{places: []whatsapp.Reservation{{Taken: true}}}
}

func sendText(ctx context.Context, client *whatsapp.Client, opts ...whatsapp.RequestOption) error {
	_, err := client.Messages.SendText(ctx, phoneNumberID, "+1 555 0123", "Hello", opts...)
	return err
}

// Whatever sends a message takes a place, and nothing else does.
func TestEverySendTakesAPlace(t *testing.T) {
	t.Parallel()
	to := whatsapp.MessageRoute{PhoneNumberID: phoneNumberID, Recipient: "+15550123"}
	number := whatsapp.MessageRoute{PhoneNumberID: phoneNumberID}
	for name, test := range map[string]struct {
		call func(ctx context.Context, client *whatsapp.Client) error
		want []whatsapp.MessageRoute
	}{
		"text": {func(ctx context.Context, c *whatsapp.Client) error { return sendText(ctx, c) }, []whatsapp.MessageRoute{to}},
		"direct": {func(ctx context.Context, c *whatsapp.Client) error {
			_, err := c.Messages.Send(ctx, phoneNumberID, whatsapp.Message{
				To: "+15550123", Content: whatsapp.Text{Body: "Hello"}, Category: whatsapp.MessageCategoryUtility,
			})
			return err
		}, []whatsapp.MessageRoute{to}},
		"group": {func(ctx context.Context, c *whatsapp.Client) error {
			_, err := c.Messages.Send(ctx, phoneNumberID, whatsapp.Message{
				To: "Y2FwaV9ncm91c", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "Hello"},
			})
			return err
		}, []whatsapp.MessageRoute{number}},
		"marketing": {func(ctx context.Context, c *whatsapp.Client) error {
			_, err := c.Messages.SendMarketing(ctx, phoneNumberID, whatsapp.MarketingMessage{
				To: "15550123", Template: whatsapp.Template{Name: "spring_sale", Language: "en_US"},
			})
			return err
		}, []whatsapp.MessageRoute{to}},
		"encrypted": {func(ctx context.Context, c *whatsapp.Client) error {
			_, err := c.Messages.SendEncrypted(ctx, phoneNumberID, whatsapp.EncryptedMessage{Contents: "a.b.c.d.e"})
			return err
		}, []whatsapp.MessageRoute{number}},
		"read": {func(ctx context.Context, c *whatsapp.Client) error {
			return c.Messages.MarkRead(ctx, phoneNumberID, "wamid.1")
		}, nil},
		"typing": {func(ctx context.Context, c *whatsapp.Client) error {
			return c.Messages.ShowTyping(ctx, phoneNumberID, "wamid.1")
		}, nil},
		"other": {func(ctx context.Context, c *whatsapp.Client) error { return do(ctx, c, whatsapp.RepeatUnsafe) }, nil},
		"reserved": {func(ctx context.Context, c *whatsapp.Client) error {
			return sendText(ctx, c, whatsapp.WithReservedPlace())
		}, nil},
		"invalid": {func(ctx context.Context, c *whatsapp.Client) error {
			_, err := c.Messages.SendText(ctx, phoneNumberID, "", "")
			require.Error(t, err)
			return nil
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// On a machine that stands still, a place would pass and be taken
			// again.
			synctest.Test(t, func(t *testing.T) {
				limiter := freePlaces()
				server := script(func(request *http.Request) (*http.Response, error) {
					if strings.HasSuffix(request.URL.Path, "_encrypted") {
						return answer(200, `{"encrypted_contents":"a.b.c.d.e"}`)(request)
					}
					if name == "read" || name == "typing" || name == "other" {
						return answer(200, success)(request)
					}
					return answer(200, accepted)(request)
				})
				client := newClient(t, server, whatsapp.WithLimiter(limiter))
				require.Same(t, limiter, client.Messages.Limiter())
				require.NoError(t, test.call(t.Context(), client))
				require.Equal(t, test.want, limiter.asked)
			})
		})
	}
}

func TestClientsWithoutALimiter(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(200, accepted)), whatsapp.WithLimiter(freePlaces()))
	tenant, err := client.Clone(whatsapp.WithToken("EAAother"))
	require.NoError(t, err)
	require.Same(t, client.Messages.Limiter(), tenant.Messages.Limiter())
	without, err := client.Clone(whatsapp.WithLimiter(nil))
	require.NoError(t, err)
	require.Nil(t, without.Messages.Limiter())
	require.NoError(t, sendText(t.Context(), without, whatsapp.WithReservedPlace()))
}

// The wait is seen, and each attempt takes a place of its own.
func TestPlacesOfAttempts(t *testing.T) {
	t.Parallel()
	for name, reserved := range map[string]bool{"all": false, "the first is reserved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := &fakeLimiter{places: []whatsapp.Reservation{{Taken: true, Wait: 700 * time.Millisecond}}}
				var attempts []whatsapp.AttemptInfo
				var results []whatsapp.OperationResult
				server := script(fail(refusedConnection), answer(400, graphError("130429")), answer(400, graphError("131056")), answer(200, accepted))
				client := newClient(t, server, whatsapp.WithLimiter(limiter), whatsapp.WithObserver(whatsapp.Observer{
					AttemptDone:   func(_ context.Context, attempt whatsapp.AttemptInfo) { attempts = append(attempts, attempt) },
					OperationDone: func(_ context.Context, result whatsapp.OperationResult) { results = append(results, result) },
				}))
				opts, waits := []whatsapp.RequestOption(nil), 4
				if reserved {
					opts, waits = append(opts, whatsapp.WithReservedPlace()), 3
				}
				require.NoError(t, sendText(t.Context(), client, opts...))

				require.Len(t, limiter.asked, waits)
				require.Len(t, limiter.refusals, 2)
				require.ErrorIs(t, limiter.refusals[0], whatsapp.ErrRateLimited)
				require.ErrorIs(t, limiter.refusals[1], whatsapp.ErrPairRateLimited)
				require.Len(t, attempts, 4)
				for i, attempt := range attempts {
					want := 700 * time.Millisecond
					if reserved && i == 0 {
						want = 0
					}
					assert.Equal(t, want, attempt.PlaceWait)
					assert.Zero(t, attempt.Duration)
				}
				require.Len(t, results, 1)
				assert.Equal(t, time.Duration(waits)*700*time.Millisecond, results[0].PlaceWait)
				assert.Equal(t, 2, results[0].Throttles)
				assert.GreaterOrEqual(t, results[0].Duration, results[0].PlaceWait)
			})
		})
	}
}

// A caller whose place is too far away is told so at once, and nothing is sent.
func TestPlacesBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		place whatsapp.Reservation
		want  whatsapp.Decision
		text  string
	}{
		"number": {
			whatsapp.Reservation{Wait: 10 * time.Second},
			whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: 10 * time.Second, Subject: whatsapp.SubjectSender},
			"whatsapp: POST /{phone-number-id}/messages: not sent: the next message from this number may go in 10s, after the context's deadline",
		},
		"recipient": {
			whatsapp.Reservation{Wait: 16 * time.Second, Pair: true},
			whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: 16 * time.Second, Subject: whatsapp.SubjectRecipient},
			"whatsapp: POST /{phone-number-id}/messages: not sent: the next message to this recipient may go in 16s, after the context's deadline",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := &fakeLimiter{places: []whatsapp.Reservation{test.place}}
				server := script(answer(200, accepted))
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				defer cancel()
				began := time.Now()
				err := sendText(ctx, newClient(t, server, whatsapp.WithLimiter(limiter)))
				require.EqualError(t, err, test.text)
				require.Zero(t, time.Since(began))
				require.Equal(t, []time.Duration{500 * time.Millisecond}, limiter.longest)
				require.Zero(t, server.count())
				require.Equal(t, test.want, whatsapp.Decide(err))
				require.ErrorIs(t, err, whatsapp.ErrRateLimited)
				require.Equal(t, test.place.Pair, errors.Is(err, whatsapp.ErrPairRateLimited))
				require.NotErrorIs(t, err, context.DeadlineExceeded, "it has not passed")
				found, ok := errors.AsType[*whatsapp.PaceError](err)
				require.True(t, ok)
				require.Equal(t, test.place.Wait, found.Wait)
				require.Equal(t, test.place.Pair, found.Pair)
			})
		})
	}
}

// A distant place is not taken ahead: until it is near, the limiter may still
// slow down.
func TestPlacesAreTakenShortlyBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fakeLimiter{places: []whatsapp.Reservation{
			{Wait: time.Hour}, {Wait: 6 * time.Second, Pair: true}, {}, {Taken: true, Wait: time.Second},
		}}
		began := time.Now()
		require.NoError(t, sendText(t.Context(), newClient(t, script(answer(200, accepted)), whatsapp.WithLimiter(limiter))))
		require.Equal(t, []time.Duration{time.Second, time.Second, time.Second, time.Second}, limiter.longest)
		require.InDelta(t, (time.Hour + 7*time.Second).Seconds(), time.Since(began).Seconds(), 1)
	})
}

// A retry does not wait longer than the policy allows. What it says of the
// refusal stays.
func TestPlacesOfRetriesAreBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fakeLimiter{places: []whatsapp.Reservation{{Taken: true}, {Wait: time.Minute}}}
		server := script(answer(400, graphError("130429")))
		err := sendText(t.Context(), newClient(t, server, whatsapp.WithLimiter(limiter)))
		require.ErrorContains(t, err, "may go in 1m0s, after the policy's longest wait of 30s")
		require.Equal(t, 1, server.count())
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectSender}, whatsapp.Decide(err))
		refusal, ok := errors.AsType[*whatsapp.GraphAPIError](err)
		require.True(t, ok)
		require.Equal(t, 130429, refusal.Code)
	})
}

// A refusal that did not come from Graph leaves a doubt, which no place lifts.
func TestPlacesDoNotHideDoubts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fakeLimiter{places: []whatsapp.Reservation{{Taken: true}, {Wait: time.Minute}}}
		err := sendText(t.Context(), newClient(t, script(answer(429, "<html>")), whatsapp.WithLimiter(limiter)))
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		require.NotErrorIs(t, err, whatsapp.ErrRateLimited)
		require.Equal(t, whatsapp.ActionReconcile, whatsapp.Decide(err).Action)
	})
}

// If the limiter fails, nothing is sent, and the message may be sent later.
func TestLimiterFails(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{
		"somehow": io.ErrUnexpectedEOF, "out of time": context.DeadlineExceeded, "with a class": whatsapp.ErrPolicy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, accepted))
			err := sendText(t.Context(), newClient(t, server, whatsapp.WithLimiter(&fakeLimiter{err: cause})))
			require.ErrorContains(t, err, "not sent: the limiter failed: "+cause.Error())
			require.Zero(t, server.count())
			require.Equal(t, whatsapp.ActionRetryLater, whatsapp.Decide(err).Action)
			require.ErrorIs(t, err, whatsapp.ErrTransient)
			require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context has not ended")
			require.NotErrorIs(t, err, whatsapp.ErrPolicy)
			require.Equal(t, name == "somehow", errors.Is(err, io.ErrUnexpectedEOF))
		})
	}
}

// The limiter fails after an attempt that says by itself what to do.
func TestLimiterFailsBeforeARetry(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]step{"refused": answer(400, graphError("130429")), "not sent": fail(refusedConnection)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := freePlaces()
				server := script(func(request *http.Request) (*http.Response, error) {
					limiter.err = io.ErrUnexpectedEOF
					return first(request)
				})
				err := sendText(t.Context(), newClient(t, server, whatsapp.WithLimiter(limiter)))
				require.ErrorContains(t, err, "the limiter failed")
				require.Equal(t, whatsapp.ActionRetryLater, whatsapp.Decide(err).Action)
				require.Equal(t, name == "refused", errors.Is(err, whatsapp.ErrRateLimited))
				require.Equal(t, name == "not sent", errors.Is(err, whatsapp.ErrTransient))
			})
		})
	}
}

// A caller that gives up during the wait has sent nothing.
func TestPlacesAndCancelledContexts(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]whatsapp.Reservation{"taken": {Taken: true, Wait: time.Hour}, "not taken": {Wait: time.Hour}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(answer(200, accepted))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(time.Second, cancel)
				began := time.Now()
				err := sendText(ctx, newClient(t, server, whatsapp.WithLimiter(&fakeLimiter{places: []whatsapp.Reservation{place}})))
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, time.Second, time.Since(began))
				require.Zero(t, server.count())
				require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryNow}, whatsapp.Decide(err))
			})
		})
	}
}

// A lateContext makes whoever waits for it late.
type lateContext struct{ context.Context }

func (c lateContext) Done() <-chan struct{} {
	time.Sleep(100 * time.Millisecond)
	return c.Context.Done()
}

// After the process has stood still, messages do not all leave at once: one
// that is late takes another place, but only one.
func TestPlacesThatWereMissed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &fakeLimiter{places: []whatsapp.Reservation{{Taken: true, Wait: 10 * time.Millisecond}}}
		server := script(answer(200, accepted))
		require.NoError(t, sendText(lateContext{t.Context()}, newClient(t, server, whatsapp.WithLimiter(limiter))))
		require.Len(t, limiter.asked, 2)
		require.Equal(t, 1, server.count())
	})
}

// Far more callers than have a place within a second use a number nearly in
// full, and one recipient gets what the pair rate allows. Nobody is refused.
func TestLimiterAgainstTheEmulator(t *testing.T) {
	t.Parallel()
	const callers = 800
	for name, test := range map[string]struct {
		recipients int
		atMost     time.Duration
	}{
		"many recipients": {callers, callers * time.Second / 76},
		"ten recipients":  {10, (callers/10 - 44) * 6 * time.Second * 105 / 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := graphtest.New(graphtest.WithThroughput(80), graphtest.WithPairRate(6*time.Second, 45))
				client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()),
					whatsapp.WithLimiter(whatsapp.NewLimiter(whatsapp.LimiterOptions{})), whatsapp.WithMaxRetries(0))
				require.NoError(t, err)
				began := time.Now()
				var group sync.WaitGroup
				for i := range callers {
					group.Go(func() {
						to := fmt.Sprintf("+15550%06d", i%test.recipients)
						_, err := client.Messages.SendText(t.Context(), graphtest.PhoneNumberID, to, "Hello")
						assert.NoError(t, err)
					})
				}
				group.Wait()
				assert.LessOrEqual(t, time.Since(began), test.atMost)
				assert.Len(t, server.Outbox(), callers)
			})
		})
	}
}

// Messages take different times to arrive, and those of 16 clients cross. That
// costs next to no refusals, and nearly all of the limit is used.
func TestLimiterWhereMessagesArriveUnevenly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const minutes = 2
		server := graphtest.New(graphtest.WithThroughput(80))
		limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
		var accepted, refused atomic.Int64
		observer := whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
			switch {
			case attempt.Err == nil:
				accepted.Add(1)
			case errors.Is(attempt.Err, whatsapp.ErrRateLimited):
				refused.Add(1)
			}
		}}
		distant := roundTripper(func(request *http.Request) (*http.Response, error) {
			time.Sleep(25*time.Millisecond + rand.N(50*time.Millisecond))
			response, err := server.Client().Transport.RoundTrip(request)
			time.Sleep(50 * time.Millisecond)
			return response, err
		})
		ctx, cancel := context.WithTimeout(t.Context(), minutes*time.Minute)
		defer cancel()
		var group sync.WaitGroup
		for process := range 16 {
			client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(&http.Client{Transport: distant}),
				whatsapp.WithLimiter(limiter), whatsapp.WithObserver(observer))
			require.NoError(t, err)
			for sender := range 4 {
				group.Go(func() {
					for i, err := 0, error(nil); err == nil; i++ { // until a place is beyond the deadline
						to := fmt.Sprintf("+1555%02d%d%05d", process, sender, i)
						_, err = client.Messages.SendText(ctx, graphtest.PhoneNumberID, to, "Hello")
					}
				})
			}
		}
		group.Wait()
		t.Logf("%d accepted, %d refused", accepted.Load(), refused.Load())
		assert.Greater(t, accepted.Load(), int64(93*80*60*minutes/100)) // 95.7 % as a rule
		assert.Less(t, refused.Load(), accepted.Load()/100)
	})
}
