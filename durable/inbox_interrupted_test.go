package durable_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// An event that ends its process has others end with it that are at work at
// that moment. They must not become dead letters with it.
func TestEventThatEndsTheProcessAmongOthers(t *testing.T) {
	t.Parallel()
	source := filepath.Join(t.TempDir(), "test.db")
	synctest.Test(t, func(t *testing.T) {
		const others = 8
		var done kept[string]
		for generation := 0; ; generation++ {
			require.Less(t, generation, 2*durable.DefaultMaxAttempts, "the event never became a dead letter")
			store, err := durable.Open(t.Context(), source, watchful)
			require.NoError(t, err)
			crashed := make(chan struct{})
			var once sync.Once
			inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(_ context.Context, e webhook.Event) error {
				id := e.(*webhook.MessageEvent).Message.ID
				if id == "wamid.lethal" {
					time.Sleep(10 * time.Millisecond) // the others have begun
					// From here on, this process does nothing more to the database.
					once.Do(func() {
						assert.NoError(t, store.Close())
						close(crashed)
					})
					return nil
				}
				time.Sleep(100 * time.Millisecond)
				done.add(id)
				return nil
			}})
			require.NoError(t, err)
			if generation == 0 {
				for i := range others {
					require.Equal(t, 200, post(inbox, childSecret, inbound(fmt.Sprintf("1555010%04d", i), fmt.Sprintf("wamid.%d", i))))
				}
				require.Equal(t, 200, post(inbox, childSecret, inbound("15550109999", "wamid.lethal")))
			}
			require.NoError(t, store.Start(t.Context()))
			ended := false
			select {
			case <-crashed:
				ended = true
			case <-time.After(time.Hour):
			}
			if ended {
				_ = store.Stop(t.Context()) // it has no database
				continue
			}
			stats, err := store.Stats(t.Context())
			require.NoError(t, err)
			assert.Zero(t, stats.Events)
			letters, err := inbox.DeadLetters(t.Context(), 0, 0)
			require.NoError(t, err)
			var dead []string
			for _, letter := range letters {
				dead = append(dead, letter.Key)
			}
			assert.Equal(t, []string{"wamid.lethal"}, dead)
			for _, letter := range letters {
				assert.Equal(t, "the process ended during every attempt", letter.Reason)
			}
			assert.GreaterOrEqual(t, len(done.all()), others)
			require.NoError(t, store.Stop(t.Context()))
			require.NoError(t, store.Close())
			return
		}
	})
}
