package graphtest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestRedelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, hooks, box := newHooks(t, graphtest.WithRedelivery(time.Second, time.Minute, time.Hour))
		start := time.Now()
		box.fail(errors.New("database down"))
		err := hooks.Deliver(t.Context(), hello("15550100123"))
		require.EqualError(t, err, "graphtest: the callback answered 500, to be delivered again in 1s")
		require.Equal(t, 1, hooks.Pending())
		require.Equal(t, start.Add(time.Second), hooks.Deliveries()[0].Due)

		time.AfterFunc(30*time.Second, func() { box.fail(nil) })
		require.NoError(t, hooks.Run(t.Context()))

		require.Len(t, box.take(), 1)
		delivery := hooks.Deliveries()[0]
		require.Equal(t, graphtest.DeliveryStateDone, delivery.State)
		require.Equal(t, []graphtest.Attempt{
			{At: start, Status: 500},
			{At: start.Add(time.Second), Status: 500},
			{At: start.Add(time.Minute + time.Second), Status: 200},
		}, delivery.Attempts)
		require.Zero(t, hooks.Pending())
	})
}

func TestRedeliveryEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, hooks, box := newHooks(t)
		start := time.Now()
		box.fail(errors.New("down for good"))
		require.Error(t, hooks.Deliver(t.Context(), hello("15550100123")))
		require.EqualError(t, hooks.Run(t.Context()), "graphtest: the callback answered 500, not to be delivered again")

		delivery := hooks.Deliveries()[0]
		require.Equal(t, graphtest.DeliveryStateDropped, delivery.State)
		require.Len(t, delivery.Attempts, 11)
		require.InDelta(t, 7*24*time.Hour, time.Since(start), float64(12*time.Hour), "about seven days")
		for i, gap := 1, time.Duration(0); i < len(delivery.Attempts); i++ {
			next := delivery.Attempts[i].At.Sub(delivery.Attempts[i-1].At)
			require.GreaterOrEqual(t, next, gap, "the gaps grow")
			gap = next
		}
	})
}

func TestEverythingButOKIsDeliveredAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 204, 302, 400, 401, 404, 500, 503} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		hooks := graphtest.New().Webhooks(handler, hookSecret)
		require.Error(t, hooks.Deliver(t.Context(), hello("15550100123")), status)
		require.Equal(t, 1, hooks.Pending(), status)
		require.Error(t, hooks.Flush(t.Context()), status)
		require.Len(t, hooks.Deliveries()[0].Attempts, 2, status)
	}
	dropped := graphtest.New().Webhooks(http.NotFoundHandler(), hookSecret, graphtest.WithRedelivery())
	require.ErrorContains(t, dropped.Deliver(t.Context(), hello("15550100123")), "not to be delivered again")
	require.Zero(t, dropped.Pending())
}

func TestHandlerThatPanics(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("out of luck") })
	hooks := graphtest.New().Webhooks(handler, hookSecret)
	require.ErrorContains(t, hooks.Deliver(t.Context(), hello("15550100123")), "did not answer: out of luck")
	attempt := hooks.Deliveries()[0].Attempts[0]
	require.Zero(t, attempt.Status)
	require.Error(t, attempt.Err)
	require.Equal(t, 1, hooks.Pending())
}

func TestContextEndsDeliveries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, hooks, box := newHooks(t)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, hooks.Deliver(ended, hello("15550100123")), context.Canceled)
		require.NoError(t, hooks.Queue(hello("15550100124")))
		require.ErrorIs(t, hooks.Flush(ended), context.Canceled)
		require.ErrorIs(t, hooks.Run(ended), context.Canceled)
		require.Equal(t, 2, hooks.Pending(), "nothing is lost")
		require.Empty(t, hooks.Deliveries()[0].Attempts, "nothing is tried")
		require.Empty(t, box.take())

		box.fail(errors.New("later"))
		soon, stop := context.WithTimeout(t.Context(), 2*time.Minute)
		defer stop()
		require.ErrorIs(t, hooks.Run(soon), context.DeadlineExceeded)
		require.Equal(t, 2, hooks.Pending())
		box.fail(nil)
		require.NoError(t, hooks.Run(t.Context()))
		require.Len(t, box.take(), 2)
	})
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t, graphtest.WithDuplicates(2))
	require.NoError(t, hooks.Deliver(t.Context(), hello("15550100123")))
	require.NoError(t, hooks.Queue(hello("15550100124")))
	require.Equal(t, 3, hooks.Pending())
	require.NoError(t, hooks.Flush(t.Context()))
	events := box.take()
	require.Len(t, events, 6)
	require.Equal(t, events[0].Raw(), events[2].Raw())
	require.Equal(t, events[3].Raw(), events[5].Raw())
}

func TestShuffle(t *testing.T) {
	t.Parallel()
	order := func(opts ...graphtest.WebhookOption) string {
		_, hooks, box := newHooks(t, opts...)
		for letter := 'a'; letter <= 'j'; letter++ {
			require.NoError(t, hooks.Queue(graphtest.Inbound{Text: string(letter)}))
		}
		require.NoError(t, hooks.Run(t.Context()))
		var text strings.Builder
		for _, event := range box.take() {
			text.WriteString(event.(*webhook.MessageEvent).Message.Text.Body)
		}
		require.Len(t, text.String(), 10)
		return text.String()
	}
	require.Equal(t, "abcdefghij", order())
	require.NotEqual(t, "abcdefghij", order(graphtest.WithShuffle(1)))
	require.Equal(t, order(graphtest.WithShuffle(1)), order(graphtest.WithShuffle(1)), "the seed decides")
	require.NotEqual(t, order(graphtest.WithShuffle(1)), order(graphtest.WithShuffle(2)))
}

func TestDeliveriesAreCopies(t *testing.T) {
	t.Parallel()
	_, hooks, _ := newHooks(t)
	body := []byte(`{"object":"whatsapp_business_account","entry":[]}`)
	require.NoError(t, hooks.DeliverRaw(t.Context(), body))
	want := string(body)
	body[0] = 'x'
	copied := hooks.Deliveries()[0]
	require.Equal(t, want, string(copied.Body))
	copied.Body[0], copied.Attempts[0].Status = 'y', 1
	require.Equal(t, want, string(hooks.Deliveries()[0].Body))
	require.Equal(t, http.StatusOK, hooks.Deliveries()[0].Attempts[0].Status)
}
