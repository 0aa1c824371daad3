package durable_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
)

// TestErrorsNameThePackageOnce has everything fail whose cause is an error of
// the package itself.
func TestErrorsNameThePackageOnce(t *testing.T) {
	t.Parallel()
	store, outbox := openOutbox(t)
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.NoError(t, err)
	late := hello("too late")
	late.Campaign = "spring"
	_, err = outbox.Enqueue(t.Context(), late)
	require.NoError(t, err)
	require.NoError(t, outbox.CancelCampaign(t.Context(), "spring"))

	const (
		cancelled = `the campaign has been cancelled: "spring"`
		noNumber  = `invalid PhoneNumberID ""; want the id of a phone number, such as "106540352242922"`
	)
	for want, act := range map[string]func(ctx context.Context) error{
		"durable: requeuing a message: not found: no message to requeue":                  func(ctx context.Context) error { return outbox.Requeue(ctx, "none") },
		"durable: abandoning a message: not found: no message that is unknown":            func(ctx context.Context) error { return outbox.Abandon(ctx, "none") },
		"durable: cancelling a message: not found: no message that is queued":             func(ctx context.Context) error { return outbox.Cancel(ctx, "none") },
		"durable: dropping a dead letter: not found: dead letter 7":                       func(ctx context.Context) error { return inbox.Drop(ctx, 7) },
		"durable: not found: dead letter 7":                                               func(ctx context.Context) error { return inbox.Rerun(ctx, 7) },
		`durable: pausing a campaign: not found: campaign "autumn"`:                       func(ctx context.Context) error { return outbox.PauseCampaign(ctx, "autumn") },
		`durable: resuming a campaign: not found: campaign "autumn"`:                      func(ctx context.Context) error { return outbox.ResumeCampaign(ctx, "autumn") },
		`durable: cancelling a campaign: not found: campaign "autumn"`:                    func(ctx context.Context) error { return outbox.CancelCampaign(ctx, "autumn") },
		"durable: enqueuing a message: " + cancelled:                                      func(ctx context.Context) error { _, err := outbox.Enqueue(ctx, late); return err },
		"durable: enqueuing messages: " + cancelled:                                       func(ctx context.Context) error { return enqueueAll(ctx, outbox, late) },
		"durable: message 1: " + noNumber:                                                 func(ctx context.Context) error { return enqueueAll(ctx, outbox, hello("one"), durable.Outgoing{}) },
		"durable: message 1: " + noNumber + "\ndurable: enqueuing messages: " + cancelled: func(ctx context.Context) error { return enqueueAll(ctx, outbox, late, durable.Outgoing{}) },
	} {
		require.EqualError(t, act(t.Context()), want)
	}

	// The classes are still there.
	require.ErrorIs(t, outbox.Cancel(t.Context(), "none"), durable.ErrNotFound)
	require.ErrorIs(t, enqueueAll(t.Context(), outbox, late), durable.ErrCampaignCancelled)
	tx, err := store.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = outbox.EnqueueTx(t.Context(), tx, late)
	require.EqualError(t, err, "durable: enqueuing a message: "+cancelled)
	require.NoError(t, tx.Rollback())
}

func enqueueAll(ctx context.Context, outbox *durable.Outbox, messages ...durable.Outgoing) error {
	_, err := outbox.EnqueueAll(ctx, slices.Values(messages))
	return err
}
