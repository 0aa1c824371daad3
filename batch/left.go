package batch

import (
	"cmp"
	"context"
	"fmt"
)

// conclude hands over the result of a message with which this run is done.
func (r *run) conclude(done *item) {
	result := &done.result
	if result.State != StateNotSent {
		r.progress.count(*result)
		r.progress.Last = *result
		r.deliver(*result)
		if r.options.Progress != nil {
			r.options.Progress(r.progress)
		}
		return
	}
	result.Err = cmp.Or(result.Err, r.stopped, r.unreadable)
	if r.firstLeft.Err == nil || result.Index < r.firstLeft.Index {
		r.firstLeft = *result
	}
	r.deliver(*result)
}

// leaveLane leaves all messages to the recipient for the next run, also those
// that are not read yet.
func (r *run) leaveLane(a *attempt) {
	for rest := a.item.next; rest != nil; rest = rest.next {
		r.leaveBehind(rest, a.item.result)
	}
	a.item.next = nil
	a.effect = setAside
	r.left[a.lane.recipient] = a.item.result
	if len(r.left) > r.window {
		r.stop(fmt.Errorf("%d recipients are held back, the last because of: %w", len(r.left), a.item.result.Err))
	}
}

// leaveBehind leaves a message because an earlier one to the same recipient was
// left.
func (r *run) leaveBehind(behind *item, first Result) {
	behind.result.Err = fmt.Errorf("batch: held back behind message %d to the same recipient: %w", first.Index, first.Err)
	r.conclude(behind)
}

// leaveRest leaves what is not settled, when nothing is in flight any more. It
// runs in the goroutine of the caller, which may recover from the panic of a
// callback.
func (r *run) leaveRest(ctx context.Context) {
	if r.rethrow != nil {
		r.rethrow()
	}
	if r.isOver(ctx) && (r.open() > 0 || r.unread()) {
		r.stop(cmp.Or(ctx.Err(), errAborted))
	}
	for _, of := range [...]*lanes{&r.ready, &r.waiting} {
		for of.Len() > 0 {
			for rest := of.take().first; rest != nil; rest = rest.next {
				r.leaveItem(ctx, rest)
			}
		}
	}
	for _, rest := range append(r.fed, r.unsure...) {
		r.leaveItem(ctx, rest)
	}
	r.fed, r.unsure = nil, nil
}

// leaveItem leaves a message for the next run. If it is in doubt, its outcome
// is unknown.
func (r *run) leaveItem(ctx context.Context, left *item) {
	failed := r.settleDoubt(ctx, left)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if failed != nil {
		r.stop(failed)
	}
	r.conclude(left)
}

// settleDoubt settles a message that is left unsent after a refusal that did
// not come from Graph.
func (r *run) settleDoubt(ctx context.Context, left *item) error {
	if !left.doubted {
		return nil
	}
	r.mutex.Lock()
	left.result.State, left.result.Err = StateUnknown, doubt(cmp.Or(left.result.Err, r.stopped))
	r.mutex.Unlock()
	return r.record(context.WithoutCancel(ctx), r.digestOf(left), &left.result)
}

// open returns the number of messages that are not settled, as far as they are
// known.
func (r *run) open() int { return r.progress.Total - r.progress.Settled() }

// unread reports whether there may be messages that were not read.
func (r *run) unread() bool { return r.streams && !r.readAll }
