package durable

import (
	"context"
	"time"
)

// pruneBatch is how many rows one transaction deletes, so that it is short.
const pruneBatch = 1000

// prune deletes what has been kept for long enough.
func (s *Store) prune(ctx context.Context) error {
	events := time.Now().Add(-s.options.KeepEvents).UnixMicro()
	messages := time.Now().Add(-s.options.KeepMessages).UnixMicro()
	for _, step := range []struct {
		query     string
		arguments []any
	}{
		{`DELETE FROM whatsapp_events WHERE id IN (
			SELECT id FROM whatsapp_events WHERE state = 'done' AND ended_at <= ? LIMIT ?)`, []any{events}},
		{`DELETE FROM whatsapp_messages WHERE id IN (SELECT id FROM whatsapp_messages
			WHERE state IN ('accepted', 'held', 'sent', 'delivered', 'read', 'failed', 'cancelled') AND changed_at <= ? LIMIT ?)
			AND state NOT IN ('queued', 'sending', 'unknown')`, []any{messages}},
		{`DELETE FROM whatsapp_campaigns WHERE id IN (SELECT id FROM whatsapp_campaigns WHERE changed_at <= ?
			AND NOT EXISTS (SELECT 1 FROM whatsapp_messages WHERE campaign_id = whatsapp_campaigns.id) LIMIT ?)`, []any{messages}},
		{`DELETE FROM whatsapp_lanes WHERE state = 'idle' AND id IN (SELECT id FROM whatsapp_lanes WHERE state = 'idle' AND due_at <= ?
			AND NOT EXISTS (SELECT 1 FROM whatsapp_messages WHERE lane_id = whatsapp_lanes.id)
			AND NOT EXISTS (SELECT 1 FROM whatsapp_events WHERE lane_id = whatsapp_lanes.id) LIMIT ?)`, []any{min(events, messages)}},
	} {
		if err := s.pruneStep(ctx, step.query, append(step.arguments, pruneBatch)); err != nil {
			return err
		}
	}
	return nil
}

// pruneStep deletes batch after batch. The process says in between that it
// lives: a large campaign takes longer to delete than others wait.
func (s *Store) pruneStep(ctx context.Context, query string, arguments []any) error {
	for ctx.Err() == nil {
		var deleted int64
		err := s.db.write(ctx, func(tx *transaction) (err error) {
			deleted, err = tx.exec(ctx, query, arguments...)
			return err
		})
		if err != nil || deleted < pruneBatch {
			return err
		}
		if err := s.process.beat(ctx); err != nil {
			return err
		}
	}
	return nil
}
