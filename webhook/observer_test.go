package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// A record is an observer that remembers what it is told.
type record struct {
	mutex    sync.Mutex
	requests []webhook.RequestResult
	started  []webhook.EventInfo
	events   []webhook.EventResult
}

func (r *record) observer() webhook.Observer {
	return webhook.Observer{
		RequestDone: func(_ context.Context, result webhook.RequestResult) {
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.requests = append(r.requests, result)
		},
		EventStarted: func(ctx context.Context, info webhook.EventInfo) context.Context {
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.started = append(r.started, info)
			return ctx
		},
		EventDone: func(_ context.Context, result webhook.EventResult) {
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.events = append(r.events, result)
		},
	}
}

func (r *record) outcomes() []webhook.EventOutcome {
	var outcomes []webhook.EventOutcome
	for _, event := range r.events {
		outcomes = append(outcomes, event.Outcome)
	}
	return outcomes
}

func TestRequestOutcomes(t *testing.T) {
	t.Parallel()
	post := func(body []byte, signature string) *http.Request {
		request := signed(t, body)
		request.Header.Set(webhook.SignatureHeader, signature)
		return request
	}
	good := func(body []byte) *http.Request { return post(body, webhook.Sign(body, secret)) }
	get := func(token string) *http.Request {
		return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?hub.mode=subscribe&hub.verify_token="+token, nil)
	}
	broken := good(textMessages(1))
	broken.Body = http.NoBody
	broken.Body = struct {
		failingReader
		http.Handler
		closer
	}{}
	method := good(textMessages(1))
	method.Method = http.MethodPut
	for _, test := range []struct {
		request *http.Request
		want    webhook.RequestResult
		err     error
	}{
		{get("a+verify+token+of+the+tests"), webhook.RequestResult{Outcome: "confirmed", StatusCode: 200}, nil},
		{get("x"), webhook.RequestResult{Outcome: "bad_handshake", StatusCode: 403}, webhook.ErrHandshake},
		{method, webhook.RequestResult{Outcome: "bad_method", StatusCode: 405}, webhook.ErrMethod},
		{post(textMessages(1), "sha256=00"), webhook.RequestResult{Outcome: "bad_signature", StatusCode: 401}, webhook.ErrSignature},
		{good([]byte("[")), webhook.RequestResult{Outcome: "malformed", StatusCode: 400}, webhook.ErrMalformed},
		{good(textMessages(1000)), webhook.RequestResult{Outcome: "too_large", StatusCode: 413}, webhook.ErrTooLarge},
		{broken, webhook.RequestResult{Outcome: "incomplete", StatusCode: 400}, webhook.ErrIncomplete},
		{good(textMessages(1)), webhook.RequestResult{Outcome: "accepted", StatusCode: 200, Events: 1}, nil},
		{good(textMessages(3)), webhook.RequestResult{Outcome: "failed", StatusCode: 500, Events: 3}, nil},
	} {
		t.Run(string(test.want.Outcome), func(t *testing.T) {
			t.Parallel()
			var seen record
			r := newReceiver(t, func(c *webhook.Config) {
				c.MaxBodyBytes, c.Observer = 10_000, seen.observer()
			}, func(_ context.Context, event webhook.Event) error {
				if event.Key() == "wamid.2" {
					return errLost
				}
				return nil
			})
			w := r.serve(test.request)
			require.Len(t, seen.requests, 1)
			got := seen.requests[0]
			assert.ErrorIs(t, got.Err, test.err)
			got.Err, got.Duration = nil, 0
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.want.StatusCode, w.Code)
			assert.Len(t, seen.events, test.want.Events)
		})
	}
}

type closer struct{}

func (closer) Close() error { return nil }

func TestOutcomesOfAnInbox(t *testing.T) {
	t.Parallel()
	for want, err := range map[webhook.RequestOutcome]error{
		webhook.RequestOutcomeAccepted: nil,
		webhook.RequestOutcomeFailed:   errLost,
		webhook.RequestOutcomeBusy:     webhook.ErrBusy,
	} {
		var seen record
		r := newInbox(t, func(c *webhook.Config) { c.Observer = seen.observer() },
			func(context.Context, webhook.Delivery) error { return err })
		r.post(t, textMessages(1))
		require.Len(t, seen.requests, 1)
		assert.Equal(t, want, seen.requests[0].Outcome)
		assert.ErrorIs(t, seen.requests[0].Err, err)
		assert.Empty(t, seen.started)
	}
}

