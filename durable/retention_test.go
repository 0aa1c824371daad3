package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
)

// A campaign that is empty, and old enough to go, gets a message while it is
// looked at.
func TestPruneDuringEnqueue(t *testing.T) {
	t.Parallel()
	store := open(t, emptyDatabase(t, postgres(t)), durable.Options{})
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)
	for _, campaign := range []string{"kept", "empty"} {
		outgoing := hello("of last year")
		outgoing.Campaign = campaign
		_, err := outbox.Enqueue(t.Context(), outgoing)
		require.NoError(t, err)
	}
	execute(t, store, "DELETE FROM whatsapp_messages", "UPDATE whatsapp_campaigns SET changed_at = 1")
	tx, err := store.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback()
	outgoing := hello("of this year")
	outgoing.Campaign = "kept"
	_, err = outbox.EnqueueTx(t.Context(), tx, outgoing)
	require.NoError(t, err)

	require.NoError(t, store.Start(t.Context())) // which deletes what is old
	defer stop(t, store)
	count := func(query string) (found int) {
		require.NoError(t, store.DB().QueryRowContext(t.Context(), query).Scan(&found))
		return found
	}
	gone := func() bool { return count("SELECT COUNT(*) FROM whatsapp_campaigns WHERE name = 'empty'") == 0 }
	waits := func() bool {
		return count("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0
	}
	require.Eventually(t, func() bool { return gone() || waits() }, time.Minute, 5*time.Millisecond)
	require.NoError(t, tx.Commit())
	require.Eventually(t, gone, time.Minute, 5*time.Millisecond)
	campaign, err := outbox.Campaign(t.Context(), "kept")
	require.NoError(t, err)
	assert.Equal(t, 1, campaign.Total())
}

// Deleting what is old may take long, and the process lives meanwhile.
func TestHeartbeatDuringPrune(t *testing.T) {
	t.Parallel()
	store := open(t, emptyDatabase(t, postgres(t)), durable.Options{DeadAfter: time.Second})
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.NoError(t, err)
	deliver(inbox, childSecret, "hello")
	execute(t, store, "UPDATE whatsapp_events SET state = 'done', ended_at = 1")
	tx, err := store.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback()
	_, err = tx.ExecContext(t.Context(), "SELECT id FROM whatsapp_events FOR UPDATE")
	require.NoError(t, err)

	require.NoError(t, store.Start(t.Context()))
	defer stop(t, store)
	number := func(query string) (found int) {
		require.NoError(t, store.DB().QueryRowContext(t.Context(), query).Scan(&found))
		return found
	}
	require.Eventually(t, func() bool {
		return number("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0
	}, time.Minute, 5*time.Millisecond)
	const beats = "SELECT beat FROM whatsapp_processes"
	before := number(beats)
	require.Eventually(t, func() bool { return number(beats) >= before+3 }, 20*time.Second, 5*time.Millisecond)
	require.NoError(t, tx.Rollback())
}
