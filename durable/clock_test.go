package durable_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
)

// A clock that jumps back between two messages does not have the later one go
// first, nor one that jumps back while the first one waits after a refusal.
func TestClockJumpsBack(t *testing.T) {
	t.Parallel()
	for name, refusals := range map[string]int{"before the first attempt": 0, "after a refusal": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
				var sent kept[string]
				outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
					if sent.add(m.Content.(whatsapp.Text).Body) <= refusals {
						return &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
					}
					return nil
				})})
				require.NoError(t, err)
				_, err = outbox.Enqueue(t.Context(), hello("first"))
				require.NoError(t, err)
				if refusals > 0 {
					require.NoError(t, store.Start(t.Context()))
					for len(sent.all()) < refusals {
						time.Sleep(10 * time.Millisecond)
					}
					time.Sleep(500 * time.Millisecond) // it is recorded, and its wait is not over
				}
				// What is stored becomes younger by an hour.
				execute(t, store, "UPDATE whatsapp_messages SET due_at = due_at + 3600000000, created_at = created_at + 3600000000")
				_, err = outbox.Enqueue(t.Context(), hello("second"))
				require.NoError(t, err)
				if refusals == 0 {
					require.NoError(t, store.Start(t.Context()))
				}
				time.Sleep(time.Minute)
				assert.Equal(t, []string{"first", "second"}, sent.all()[refusals:])
			})
		})
	}
}

// A message that was stored by a process whose clock is ahead, or before this
// one's was set back, is sent at once, and before later ones.
func TestClockAhead(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		began := time.Now()
		var sent kept[string]
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
			body := m.Content.(whatsapp.Text).Body
			if sent.add(body) == 1 {
				return &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
			}
			return nil
		})})
		require.NoError(t, err)
		first, err := outbox.Enqueue(t.Context(), hello("first"))
		require.NoError(t, err)
		execute(t, store, "UPDATE whatsapp_messages SET created_at = created_at + 3600000000, due_at = due_at + 3600000000")
		for _, body := range []string{"second", "third"} {
			_, err = outbox.Enqueue(t.Context(), hello(body))
			require.NoError(t, err)
		}
		later := hello("later")
		later.NotBefore = began.Add(10 * time.Minute)
		_, err = outbox.Enqueue(t.Context(), later)
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(3 * time.Minute)
		assert.Equal(t, []string{"first", "first", "second", "third"}, sent.all())
		message, err := outbox.Message(t.Context(), first.ID)
		require.NoError(t, err)
		assert.Equal(t, message.CreatedAt, message.DueAt, "a refusal did not put it off by itself")
		time.Sleep(10 * time.Minute)
		assert.Equal(t, "later", sent.all()[4])
	})
}
