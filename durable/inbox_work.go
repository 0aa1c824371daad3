package durable

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

func (i *Inbox) name() string { return inboxQueue }

func (i *Inbox) next(ctx context.Context, tx *transaction, l *lane, ready *prepared) (found, error) {
	if l.notBefore > now() {
		return found{later: timeOf(l.notBefore)}, nil
	}
	for {
		j := &eventJob{inbox: i, began: time.Now(), notBefore: l.notBefore, handling: handling{store: i.store}}
		ok, err := tx.scan(ctx, `SELECT id, event_key, kind, body, attempts, error, happened_at, received_at FROM whatsapp_events
			WHERE lane_id = ? AND state = 'pending' ORDER BY id LIMIT 1`, []any{l.id},
			&j.id, &j.key, &j.kind, &j.body, &j.attempt, &j.lastError, &j.happenedAt, &j.receivedAt)
		if err != nil || !ok {
			return found{}, err
		}
		switch {
		case j.attempt < i.config.MaxAttempts && j.wasInterrupted() && ready == nil:
			return found{more: true}, nil
		case j.attempt < i.config.MaxAttempts:
			return found{job: j}, j.begin(ctx, tx)
		}
		if _, err = tx.exec(ctx, "UPDATE whatsapp_events SET state = 'dead', error = ?, ended_at = ? WHERE id = ?", j.lastWords(), now(), j.id); err != nil {
			return found{}, err
		}
	}
}

// An eventJob is one attempt at an event.
type eventJob struct {
	inbox     *Inbox
	id        int64
	key, kind string
	body      []byte
	attempt   int
	lastError string

	happenedAt, receivedAt int64
	notBefore              int64 // of the conversation
	began                  time.Time
	took                   time.Duration

	event    webhook.Event
	handling handling
	outcome  string
	wait     time.Duration // before the next attempt
	err      error
}

// What may come of an attempt. The last one is for an attempt that a stop has
// cut short, and which does not count.
const (
	outcomeDone     = "done"
	outcomeRetry    = "retry"
	outcomeDead     = "dead"
	outcomeReleased = "released"
)

func (j *eventJob) do(ctx context.Context) {
	j.began = time.Now()
	j.err = j.call(ctx)
	j.took = time.Since(j.began)
	j.judge(ctx)
}

func (j *eventJob) call(ctx context.Context) error {
	var err error
	if j.event, err = restored(j.body, j.key); err != nil {
		return webhook.Permanent(err)
	}
	if err := j.inbox.store.giveBack(ctx, j.event); err != nil {
		return err
	}
	defer j.handling.end()
	return guarded(func() error { return j.inbox.config.Callback(j.handling.within(ctx), j.event) })
}

func (j *eventJob) judge(ctx context.Context) {
	switch {
	case j.err == nil:
		j.outcome = outcomeDone
	case webhook.IsPermanent(j.err):
		j.outcome = outcomeDead
	case ctx.Err() != nil:
		j.outcome = outcomeReleased
	case j.attempt >= j.inbox.config.MaxAttempts:
		j.outcome = outcomeDead
	default:
		j.outcome = outcomeRetry
		j.backOff()
	}
}

// backOff asks how long to wait, outside of a transaction: it is code of the
// caller's.
func (j *eventJob) backOff() {
	err := guarded(func() error {
		j.wait = j.inbox.config.Backoff(j.attempt)
		return nil
	})
	if err != nil {
		j.wait = usualBackoff(j.attempt)
		j.err = errors.Join(j.err, fmt.Errorf("InboxConfig.Backoff: %w", err))
	}
}

func (j *eventJob) finish(ctx context.Context, tx *transaction, l *lane) error {
	if l == nil {
		// This process was taken for dead, and another one runs the event.
		j.outcome = outcomeRetry
		return nil
	}
	switch j.outcome {
	case outcomeDone:
		return j.finishDone(ctx, tx)
	case outcomeDead:
		_, err := tx.exec(ctx, "UPDATE whatsapp_events SET state = 'dead', error = ?, ended_at = ? WHERE id = ?", errorText(j.err), now(), j.id)
		return err
	case outcomeReleased:
		_, err := tx.exec(ctx, "UPDATE whatsapp_events SET attempts = attempts - 1, error = ? WHERE id = ?", j.lastError, j.id)
		return err
	}
	l.holdUntil(time.Now().Add(j.wait))
	_, err := tx.exec(ctx, "UPDATE whatsapp_events SET error = ? WHERE id = ?", errorText(j.err), j.id)
	return err
}

// finishDone records the event together with what its callback has left to be
// done in the same transaction. If that fails, so has the attempt.
func (j *eventJob) finishDone(ctx context.Context, tx *transaction) error {
	changed, err := tx.exec(ctx, "UPDATE whatsapp_events SET state = 'done', error = '', ended_at = ? WHERE id = ? AND state = 'pending'", now(), j.id)
	if err != nil || changed == 0 { // it was committed before, and only the answer was lost
		return err
	}
	err = j.handling.complete(ctx, tx)
	if failed, ok := errors.AsType[*unfinishedError](err); ok {
		failed.judge = func(ctx context.Context) {
			j.err = failed.cause
			j.judge(ctx)
		}
	}
	return err
}

func (j *eventJob) finished(ctx context.Context) {
	if j.err != nil && j.event != nil {
		j.inbox.report(ctx, &webhook.EventError{Event: j.event, Err: j.err})
	}
	observe(ctx, j.inbox.store.options.Observer.Worked, Work{
		Queue: "inbox", Kind: j.kind, Outcome: j.outcome, Attempt: j.attempt, Took: j.took,
		Lag: max(0, j.began.Sub(timeOf(max(j.receivedAt, j.notBefore)))), Behind: j.began.Sub(timeOf(j.happenedAt)),
	})
}
