package durable

import (
	"context"
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
	// Events are those that are not done, also while they wait after an attempt
	// that failed. OldestEvent is since when the oldest of those has waited
	// that nothing keeps but what is before it: since it was stored, or since
	// its conversation's wait after an attempt that failed has ended. It is
	// zero if there are none.
	Events      int
	OldestEvent time.Time
	// DeadLetters are the events that were given up.
	DeadLetters int
	// Due are the messages whose time has come, also while they wait after a
	// refusal or are held. OldestDue is since when the oldest of those has
	// waited that nothing keeps but what is before it: since it was stored, or
	// its NotBefore, or since the wait after a refusal, the hold of its number
	// or the pause of its campaign has ended. It is zero if there are none, so
	// a wait that is meant is not lag; [Outbox.Holds] tells of those.
	Due       int
	OldestDue time.Time
	// Sending are on their way, and Unknown wait for a status or for somebody
	// to decide.
	Sending, Unknown int
}

// isDue holds for a queued message m whose own time has come. One that was due
// when it was stored may be sent at any time: the clock of the process that
// stored it may be ahead of this one's.
const isDue = "(m.due_at <= m.created_at OR m.due_at <= ?)"

// oldestEvent and oldestDue look for what nothing keeps but what is before it,
// and return since when. They read in the order of an index, and end with the
// first that they find.
const oldestEvent = `SELECT e.received_at, l.not_before FROM whatsapp_events e JOIN whatsapp_lanes l ON l.id = e.lane_id
	WHERE e.state = 'pending' AND l.not_before <= ? ORDER BY e.received_at LIMIT 1`

// What is stopped is left out before its lane is looked up: all of a campaign
// may be. Of a number that was resumed, held_until is when.
func (d dialect) oldestDue() string {
	return `SELECT m.due_at, l.not_before, COALESCE(n.held_until, 0), COALESCE(c.changed_at, 0)
	FROM whatsapp_messages m` + d.indexedBy("whatsapp_messages_waiting") + ` JOIN whatsapp_lanes l ON l.id = m.lane_id
	LEFT JOIN whatsapp_numbers n ON n.number = m.number LEFT JOIN whatsapp_campaigns c ON c.id = m.campaign_id
	WHERE m.state = 'queued' AND ` + isDue + ` AND l.not_before <= ?
	AND m.number NOT IN (SELECT number FROM whatsapp_numbers WHERE hold <> '' AND (held_until = 0 OR held_until > ?))
	AND m.campaign_id NOT IN (SELECT id FROM whatsapp_campaigns WHERE state <> 'running')
	ORDER BY m.due_at LIMIT 1`
}

// Stats counts what there is to do, for gauges, in a time that grows with what
// there is.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var stats Stats
	var received, conversation, due, recipient, number, campaign int64
	at := now()
	for _, question := range []struct {
		query     string
		arguments []any
		into      []any
	}{
		{"SELECT COUNT(*) FROM whatsapp_events WHERE state = 'pending'", nil, []any{&stats.Events}},
		{oldestEvent, []any{at}, []any{&received, &conversation}},
		{"SELECT COUNT(*) FROM whatsapp_events WHERE state = 'dead'", nil, []any{&stats.DeadLetters}},
		{"SELECT COUNT(*) FROM whatsapp_messages m WHERE m.state = 'queued' AND " + isDue, []any{at}, []any{&stats.Due}},
		{s.db.dialect.oldestDue(), []any{at, at, at}, []any{&due, &recipient, &number, &campaign}},
		{"SELECT COUNT(*) FROM whatsapp_messages WHERE state = 'sending'", nil, []any{&stats.Sending}},
		{"SELECT COUNT(*) FROM whatsapp_messages WHERE state = 'unknown'", nil, []any{&stats.Unknown}},
	} {
		if _, err := s.db.scan(ctx, question.query, question.arguments, question.into...); err != nil {
			return Stats{}, wrap("counting", err)
		}
	}
	stats.OldestEvent, stats.OldestDue = timeOf(min(at, max(received, conversation))), timeOf(min(at, max(due, recipient, number, campaign)))
	return stats, nil
}
