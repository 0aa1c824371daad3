package durable_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
)

// What is kept for a while may be deleted during a long walk.
func TestAllMessagesGoesOnAfterOneThatIsGone(t *testing.T) {
	t.Parallel()
	store, outbox := openOutbox(t)
	var want, met []string
	for i := range 5 {
		queued, err := outbox.Enqueue(t.Context(), hello(fmt.Sprint(i)))
		require.NoError(t, err)
		want = append(want, queued.ID)
	}
	for message, err := range outbox.AllMessages(t.Context(), durable.ListMessages{Limit: 2}) {
		require.NoError(t, err)
		met = append(met, message.ID)
		execute(t, store, "DELETE FROM whatsapp_messages WHERE token = '"+message.ID+"'")
	}
	assert.Equal(t, want, met)
}

// A list that nobody has limited is not read at once.
func TestAllMessagesOfMoreThanAPage(t *testing.T) {
	t.Parallel()
	_, outbox := openOutbox(t)
	const count = 1001
	stored, err := outbox.EnqueueAll(t.Context(), func(yield func(durable.Outgoing) bool) {
		for i := range count {
			outgoing := hello("hello")
			outgoing.Key = fmt.Sprint(i)
			if !yield(outgoing) {
				return
			}
		}
	})
	require.NoError(t, err)
	require.Equal(t, count, stored.Queued)
	for _, limit := range []int{0, -1, count, count + 1} {
		met := 0
		for message, err := range outbox.AllMessages(t.Context(), durable.ListMessages{State: durable.StateQueued, Limit: limit}) {
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(met), message.Key)
			met++
		}
		assert.Equal(t, count, met, "limit %d", limit)
	}
}
