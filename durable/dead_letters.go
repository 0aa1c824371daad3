package durable

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// A DeadLetter is an event that was given up, or a body that does not parse. It
// is kept until somebody has it run again or drops it.
type DeadLetter struct {
	// ID identifies it in the inbox.
	ID int64
	// Field and Key are the event's. Field is empty for a body.
	Field, Key string
	// Body is a webhook body with the event in it: [webhook.Parse] takes it. Of
	// a body that does not parse, it has the exact bytes.
	Body []byte
	// Reason is the text of the last error.
	Reason string
	// Attempts is how often the event was tried.
	Attempts int
	// ReceivedAt is when it arrived, DiedAt when it was given up.
	ReceivedAt, DiedAt time.Time
}

// DeadLetters returns one page of dead letters, the oldest first: those whose
// id is greater than after, [DefaultListLimit] of them if limit is zero. See
// [Inbox.AllDeadLetters] for more than a page.
func (i *Inbox) DeadLetters(ctx context.Context, after int64, limit int) ([]*DeadLetter, error) {
	orDefault(&limit, DefaultListLimit)
	return i.deadLetters(ctx, "AND id > ? ORDER BY id LIMIT ?", after, max(limit, 0))
}

// AllDeadLetters iterates over the dead letters, the oldest first. It ends
// after the first error.
//
// The loop may settle the letters it gets, with [Inbox.Rerun] and [Inbox.Drop]:
// none is repeated, even if its event fails again, and none is skipped. Pages
// are read as the loop goes on, so it may or may not see events that are given
// up meanwhile.
func (i *Inbox) AllDeadLetters(ctx context.Context) iter.Seq2[*DeadLetter, error] {
	return walk(DefaultListLimit, func(after int64) ([]*DeadLetter, int64, error) {
		found, err := i.DeadLetters(ctx, after, DefaultListLimit)
		if n := len(found); n > 0 {
			after = found[n-1].ID
		}
		return found, after, err
	})
}

// DeadLetter returns one dead letter, or [ErrNotFound].
func (i *Inbox) DeadLetter(ctx context.Context, id int64) (*DeadLetter, error) {
	found, err := i.deadLetters(ctx, "AND id = ?", id)
	if err == nil && len(found) == 0 {
		err = noLetter(id)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

func noLetter(id int64) error { return fmt.Errorf("%w: dead letter %d", ErrNotFound, id) }

func (i *Inbox) deadLetters(ctx context.Context, which string, arguments ...any) ([]*DeadLetter, error) {
	var found []*DeadLetter
	err := i.store.db.each(ctx, `SELECT id, kind, event_key, body, error, attempts, received_at, ended_at
		FROM whatsapp_events WHERE state = 'dead' `+which, arguments, func(row *sql.Rows) error {
		l := &DeadLetter{}
		var received, died int64
		err := row.Scan(&l.ID, &l.Field, &l.Key, &l.Body, &l.Reason, &l.Attempts, &received, &died)
		l.ReceivedAt, l.DiedAt = timeOf(received), timeOf(died)
		found = append(found, l)
		return err
	})
	return found, wrap("reading dead letters", err)
}

// Rerun has a dead letter run again, with all its attempts: when the callback
// has been mended, or this package reads a body that an older one did not. It
// goes before the other events of its conversation. The error is [ErrNotFound],
// or says that the body still does not parse.
func (i *Inbox) Rerun(ctx context.Context, id int64) error {
	letter, err := i.DeadLetter(ctx, id)
	if err != nil {
		return err
	}
	if strings.HasPrefix(letter.Key, bodyKey) && letter.Field == "" {
		return i.rerunBody(ctx, letter)
	}
	return wrap("running a dead letter again", i.store.db.write(ctx, func(tx *transaction) error {
		var laneID int64
		found, err := tx.scan(ctx, "SELECT lane_id FROM whatsapp_events WHERE id = ? AND state = 'dead'", []any{id}, &laneID)
		if err != nil || !found {
			return errorOr(err, noLetter(id))
		}
		l, err := tx.lock(ctx, laneID)
		if err != nil || l == nil {
			return errorOr(err, noLetter(id))
		}
		changed, err := tx.exec(ctx, "UPDATE whatsapp_events SET state = 'pending', attempts = 0, error = '', ended_at = 0 WHERE id = ? AND state = 'dead'", id)
		if err != nil || changed == 0 {
			return errorOr(err, noLetter(id))
		}
		return i.store.wake(ctx, tx, inboxQueue, l)
	}))
}

func errorOr(err, otherwise error) error { return cmp.Or(err, otherwise) }

// rerunBody stores the events of a body in its place.
func (i *Inbox) rerunBody(ctx context.Context, letter *DeadLetter) error {
	notification, err := webhook.Parse(letter.Body)
	if err != nil {
		return wrap("running a dead letter again", err)
	}
	var stopped []Held
	err = i.store.db.write(ctx, func(tx *transaction) (err error) {
		if _, stopped, err = i.store.storeEvents(ctx, tx, arrivalsOf(notification), letter.ReceivedAt); err != nil {
			return err
		}
		_, err = tx.exec(ctx, "DELETE FROM whatsapp_events WHERE id = ?", letter.ID)
		return err
	})
	if err == nil {
		i.store.tellHeld(ctx, stopped)
	}
	return wrap("running a dead letter again", err)
}

// Drop settles a dead letter as done. The event stays known, so that it does
// not run when Meta delivers it once more. The error may be [ErrNotFound].
func (i *Inbox) Drop(ctx context.Context, id int64) error {
	return wrap("dropping a dead letter", i.store.db.write(ctx, func(tx *transaction) error {
		changed, err := tx.exec(ctx, "UPDATE whatsapp_events SET state = 'done', ended_at = ? WHERE id = ? AND state = 'dead'", now(), id)
		if err == nil && changed == 0 {
			err = noLetter(id)
		}
		return err
	}))
}
