package durable

import (
	"context"
	"time"
)

// pruneBatch is how many rows one transaction deletes, so that it is short.
const pruneBatch = 1000

// longestPrune bounds one transaction, for a connection that has gone silent.
// It is long, because one may read much of a large table.
const longestPrune = 5 * time.Minute

// prune deletes what has been kept for long enough.
func (s *Store) prune(ctx context.Context) error {
	events := time.Now().Add(-s.options.KeepEvents).UnixMicro()
	messages := time.Now().Add(-s.options.KeepMessages).UnixMicro()
	plain := func(query string, arguments ...any) func(ctx context.Context, tx *transaction) (int64, error) {
		return func(ctx context.Context, tx *transaction) (int64, error) {
			return tx.exec(ctx, query, append(arguments, pruneBatch)...)
		}
	}
	for _, step := range []func(ctx context.Context, tx *transaction) (deleted int64, err error){
		plain(`DELETE FROM whatsapp_events WHERE id IN (
			SELECT id FROM whatsapp_events WHERE state = 'done' AND ended_at <= ? LIMIT ?)`, events),
		plain(`DELETE FROM whatsapp_messages WHERE id IN (SELECT id FROM whatsapp_messages
			WHERE state IN ('accepted', 'held', 'sent', 'delivered', 'read', 'failed', 'cancelled') AND changed_at <= ? LIMIT ?)
			AND state NOT IN ('queued', 'sending', 'unknown')`, messages),
		func(ctx context.Context, tx *transaction) (int64, error) { return tx.pruneCampaigns(ctx, messages) },
		plain(`DELETE FROM whatsapp_lanes WHERE state = 'idle' AND id IN (SELECT id FROM whatsapp_lanes WHERE state = 'idle' AND due_at <= ?
			AND NOT EXISTS (SELECT 1 FROM whatsapp_messages WHERE lane_id = whatsapp_lanes.id)
			AND NOT EXISTS (SELECT 1 FROM whatsapp_events WHERE lane_id = whatsapp_lanes.id) LIMIT ?)`, min(events, messages)),
	} {
		if err := s.pruneStep(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// pruneStep deletes batch after batch.
func (s *Store) pruneStep(ctx context.Context, batch func(ctx context.Context, tx *transaction) (int64, error)) error {
	for ctx.Err() == nil {
		var deleted int64
		err := limited(ctx, longestPrune, func(ctx context.Context) error {
			return s.db.write(ctx, func(tx *transaction) (err error) {
				deleted, err = batch(ctx, tx)
				return err
			})
		})
		if err != nil || deleted < pruneBatch {
			return err
		}
	}
	return nil
}

// pruneCampaigns deletes campaigns without messages. Who adds one holds the
// campaign's row, so it looks for messages once more when it has the rows
// itself.
func (t *transaction) pruneCampaigns(ctx context.Context, before int64) (deleted int64, err error) {
	const empty = "NOT EXISTS (SELECT 1 FROM whatsapp_messages WHERE campaign_id = whatsapp_campaigns.id)"
	ids, err := t.ids(ctx, t.dialect.skipLocked("SELECT id FROM whatsapp_campaigns WHERE changed_at <= ? AND "+empty+" LIMIT ?"), before, pruneBatch)
	for _, id := range ids {
		if err != nil {
			break
		}
		var one int64
		one, err = t.exec(ctx, "DELETE FROM whatsapp_campaigns WHERE id = ? AND "+empty, id)
		deleted += one
	}
	return deleted, err
}
