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
		var done kept[string]
		for generation := 0; !survives(t, source, generation == 0, &done); generation++ {
			require.Less(t, generation, 2*durable.DefaultMaxAttempts, "the event never became a dead letter")
		}
		assert.GreaterOrEqual(t, len(done.all()), companions)
	})
}

// companions are at work together with the event.
const companions = 8

// survives runs a process, and reports whether the event has not ended it.
func survives(t *testing.T, source string, first bool, done *kept[string]) bool {
	t.Helper()
	store, err := durable.Open(t.Context(), source, watchful)
	require.NoError(t, err)
	crashed := make(chan struct{})
	crash := sync.OnceFunc(func() { // after it, this process does nothing to the database
		assert.NoError(t, store.Close())
		close(crashed)
	})
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(_ context.Context, e webhook.Event) error {
		id := e.(*webhook.MessageEvent).Message.ID
		if id == "wamid.lethal" {
			time.Sleep(10 * time.Millisecond) // the others have begun
			crash()
			return nil
		}
		time.Sleep(100 * time.Millisecond)
		done.add(id)
		return nil
	}})
	require.NoError(t, err)
	if first {
		for i := range companions {
			require.Equal(t, 200, post(inbox, childSecret, inbound(fmt.Sprintf("1555010%04d", i), fmt.Sprintf("wamid.%d", i))))
		}
		require.Equal(t, 200, post(inbox, childSecret, inbound("15550109999", "wamid.lethal")))
	}
	require.NoError(t, store.Start(t.Context()))
	select {
	case <-crashed:
		_ = store.Stop(t.Context()) // it has no database
		return false
	case <-time.After(time.Hour):
	}
	checkLethal(t, store, inbox)
	require.NoError(t, store.Stop(t.Context()))
	require.NoError(t, store.Close())
	return true
}

func checkLethal(t *testing.T, store *durable.Store, inbox *durable.Inbox) {
	t.Helper()
	stats, err := store.Stats(t.Context())
	require.NoError(t, err)
	assert.Zero(t, stats.Events)
	letters, err := inbox.DeadLetters(t.Context(), 0, 0)
	require.NoError(t, err)
	var dead []string
	for _, letter := range letters {
		dead = append(dead, letter.Key)
		assert.Equal(t, "the process ended during every attempt", letter.Reason)
	}
	assert.Equal(t, []string{"wamid.lethal"}, dead)
}

// An event that was interrupted is not taken for one that has waited before its
// wait is recorded. Here the database refuses that for a while, as if each of
// the processes that try it ended.
func TestInterruptedEventBeginsAfterItsWait(t *testing.T) {
	t.Parallel()
	source := filepath.Join(t.TempDir(), "test.db")
	synctest.Test(t, func(t *testing.T) {
		crash(t, source)
		store, err := durable.Open(t.Context(), source, watchful)
		require.NoError(t, err)
		var calls kept[time.Time]
		_, err = store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			calls.add(time.Now())
			return nil
		}})
		require.NoError(t, err)
		execute(t, store, `CREATE TRIGGER refuse BEFORE UPDATE ON whatsapp_lanes WHEN NEW.state = 'waiting'
			BEGIN SELECT RAISE(ABORT, 'not now'); END`)
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(time.Minute)
		assert.Empty(t, calls.all(), "it has not waited")
		execute(t, store, "DROP TRIGGER refuse")
		time.Sleep(2 * time.Minute)
		assert.Len(t, calls.all(), 1)
		require.NoError(t, store.Stop(t.Context()))
		require.NoError(t, store.Close())
	})
}

// crash leaves an event whose process has ended during its first attempt.
func crash(t *testing.T, source string) {
	t.Helper()
	store, err := durable.Open(t.Context(), source, watchful)
	require.NoError(t, err)
	crashed := make(chan struct{})
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
		defer close(crashed)
		return store.Close() // after it, this process does nothing to the database
	}})
	require.NoError(t, err)
	require.Equal(t, 200, post(inbox, childSecret, inbound("15550109999", "wamid.1")))
	require.NoError(t, store.Start(t.Context()))
	<-crashed
	_ = store.Stop(t.Context()) // it has no database
}
