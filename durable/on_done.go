package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrNoEvent means that a context is not the one of a callback of an inbox that
// is still at work.
var ErrNoEvent = errors.New("durable: the context is not one of a running callback")

// OnDone has a function called in the transaction that records the event of a
// callback as done. What it writes with tx happens exactly once, however often
// the callback runs: together with the record, or not at all. It is called
// after the callback has returned nil, and not after an error. The transaction
// may be begun again, so the function must do nothing besides, must not begin
// one of its own nor end this one. If it fails, the attempt has failed.
//
// It is to be quick, because others wait for what the transaction holds: with
// SQLite, everybody, and there nothing cuts it short. With PostgreSQL, its
// context ends after half a minute, and the attempt has then failed, whatever
// it returns. Work that takes longer belongs in the callback.
//
//	func(ctx context.Context, e webhook.Event) error {
//		answer := slow(e)
//		return durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
//			_, err := tx.ExecContext(ctx, "UPDATE orders SET ...")
//			return err
//		})
//	}
//
// The context is the callback's. [Outbox.Enqueue] does this by itself for the
// messages that a callback enqueues. The error is [ErrNoEvent] elsewhere.
func OnDone(ctx context.Context, do func(ctx context.Context, tx *sql.Tx) error) error {
	h := handlingOf(ctx)
	if h == nil || !h.add(func(ctx context.Context, tx *transaction) error { return byCaller(tx.call(ctx, do)) }) {
		return ErrNoEvent
	}
	return nil
}

// longestOnDone is what a function of OnDone has. It is shorter than
// [longestTry]: a function that is slow is not the database that is silent, and
// would be slow again, however often it was tried.
const longestOnDone = 30 * time.Second

var errSlowOnDone = fmt.Errorf("a function of OnDone has taken longer than %s", longestOnDone)

// call calls a function of OnDone.
func (t *transaction) call(ctx context.Context, do func(ctx context.Context, tx *sql.Tx) error) error {
	if t.dialect == sqliteDialect {
		return do(ctx, t.Tx)
	}
	began := time.Now()
	ctx, end := context.WithTimeout(ctx, longestOnDone)
	defer end()
	err := do(ctx, t.Tx)
	if time.Since(began) >= longestOnDone {
		return errSlowOnDone
	}
	return err
}

// A callersError is what a function of the caller's has returned. It may look
// like one of the database, such as io.EOF, and says nothing about it.
type callersError struct{ cause error }

func (e *callersError) Error() string { return e.cause.Error() }
func (e *callersError) Unwrap() error { return e.cause }

func byCaller(err error) error {
	if err == nil {
		return nil
	}
	return &callersError{err}
}

// An unfinishedError is the failure of what a callback has left for the end.
// The transaction is taken back, and what becomes of the event is judged
// outside of it.
type unfinishedError struct {
	cause error
	judge func(ctx context.Context)
}

func (e *unfinishedError) Error() string { return e.cause.Error() }
func (e *unfinishedError) Unwrap() error { return e.cause }

type handlingKey struct{}

// A handling is a callback at work, with what it has left for the end.
type handling struct {
	store *Store

	mutex sync.Mutex
	ended bool
	last  []func(ctx context.Context, tx *transaction) error
}

func handlingOf(ctx context.Context) *handling {
	h, _ := ctx.Value(handlingKey{}).(*handling)
	return h
}

func (h *handling) within(ctx context.Context) context.Context {
	return context.WithValue(ctx, handlingKey{}, h)
}

func (h *handling) add(last func(ctx context.Context, tx *transaction) error) bool {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if !h.ended {
		h.last = append(h.last, last)
	}
	return !h.ended
}

func (h *handling) end() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.ended = true
}

// errEndedByCaller is a mistake of the caller's, such as a deferred Rollback,
// and would be made again by another try.
var errEndedByCaller = errors.New("a function of OnDone has committed or rolled back the transaction, which it must not")

// complete does what was left. An unfinishedError means that this failed, and
// any other error that the database did.
func (h *handling) complete(ctx context.Context, tx *transaction) error {
	if len(h.last) == 0 {
		return nil
	}
	const savepoint = "last"
	if _, err := tx.exec(ctx, "SAVEPOINT "+savepoint); err != nil {
		return err
	}
	err := h.completeAll(ctx, tx)
	if err == nil {
		// A function may have made nothing of an error after which there is
		// no transaction left.
		_, err = tx.exec(ctx, "RELEASE "+savepoint)
		if errors.Is(err, sql.ErrTxDone) && ctx.Err() == nil {
			return &unfinishedError{cause: errEndedByCaller}
		}
	}
	if _, callers := errors.AsType[*callersError](err); err == nil || isOutage(err) && !callers {
		return err
	}
	if errors.Is(err, errSlowOnDone) { // the transaction may have been cut off with it
		return &unfinishedError{cause: err}
	}
	if lost := tx.rollbackTo(ctx, savepoint, err); lost != nil {
		return lost
	}
	return &unfinishedError{cause: err}
}

func (h *handling) completeAll(ctx context.Context, tx *transaction) error {
	for _, do := range h.last {
		if err := guarded(func() error { return do(tx.within(ctx), tx) }); err != nil {
			return err
		}
	}
	return nil
}