func TestEventOutcomes(t *testing.T) {
	t.Parallel()
	store := webhook.NewMemoryStore(0, 0)
	held, err := store.Claim(t.Context(), "wamid.4", time.Minute)
	require.NoError(t, err)
	require.Equal(t, webhook.ClaimStateClaimed, held.State)
	for _, concurrency := range []int{1, 4} {
		var seen record
		store := webhook.NewMemoryStore(0, 0)
		_, err := store.Claim(t.Context(), "wamid.4", time.Minute)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		r := newReceiver(t, func(c *webhook.Config) {
			c.Observer, c.Concurrency = seen.observer(), concurrency
		}, webhook.Deduplicate(store, webhook.WithDeadLetters(webhook.DeadLetters{
			MaxAttempts: 1, Counts: func(err error) bool { return err != errLost },
			Keep: func(_ context.Context, letter webhook.DeadLetter) error {
				if letter.Key == "wamid.2" {
					return errLost
				}
				return nil
			},
		}, func(_ context.Context, event webhook.Event) error {
			switch event.Key() {
			case "wamid.1":
				return errLost
			case "wamid.2", "wamid.3":
				return webhook.Permanent(errLost)
			case "wamid.5":
				panic("x")
			}
			return nil
		})))
		r.serve(signed(t, textMessages(6)).WithContext(ctx))
		r.serve(signed(t, textMessages(1)).WithContext(ctx))
		cancel()
		r.serve(signed(t, textMessages(1)).WithContext(ctx))
		assert.Len(t, seen.started, 8)
		assert.ElementsMatch(t, []webhook.EventOutcome{
			"done", "failed", "failed", "dead_lettered", "in_progress", "dead_lettered", "duplicate", "canceled",
		}, seen.outcomes(), concurrency)
		for _, event := range seen.events {
			assert.Equal(t, event.Outcome == "done" || event.Outcome == "duplicate", event.Err == nil, event.Outcome)
		}
	}
	var seen record
	r := newReceiver(t, func(c *webhook.Config) { c.Observer = seen.observer() },
		func(context.Context, webhook.Event) error { return webhook.Permanent(errLost) })
	r.post(t, textMessages(1))
	assert.Equal(t, []webhook.EventOutcome{"permanent"}, seen.outcomes())
}

// The context of EventStarted is that of the callback and of EventDone.
func TestContextOfTheObserver(t *testing.T) {
	t.Parallel()
	type contextKey struct{}
	var values []any
	observer := webhook.Observer{
		EventStarted: func(ctx context.Context, _ webhook.EventInfo) context.Context {
			return context.WithValue(ctx, contextKey{}, "observed")
		},
		EventDone: func(ctx context.Context, _ webhook.EventResult) { values = append(values, ctx.Value(contextKey{})) },
	}
	r := newReceiver(t, func(c *webhook.Config) { c.Observer = observer }, func(ctx context.Context, _ webhook.Event) error {
		values = append(values, ctx.Value(contextKey{}))
		return nil
	})
	r.post(t, textMessages(1))
	require.Equal(t, []any{"observed", "observed"}, values)
}

// An observer that panics, or returns no context, costs no event.
func TestObserverThatFails(t *testing.T) {
	t.Parallel()
	for name, started := range map[string]func(context.Context, webhook.EventInfo) context.Context{
		"panics":     func(context.Context, webhook.EventInfo) context.Context { panic("x") },
		"no context": func(context.Context, webhook.EventInfo) context.Context { return nil },
	} {
		r := newReceiver(t, func(c *webhook.Config) {
			c.Observer = webhook.Observer{
				EventStarted: started,
				EventDone:    func(context.Context, webhook.EventResult) { panic("x") },
				RequestDone:  func(context.Context, webhook.RequestResult) { panic("x") },
			}
		}, func(ctx context.Context, _ webhook.Event) error {
			require.NotNil(t, ctx)
			return nil
		})
		require.Equal(t, http.StatusOK, r.post(t, textMessages(3)).Code, name)
		require.Len(t, r.events, 3, name)
	}
}

// The lag is what Meta took, and the wait what the events before took. A clock
// that is behind makes neither negative.
func TestLagAndWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		r := newReceiver(t, func(c *webhook.Config) { c.Observer = seen.observer() }, func(context.Context, webhook.Event) error {
			time.Sleep(time.Second)
			return nil
		})
		at := time.Now()
		message := func(id int, at string) string { return fmt.Sprintf(`{"id":"wamid.%d","timestamp":%s}`, id, at) }
		body := `{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[` +
			message(1, fmt.Sprint(at.Add(-3*time.Second).Unix())) + `,` +
			message(2, fmt.Sprint(at.Add(time.Hour).Unix())) + `,` + message(3, "null") + `]}}]}]}`
		require.Equal(t, http.StatusOK, r.post(t, []byte(body)).Code)
		require.Len(t, seen.events, 3)
		for i, lag := range []time.Duration{3 * time.Second, 0, 0} {
			assert.Equal(t, lag, seen.events[i].Lag, i)
			assert.Equal(t, time.Duration(i)*time.Second, seen.events[i].Wait, i)
			assert.Equal(t, time.Second, seen.events[i].Duration, i)
		}
		require.Len(t, seen.requests, 1)
		assert.Equal(t, 3*time.Second, seen.requests[0].Duration)
	})
}

// Types are the names of this package's structs, for all that it knows.
func TestTypesOfEvents(t *testing.T) {
	t.Parallel()
	var seen record
	r := newReceiver(t, func(c *webhook.Config) { c.Observer = seen.observer() }, nil)
	for name, body := range seeds(t) {
		seen.events, r.events = nil, nil
		require.Equal(t, http.StatusOK, r.post(t, body).Code, name)
		require.Len(t, seen.events, len(r.events))
		for i, event := range r.events {
			assert.Equal(t, typeName(event), seen.events[i].Type)
			assert.Equal(t, event.Field(), seen.events[i].Field)
			assert.Equal(t, event.EntryID(), seen.events[i].EntryID)
		}
	}
}
