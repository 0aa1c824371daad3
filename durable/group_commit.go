package durable

import (
	"cmp"
	"context"
	"fmt"
	"sync"
)

// maxGroup bounds how many transactions one commit has.
const maxGroup = 64

// A groupCommit puts transactions of SQLite that wait for the one writer into
// one commit, because it is the commit that takes the time: it waits for the
// disk.
type groupCommit struct {
	db *database

	mutex   sync.Mutex
	waiting []*member
	leading bool
}

// A member is one transaction of a group.
type member struct {
	ctx  context.Context
	fn   func(tx *transaction) error
	done chan error
}

// write returns when the transaction has been committed, or was not. Once it
// has begun, the end of the context does not end it: SQLite would take back all
// of the group.
func (g *groupCommit) write(ctx context.Context, fn func(tx *transaction) error) error {
	m := &member{ctx: ctx, fn: fn, done: make(chan error, 1)}
	g.mutex.Lock()
	g.waiting = append(g.waiting, m)
	lead := !g.leading
	g.leading = true
	g.mutex.Unlock()
	if lead {
		g.lead() //nolint:contextcheck // a commit is for several callers
		return <-m.done
	}
	err := <-m.done
	g.db.takeTurn(ctx, "committed") // all of the group go on at once
	return err
}

// lead commits the group that waits, and has somebody else lead the next one.
func (g *groupCommit) lead() {
	g.mutex.Lock()
	group := g.waiting[:min(len(g.waiting), maxGroup)]
	g.waiting = g.waiting[len(group):]
	g.mutex.Unlock()
	defer g.handOver() // also if a transaction ends this goroutine
	g.commit(group)
}

func (g *groupCommit) handOver() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(g.waiting) > 0 {
		go g.lead()
		return
	}
	g.leading = false
}

func (g *groupCommit) commit(group []*member) {
	outcomes := make([]error, len(group))
	err := errTakenBack // unless it comes to an end
	defer func() {
		for i, m := range group {
			m.done <- cmp.Or(outcomes[i], err)
		}
	}()
	err = g.db.alone(context.WithoutCancel(group[0].ctx), func(tx *transaction) error {
		for i, m := range group {
			if outcomes[i] = m.ctx.Err(); outcomes[i] != nil {
				continue
			}
			if len(group) == 1 {
				return guarded(func() error { return m.fn(tx) })
			}
			outcome, err := apart(context.WithoutCancel(m.ctx), tx, m.fn)
			if outcomes[i] = outcome; err != nil {
				return err
			}
		}
		return nil
	})
}

// apart runs one transaction so that it can fail without the others. The second
// error means that the whole of them is lost.
func apart(ctx context.Context, tx *transaction, fn func(tx *transaction) error) (outcome, err error) {
	if _, err := tx.exec(ctx, "SAVEPOINT member"); err != nil {
		return nil, err
	}
	outcome = guarded(func() error { return fn(tx) })
	if outcome != nil {
		if err := tx.rollbackTo(ctx, "member", outcome); err != nil {
			return outcome, err
		}
	}
	if _, err := tx.exec(ctx, "RELEASE member"); err != nil {
		return outcome, fmt.Errorf("%w: %w", errTakenBack, err)
	}
	return outcome, nil
}
