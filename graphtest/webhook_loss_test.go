package graphtest_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// unreliable is a callback that takes a while, fails or panics at random, and
// counts how often it completes each event.
type unreliable struct {
	mutex  sync.Mutex
	random *rand.Rand
	done   map[string]int
	calls  int
}

func (u *unreliable) receive(_ context.Context, event webhook.Event) error {
	u.mutex.Lock()
	u.calls++
	luck := u.random.IntN(4)
	u.mutex.Unlock()
	time.Sleep(10 * time.Millisecond) // synctest's clock
	switch luck {
	case 0:
		return errors.New("database down")
	case 1:
		panic("out of luck")
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.done[event.Key()]++
	return nil
}

// TestNothingIsLostOrDoneTwice delivers every message three times, in any
// order, in batches and from several goroutines, to a callback that fails half
// the time.
func TestNothingIsLostOrDoneTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const goroutines, rounds = 8, 25
		callback := &unreliable{random: rand.New(rand.NewPCG(1, 2)), done: map[string]int{}}
		handler := newHandler(t, webhook.Deduplicate(webhook.NewMemoryStore(0, 0), callback.receive))
		gaps := make([]time.Duration, 100)
		for i := range gaps {
			gaps[i] = time.Duration(i+1) * time.Second
		}
		hooks := graphtest.New().Webhooks(handler, hookSecret,
			graphtest.WithDuplicates(2), graphtest.WithShuffle(7), graphtest.WithRedelivery(gaps...))

		var group sync.WaitGroup
		for range goroutines {
			group.Go(func() {
				for range rounds {
					_ = hooks.Deliver(t.Context(), hello("15550100123"), hello("15550100124")) // failures stay in the queue
					assert.NoError(t, hooks.Queue(hello("15550100125")))
				}
				assert.NoError(t, hooks.Run(t.Context()))
			})
		}
		group.Wait()
		require.NoError(t, hooks.Run(t.Context()))

		require.Len(t, callback.done, goroutines*rounds*3, "nothing is lost")
		for key, times := range callback.done {
			require.Equal(t, 1, times, key)
		}
		require.Greater(t, callback.calls, len(callback.done), "some attempts have failed")
		require.Len(t, hooks.Deliveries(), goroutines*rounds*2*3)
		for _, delivery := range hooks.Deliveries() {
			require.Equal(t, graphtest.DeliveryStateDone, delivery.State)
		}
	})
}

// TestAnswersComeBackAsStatuses has a callback that sends an answer while it
// receives, so no lock may be held.
func TestAnswersComeBackAsStatuses(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	statuses := 0
	router := &webhook.Router{
		OnMessage: func(_ context.Context, event *webhook.MessageEvent) error {
			send(t, srv, `{"messaging_product":"whatsapp","to":"+`+event.Sender().WAID+`","text":{"body":"`+event.Message.Text.Body+`"}}`)
			return nil
		},
		OnStatus: func(context.Context, *webhook.StatusEvent) error { statuses++; return nil },
	}
	hooks := srv.Webhooks(newHandler(t, router.Handle), hookSecret)
	require.NoError(t, hooks.Deliver(t.Context(), hello("15550100123")))
	require.Equal(t, "hello", srv.Outbox()[0].Text())
	require.Equal(t, "+15550100123", srv.Outbox()[0].To)
	require.NoError(t, hooks.Run(t.Context()))
	require.Equal(t, 3, statuses)
}
