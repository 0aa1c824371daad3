package durable_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// What waits because it is meant to does not lag.
func TestOldestDue(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		outbox, err := store.NewOutbox(durable.OutboxConfig{})
		require.NoError(t, err)
		lags := func(due int, since time.Time) {
			t.Helper()
			stats, err := store.Stats(t.Context())
			require.NoError(t, err)
			assert.Equal(t, due, stats.Due)
			assert.WithinDuration(t, since, stats.OldestDue, 0)
		}
		lags(0, time.Time{})
		outgoing := hello("hello")
		outgoing.NotBefore = time.Now().Add(time.Hour)
		outgoing.Campaign = "spring"
		_, err = outbox.Enqueue(t.Context(), outgoing)
		require.NoError(t, err)
		time.Sleep(59 * time.Minute)
		lags(0, time.Time{})
		time.Sleep(time.Minute)
		due := time.Now()
		lags(1, due)
		time.Sleep(time.Minute)
		lags(1, due)
		require.NoError(t, outbox.PauseCampaign(t.Context(), "spring"))
		lags(1, time.Time{})
		time.Sleep(time.Minute)
		require.NoError(t, outbox.ResumeCampaign(t.Context(), "spring"))
		resumed := time.Now()
		time.Sleep(time.Minute)
		lags(1, resumed)
		require.NoError(t, outbox.HoldNumber(t.Context(), outgoing.PhoneNumberID, "by hand"))
		time.Sleep(time.Minute)
		lags(1, time.Time{})
		require.NoError(t, outbox.ResumeNumber(t.Context(), outgoing.PhoneNumberID))
		resumed = time.Now()
		time.Sleep(time.Minute)
		lags(1, resumed)
		require.NoError(t, outbox.ResumeNumber(t.Context(), outgoing.PhoneNumberID)) // which it is already
		lags(1, resumed)
		// Another one, of a process whose clock is ahead.
		_, err = outbox.Enqueue(t.Context(), hello("ahead"))
		require.NoError(t, err)
		execute(t, store, "UPDATE whatsapp_messages SET created_at = created_at + 3600000000, due_at = due_at + 3600000000 WHERE campaign_id = 0")
		lags(2, resumed)
	})
}

// Nor does what waits after a refusal, or after an attempt that failed.
func TestLagAfterFailures(t *testing.T) {
	t.Parallel()
	var worked kept[durable.Work]
	options := watchful
	options.Observer.Worked = func(_ context.Context, work durable.Work) {
		worked.add(work)
	}
	inBubble(t, options, func(t *testing.T, store *durable.Store) {
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
			return &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
		})})
		require.NoError(t, err)
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			return errors.New("this time")
		}})
		require.NoError(t, err)
		_, err = outbox.Enqueue(t.Context(), hello("hello"))
		require.NoError(t, err)
		deliver(inbox, childSecret, "hello")
		require.NoError(t, store.Start(t.Context()))
		for range 200 {
			stats, err := store.Stats(t.Context())
			require.NoError(t, err)
			for _, oldest := range []time.Time{stats.OldestDue, stats.OldestEvent} {
				if !oldest.IsZero() {
					assert.Less(t, time.Since(oldest), lateness)
				}
			}
			assert.Equal(t, 1, stats.Events)
			time.Sleep(time.Second)
		}
		require.GreaterOrEqual(t, len(worked.all()), 4)
		for _, work := range worked.all() {
			assert.Less(t, work.Lag, lateness, "attempt %d", work.Attempt)
			assert.GreaterOrEqual(t, work.Lag, time.Duration(0))
		}
	})
}
