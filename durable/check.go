package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Check returns an error unless the store can work: the database answers, can
// be written to and has been migrated, and this process, if it was started, is
// alive in the eyes of the others. It is for a health check; give it a context
// with a deadline.
func (s *Store) Check(ctx context.Context) error {
	if err := s.db.checkMigrated(ctx); err != nil {
		return err
	}
	err := s.db.write(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, "UPDATE whatsapp_migrations SET version = version WHERE version = 1")
		return err
	})
	if err != nil {
		return fmt.Errorf("durable: writing: %w", err)
	}
	if !s.started.Load() || s.isStopping() {
		return nil
	}
	var id string
	found, err := s.db.scan(ctx, "SELECT id FROM whatsapp_processes WHERE id = ?", []any{s.process.id()}, &id)
	if err == nil && !found {
		err = errors.New("durable: the other processes take this one for dead")
	}
	return err
}

// Stats is how much there is to do.
type Stats struct {
	// Events are those that wait to be processed, and OldestEvent is since when
	// the oldest one does; zero if there are none.
	Events      int
	OldestEvent time.Time
	// DeadLetters are the events that were given up.
	DeadLetters int
	// Due are the messages that could be sent now, those that are held
	// included, and OldestDue is since when the oldest of them could.
	Due       int
	OldestDue time.Time
	// Sending are on their way, and Unknown wait for a status or for somebody
	// to decide.
	Sending, Unknown int
}

// Stats counts what there is to do, for gauges. It reads indexes only, in a
// time that grows with what there is.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var stats Stats
	var oldestEvent, oldestDue sql.NullInt64
	at := now()
	for _, question := range []struct {
		query     string
		arguments []any
		into      []any
	}{
		{"SELECT COUNT(*), MIN(received_at) FROM whatsapp_events WHERE state = 'pending'", nil, []any{&stats.Events, &oldestEvent}},
		{"SELECT COUNT(*) FROM whatsapp_events WHERE state = 'dead'", nil, []any{&stats.DeadLetters}},
		{"SELECT COUNT(*), MIN(due_at) FROM whatsapp_messages WHERE state = 'queued' AND due_at <= ?", []any{at}, []any{&stats.Due, &oldestDue}},
		{"SELECT COUNT(*) FROM whatsapp_messages WHERE state = 'sending'", nil, []any{&stats.Sending}},
		{"SELECT COUNT(*) FROM whatsapp_messages WHERE state = 'unknown'", nil, []any{&stats.Unknown}},
	} {
		if _, err := s.db.scan(ctx, question.query, question.arguments, question.into...); err != nil {
			return Stats{}, wrap("counting", err)
		}
	}
	stats.OldestEvent, stats.OldestDue = timeOf(oldestEvent.Int64), timeOf(oldestDue.Int64)
	return stats, nil
}
