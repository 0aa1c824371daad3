package durable

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// How often each process does its chores: promoting in so many polls of
// River's.
const (
	promotePolls = 4
	pruneEvery   = time.Minute
)

// sweep looks after what no event of this process does, until the context ends:
// that it lives, lanes whose time has come, what crashed processes have left,
// and what is old. None of it waits for another, because pruning may take long,
// and none for a connection that has gone silent.
func (s *Store) sweep(ctx context.Context) {
	beatEvery := s.options.DeadAfter / beatsPerLife
	for _, chore := range []struct {
		name           string
		every, longest time.Duration
		most           time.Duration // between two tries that fail
		do             func(ctx context.Context) error
	}{
		// The others wait for the beat after an outage, and not for a
		// connection.
		{"beating", beatEvery, max(beatEvery, time.Second), beatEvery, s.process.beat},
		{"promoting", promotePolls * s.options.PollInterval, longestTry, s.options.DeadAfter / 2, s.promote},
		{"recovering", beatEvery, longestTry, beatEvery, s.recover},
		{"pruning", pruneEvery, 0, pruneEvery, s.prune}, // which bounds each of its transactions
	} {
		s.sweeping.Go(func() {
			for wait := chore.every; ctx.Err() == nil; pause(ctx, wait) {
				do := chore.do
				if chore.longest > 0 {
					do = func(ctx context.Context) error { return limited(ctx, chore.longest, chore.do) }
				}
				err := do(ctx)
				if err == nil || ctx.Err() != nil {
					wait = chore.every
					continue
				}
				s.options.Logger.ErrorContext(ctx, "durable: "+chore.name+"; trying again", "error", err)
				wait = min(2*wait, max(chore.every, chore.most))
			}
		})
	}
}

// How many lanes become ready at a time. For each number, few tickets are out:
// the rest of a campaign waits in its lanes, where it can be paused, and holds
// up no other number.
const (
	inboxBatch  = 500
	numberBatch = 250
)

// promote gives tickets to the lanes whose time has come.
func (s *Store) promote(ctx context.Context) error {
	err := s.db.write(ctx, func(tx *transaction) error {
		due, err := tx.ids(ctx, tx.dialect.skipLocked(`SELECT id FROM whatsapp_lanes
			WHERE queue = ? AND number = '' AND state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?`), inboxQueue, now(), inboxBatch)
		if err != nil {
			return err
		}
		return s.readyAll(ctx, tx, inboxQueue, priorityFirst, due)
	})
	if err != nil {
		return err
	}
	numbers, err := s.dueNumbers(ctx)
	for _, number := range numbers {
		err = errors.Join(err, s.promoteNumber(ctx, number))
	}
	return err
}

// dueNumbers returns the phone numbers that have something to send and are not
// held.
func (s *Store) dueNumbers(ctx context.Context) (numbers []string, err error) {
	at := now()
	err = s.db.each(ctx, `SELECT number FROM whatsapp_numbers WHERE (hold = '' OR held_until > 0 AND held_until <= ?)
		AND EXISTS (SELECT 1 FROM whatsapp_lanes WHERE queue = ? AND whatsapp_lanes.number = whatsapp_numbers.number
			AND state = 'waiting' AND due_at <= ?)`, []any{at, outboxQueue, at},
		func(row *sql.Rows) error {
			var number string
			err := row.Scan(&number)
			numbers = append(numbers, number)
			return err
		})
	return numbers, err
}

func (s *Store) promoteNumber(ctx context.Context, number string) error {
	return s.db.write(ctx, func(tx *transaction) error {
		var out int
		_, err := tx.scan(ctx, "SELECT COUNT(*) FROM whatsapp_lanes WHERE queue = ? AND number = ? AND state = 'ready'",
			[]any{outboxQueue, number}, &out)
		if err != nil || out >= numberBatch {
			return err
		}
		due, err := tx.ids(ctx, tx.dialect.skipLocked(`SELECT id FROM whatsapp_lanes
			WHERE queue = ? AND number = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?`),
			outboxQueue, number, now(), numberBatch-out)
		if err != nil {
			return err
		}
		return s.readyAll(ctx, tx, outboxQueue, priorityBulk, due)
	})
}

func (s *Store) readyAll(ctx context.Context, tx *transaction, queue string, priority int, lanes []int64) error {
	tickets := make([]ticket, 0, len(lanes))
	for _, id := range lanes {
		t := ticket{Lane: id}
		_, err := tx.scan(ctx, `UPDATE whatsapp_lanes SET state = 'ready', owner = '', due_at = ?, epoch = epoch + 1
			WHERE id = ? RETURNING epoch`, []any{now(), id}, &t.Epoch)
		if err != nil {
			return err
		}
		tickets = append(tickets, t)
	}
	return s.issue(ctx, tx, queue, priority, tickets...)
}

// recover gives new tickets to lanes that nobody works on any more.
func (s *Store) recover(ctx context.Context) error {
	if err := s.process.bury(ctx, s.options.DeadAfter); err != nil {
		return err
	}
	for _, queue := range []string{inboxQueue, outboxQueue} {
		err := s.db.write(ctx, func(tx *transaction) error {
			lost, err := s.lostLanes(ctx, tx, queue)
			if err != nil {
				return err
			}
			return s.readyAll(ctx, tx, queue, priorityFirst, lost)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lostLanes returns the lanes of processes that are gone, and those whose
// ticket is gone: it was fetched by a process that crashed, or taken out of
// River's tables.
func (s *Store) lostLanes(ctx context.Context, tx *transaction, queue string) ([]int64, error) {
	lost, err := tx.ids(ctx, tx.dialect.skipLocked(`SELECT id FROM whatsapp_lanes WHERE queue = ? AND state = 'running'
		AND owner NOT IN (SELECT id FROM whatsapp_processes) LIMIT ?`), queue, inboxBatch)
	if err != nil {
		return nil, err
	}
	old := time.Now().Add(-s.options.DeadAfter).UnixMicro()
	unticketed, err := tx.ids(ctx, tx.dialect.skipLocked(`SELECT id FROM whatsapp_lanes WHERE queue = ? AND state = 'ready' AND due_at <= ?
		AND NOT EXISTS (SELECT 1 FROM river_job WHERE river_job.id = whatsapp_lanes.job_id
			AND river_job.state IN ('available', 'pending', 'retryable', 'scheduled')) LIMIT ?`), queue, old, inboxBatch)
	if err != nil {
		return nil, err
	}
	// A run lets go of its lane in the tables before it does here, and these
	// rows are locked: what is not known here is not at work.
	mine, err := tx.ids(ctx, tx.dialect.skipLocked("SELECT id FROM whatsapp_lanes WHERE queue = ? AND state = 'running' AND owner = ?"),
		queue, s.process.id())
	if err != nil {
		return nil, err
	}
	for _, id := range append(mine, unticketed...) {
		if !s.running.has(id) {
			lost = append(lost, id)
		}
	}
	return lost, nil
}
