package durable

import (
	"context"
	"time"
)

// A lane is idle, waits until due_at, is ready and has a ticket, or is running
// in the process that is its owner.
//
// A wake-up cannot be lost: who adds work to a lane and who finds nothing left
// in it both change the lane's row first, so that one of them sees what the
// other has done.
const (
	laneIdle    = "idle"
	laneWaiting = "waiting"
	laneReady   = "ready"
	laneRunning = "running"
)

// A laneName says which lane: one of an inbox by conversation, one of an outbox
// by recipient. Number is the phone number that the lane belongs to.
type laneName struct{ queue, number, name string }

type lane struct {
	id, epoch int64
	state     string
	owner     string
	dueAt     int64
	notBefore int64
}

const laneColumns = "id, epoch, state, owner, due_at, not_before"

func (l *lane) fields() []any {
	return []any{&l.id, &l.epoch, &l.state, &l.owner, &l.dueAt, &l.notBefore}
}

// open returns the lane, made if there is none, and holds its row until the
// transaction ends.
func (t *transaction) open(ctx context.Context, name laneName) (*lane, error) {
	var opened lane
	_, err := t.scan(ctx, `INSERT INTO whatsapp_lanes (queue, number, name) VALUES (?, ?, ?)
		ON CONFLICT (queue, number, name) DO UPDATE SET name = excluded.name
		RETURNING `+laneColumns, []any{name.queue, name.number, name.name}, opened.fields()...)
	return &opened, err
}

// lock returns a lane that exists and holds its row.
func (t *transaction) lock(ctx context.Context, id int64) (found *lane, err error) {
	found = &lane{}
	ok, err := t.scan(ctx, t.dialect.locked("SELECT "+laneColumns+" FROM whatsapp_lanes WHERE id = ?"), []any{id}, found.fields()...)
	if err != nil || !ok {
		return nil, err
	}
	return found, nil
}

// wake has lanes worked on that work was added to. The caller holds their rows.
func (s *Store) wake(ctx context.Context, tx *transaction, queue string, lanes ...*lane) error {
	var tickets []ticket
	for _, l := range lanes {
		var err error
		switch {
		case l.state == laneReady || l.state == laneRunning:
			continue // it looks again before it ends
		case l.notBefore > now():
			err = l.wait(ctx, tx, l.notBefore)
		default:
			tickets, err = append(tickets, l.readied()), l.save(ctx, tx)
		}
		if err != nil {
			return err
		}
	}
	return s.issue(ctx, tx, queue, priorityFirst, tickets...)
}

// ready gives a lane a ticket.
func (s *Store) ready(ctx context.Context, tx *transaction, queue string, priority int, l *lane) error {
	t := l.readied()
	if err := l.save(ctx, tx); err != nil {
		return err
	}
	return s.issue(ctx, tx, queue, priority, t)
}

// readied returns the ticket that the lane is to have.
func (l *lane) readied() ticket {
	l.epoch++
	l.state, l.owner, l.dueAt = laneReady, "", now()
	return ticket{Lane: l.id, Epoch: l.epoch}
}

// wait has nobody work on the lane before a time; then the sweeper makes it
// ready.
func (l *lane) wait(ctx context.Context, tx *transaction, until int64) error {
	l.epoch++
	l.state, l.owner, l.dueAt = laneWaiting, "", until
	return l.save(ctx, tx)
}

// rest ends the work on a lane until somebody wakes it.
func (l *lane) rest(ctx context.Context, tx *transaction) error {
	l.epoch++
	l.state, l.owner = laneIdle, ""
	return l.save(ctx, tx)
}

func (l *lane) save(ctx context.Context, tx *transaction) error {
	_, err := tx.exec(ctx, "UPDATE whatsapp_lanes SET state = ?, epoch = ?, owner = ?, due_at = ?, not_before = ? WHERE id = ?",
		l.state, l.epoch, l.owner, l.dueAt, l.notBefore, l.id)
	return err
}

// holdUntil keeps everybody off the lane, whatever work is added to it.
func (l *lane) holdUntil(t time.Time) { l.notBefore = keep(t) }
