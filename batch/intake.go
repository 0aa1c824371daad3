package batch

import (
	"context"
	"fmt"
	"iter"
	"runtime"
)

// read reads messages ahead of the workers, as far as the window reaches.
func (r *run) read(ctx context.Context, messages iter.Seq2[*item, error]) {
	count, rethrow := 0, runtime.Goexit
	defer func() {
		if value := recover(); value != nil {
			rethrow = panicAgain(fmt.Sprintf("reading message %d", count), value)
		}
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.reading = false
		r.throw(rethrow)
		r.wakeConductor()
	}()
	all := r.readEach(ctx, messages, &count)
	if all {
		all = r.endReading(count)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.readAll = all
	rethrow = nil
}

// readEach reads until the messages run out or nobody wants more. It reports
// whether they ran out.
func (r *run) readEach(ctx context.Context, messages iter.Seq2[*item, error], count *int) (all bool) {
	for message, err := range messages {
		if err != nil {
			r.noteUnreadable(err)
			return false
		}
		if !r.intake(ctx, message) {
			return false
		}
		*count++
	}
	return true
}

// noteUnreadable keeps an error of the source. It holds the mutex no longer
// than that: the source may have much to clean up.
func (r *run) noteUnreadable(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.unreadable = err
}

// intake takes in a message that was read, and waits until there is room for
// another one. It reports whether there will be.
func (r *run) intake(ctx context.Context, read *item) bool {
	read.recipient = r.carrier.address(read.message)
	if r.ledger == nil {
		return r.feed(ctx, read)
	}
	if read.result.Index >= r.ledger.messages {
		r.feedUnsure()
		return r.feed(ctx, read)
	}
	settled, err := r.recall(r.ledger, read)
	switch {
	case err != nil:
		r.halt(err)
		return false
	case settled:
		return r.skip(ctx, read)
	case len(r.unsure) > 0 || r.ledger.maySent(read.digest):
		return r.keepUnsure(ctx, read)
	}
	return r.feed(ctx, read)
}

// endReading checks that no message is missing, and reports that all are read.
func (r *run) endReading(count int) bool {
	if r.ledger != nil && count < r.ledger.messages {
		r.halt(r.ledger.tooFew(count))
		return false
	}
	r.feedUnsure()
	return true
}

// feed passes a message on to the workers.
func (r *run) feed(ctx context.Context, read *item) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.hold()
	r.fed = append(r.fed, read)
	if r.workers < r.options.Concurrency {
		r.wakeConductor()
	}
	return r.waitForRoom(ctx)
}

// skip hands over the result of a message that an earlier run has settled, or
// that it is too early for.
func (r *run) skip(ctx context.Context, read *item) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.hold()
	r.remember(read)
	return r.waitForRoom(ctx)
}

// remember hands over what the journal says of a message.
func (r *run) remember(known *item) {
	if known.result.State == StateNotSent {
		r.conclude(known)
		return
	}
	r.progress.count(known.result)
	r.deliver(known.result)
}

// keepUnsure keeps a message that is to be sent, but may be another one of the
// journal that has moved: as long as that one is not read at its place, the
// message may have been sent already. What comes after it waits too.
func (r *run) keepUnsure(ctx context.Context, read *item) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.hold()
	r.unsure = append(r.unsure, read)
	if len(r.unsure) >= r.window {
		r.stop(fmt.Errorf("message %d equals one that may have been sent, and whether that one comes later cannot be seen within the window", r.unsure[0].result.Index))
	}
	return r.waitForRoom(ctx)
}

// feedUnsure passes on what was kept, once all messages of the journal are
// where they were.
func (r *run) feedUnsure() {
	if len(r.unsure) == 0 {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.fed = append(r.fed, r.unsure...)
	r.unsure = nil
	r.wakeConductor()
}

// hold counts a message that was read.
func (r *run) hold() {
	r.held++
	if r.streams {
		r.progress.Total++
	}
}

// waitForRoom waits until another message may be read, and reports whether it
// may.
func (r *run) waitForRoom(ctx context.Context) bool {
	for !r.isOver(ctx) {
		if len(r.fed) < r.ahead && r.held < r.window {
			return true
		}
		r.room.Wait()
	}
	return false
}

// makeRoom lets the reading goroutine go on, not for each message but for
// several at once.
func (r *run) makeRoom() {
	if len(r.fed) <= r.ahead/2 && r.held < r.window {
		r.room.Signal()
	}
}

// halt stops the batch, from the reading goroutine.
func (r *run) halt(reason error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.stop(reason)
}
