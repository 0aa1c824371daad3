package durable_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
)

// Places that came while the database was slow are not used all at once when it
// is quick again.
func TestPlacesStayApart(t *testing.T) {
	t.Parallel()
	inBubble(t, durable.Options{PollInterval: 50 * time.Millisecond, DeadAfter: time.Hour}, func(t *testing.T, store *durable.Store) {
		const apart, count = 50 * time.Millisecond, 200
		var mutex sync.Mutex // guards next
		next := time.Now()
		var sent kept[time.Time]
		outbox, err := store.NewOutbox(durable.OutboxConfig{
			Limiter: limiterFunc(func(whatsapp.MessageRoute) whatsapp.Reservation {
				mutex.Lock()
				defer mutex.Unlock()
				wait := max(0, time.Until(next))
				if wait > time.Second {
					return whatsapp.Reservation{Wait: wait}
				}
				next = time.Now().Add(wait + apart)
				return whatsapp.Reservation{Taken: true, Wait: wait}
			}),
			Sender: senderFunc(func(context.Context, whatsapp.Message) error {
				sent.add(time.Now())
				return nil
			}),
		})
		require.NoError(t, err)
		_, err = outbox.EnqueueAll(t.Context(), func(yield func(durable.Outgoing) bool) {
			for i := range count {
				outgoing := hello("hello")
				outgoing.Message.To = fmt.Sprintf("+1555010%04d", i)
				if !yield(outgoing) {
					return
				}
			}
		})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		for range 3 {
			time.Sleep(2 * time.Second)
			tx, err := store.DB().BeginTx(t.Context(), nil)
			require.NoError(t, err)
			time.Sleep(time.Second)
			require.NoError(t, tx.Rollback())
		}
		time.Sleep(time.Minute)
		times := sent.all()
		require.Len(t, times, count)
		for i := range times {
			most := 0
			for _, at := range times[i:] {
				if at.Sub(times[i]) < time.Second {
					most++
				}
			}
			assert.LessOrEqual(t, most, int(time.Second/apart)+2, "sent within a second")
		}
		began := times[0]
		assert.Less(t, times[count-1].Sub(began), count*apart+5*time.Second, "places were lost")
	})
}
