package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// Every event has its turn, whatever becomes of the others, and what failed can
// be dispatched again alone.
func TestDispatch(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{0, 1, 3, 100} {
		t.Run(fmt.Sprint("concurrency ", concurrency), func(t *testing.T) {
			t.Parallel()
			var mutex sync.Mutex
			var seen []string
			failing := map[string]error{"wamid.2": errLost, "wamid.5": webhook.Permanent(errLost)}
			callback := func(_ context.Context, event webhook.Event) error {
				mutex.Lock()
				seen = append(seen, event.Key())
				mutex.Unlock()
				if event.Key() == "wamid.7" && len(failing) > 0 {
					panic(errLost)
				}
				return failing[event.Key()]
			}
			options := &webhook.DispatchOptions{Concurrency: concurrency}
			failed, err := webhook.Dispatch(t.Context(), textMessages(10), callback, options)
			require.NoError(t, err)
			require.Len(t, seen, 10)
			if concurrency < 2 {
				require.Equal(t, "wamid.0", seen[0])
				require.Equal(t, "wamid.9", seen[9])
			}
			require.Len(t, failed, 3)
			again := map[int]bool{}
			for i, index := range []int{2, 5, 7} {
				assert.Equal(t, index, failed[i].Index)
				assert.Equal(t, fmt.Sprintf("wamid.%d", index), failed[i].Event.Key())
				assert.ErrorIs(t, failed[i], errLost)
				assert.Equal(t, index == 5, failed[i].Permanent())
				again[index] = !failed[i].Permanent()
			}

			seen, failing = nil, nil
			options.Only = func(index int, _ webhook.Event) bool { return again[index] }
			failed, err = webhook.Dispatch(t.Context(), textMessages(10), callback, options)
			require.NoError(t, err)
			require.Empty(t, failed)
			require.ElementsMatch(t, []string{"wamid.2", "wamid.7"}, seen)
		})
	}
}

func TestDispatchRefusesBodies(t *testing.T) {
	t.Parallel()
	never := func(context.Context, webhook.Event) error {
		t.Error("there is no event")
		return nil
	}
	_, err := webhook.Dispatch(t.Context(), []byte(`{"entry":[`), never, nil)
	require.ErrorIs(t, err, webhook.ErrMalformed)
	_, err = webhook.Dispatch(t.Context(), textMessages(11), never, &webhook.DispatchOptions{MaxElements: 10})
	require.ErrorIs(t, err, webhook.ErrTooLarge)
	_, err = webhook.Dispatch(t.Context(), textMessages(1), nil, nil)
	require.ErrorContains(t, err, "callback is nil")
}

func TestDispatchDoesNotKeepTheBody(t *testing.T) {
	t.Parallel()
	body := textMessages(3)
	var kept []webhook.Event
	_, err := webhook.Dispatch(t.Context(), body, func(_ context.Context, event webhook.Event) error {
		kept = append(kept, event)
		return nil
	}, nil)
	require.NoError(t, err)
	clear(body)
	require.Len(t, kept, 3)
	require.Contains(t, string(kept[2].Raw()), `"wamid.2"`)
}

// What is left when the context ends has failed with its cause, and is no
// longer passed to the callback.
func TestDispatchEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 2} {
		stopping := errors.New("shutting down")
		ctx, stop := context.WithCancelCause(t.Context())
		var mutex sync.Mutex
		calls := 0
		failed, err := webhook.Dispatch(ctx, textMessages(20), func(context.Context, webhook.Event) error {
			mutex.Lock()
			defer mutex.Unlock()
			calls++
			stop(stopping)
			return nil
		}, &webhook.DispatchOptions{Concurrency: concurrency})
		require.NoError(t, err)
		require.Len(t, failed, 20-calls)
		require.LessOrEqual(t, calls, concurrency)
		require.ErrorIs(t, failed[0], stopping)
	}
}

// A callback that ends its goroutine has processed neither its event nor those
// that nobody was left for.
func TestDispatchToACallbackThatExits(t *testing.T) {
	t.Parallel()
	failed, err := webhook.Dispatch(t.Context(), textMessages(4), func(context.Context, webhook.Event) error {
		runtime.Goexit()
		return nil
	}, &webhook.DispatchOptions{Concurrency: 2})
	require.NoError(t, err)
	require.Len(t, failed, 4)
	for i, failure := range failed {
		require.Equal(t, i, failure.Index)
		require.ErrorContains(t, failure, "ended its goroutine")
		require.False(t, failure.Permanent())
	}
}

func TestDispatchedEventsAreObserved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var results []webhook.EventResult
		started := time.Now()
		body := fmt.Appendf(nil, `{"object":"x","entry":[{"id":"7","changes":[{"field":"messages","value":{`+
			`"metadata":{"phone_number_id":"1065"},"messages":[{"id":"wamid.1","timestamp":"%d"}]}}]}]}`, started.Unix())
		time.Sleep(time.Minute)
		_, err := webhook.Dispatch(t.Context(), body, func(context.Context, webhook.Event) error {
			time.Sleep(5 * time.Second)
			return nil
		}, &webhook.DispatchOptions{
			ReceivedAt: started.Add(2 * time.Second),
			Observer:   webhook.Observer{EventDone: func(_ context.Context, r webhook.EventResult) { results = append(results, r) }},
		})
		require.NoError(t, err)
		require.Equal(t, []webhook.EventResult{{
			EventInfo: webhook.EventInfo{
				Field: "messages", Type: "MessageEvent", PhoneNumberID: "1065", EntryID: "7",
				Lag: 2 * time.Second, Wait: 58 * time.Second,
			},
			Outcome: webhook.EventOutcomeDone, Duration: 5 * time.Second,
		}}, results)
	})
}
