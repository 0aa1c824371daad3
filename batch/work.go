package batch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/wabakit/whatsapp"
)

// maxUnknown is the number of consecutive unknown outcomes that stops a batch.
const maxUnknown = 100

// An attempt is one message in flight, and its outcome.
type attempt struct {
	lane    *lane
	item    *item
	wave    int
	doubted bool // an attempt was refused, but not by Graph
	result  Result
	effect  effect
	asked   time.Duration // the wait that Graph asks for
	journal error         // why the journal failed
}

// work sends messages, starting with one that is already taken.
func (r *run) work(ctx, sending context.Context, current attempt) {
	rethrow := runtime.Goexit
	defer func() {
		if value := recover(); value != nil {
			rethrow = panicAgain(fmt.Sprintf("sending message %d", current.result.Index), value)
		}
		r.leaveWork(rethrow)
	}()
	for more := true; more; {
		if r.waitForPlace(ctx, sending, &current) {
			current.send(ctx, sending, r)
		}
		var doubt *item
		if current, doubt, more = r.settle(ctx, &current); doubt != nil {
			r.leaveItem(ctx, doubt)
		}
	}
	rethrow = nil
}

// leaveWork ends a worker and wakes the conducting goroutine.
func (r *run) leaveWork(rethrow func()) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.workers--
	r.throw(rethrow)
	r.wakeConductor()
}

// throw keeps the first panic or Goexit for the caller's goroutine.
func (r *run) throw(rethrow func()) {
	if r.rethrow == nil {
		r.rethrow = rethrow
	}
}

// panicAgain returns a function that panics with the value and its stack.
func panicAgain(while string, value any) func() {
	text := fmt.Sprintf("batch: panic while %s: %v\n\n%s", while, value, debug.Stack())
	return func() { panic(text) }
}

func (r *run) wakeConductor() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// send sends the message between two journal entries. The outcome is recorded
// even if the caller has given up.
func (a *attempt) send(ctx, sending context.Context, r *run) {
	recording, digest := context.WithoutCancel(ctx), r.digestOf(a.item)
	if a.journal = r.record(recording, digest, &Result{Index: a.result.Index, State: StateSending}); a.journal != nil {
		return
	}
	if ctx.Err() == nil {
		sent, err := r.carrier.send(sending, a.item.message, r.opts)
		a.classify(sent, err)
		r.reportRefusal(recording, a.item, err)
	}
	if a.doubted && a.result.State == StateNotSent {
		return // the journal keeps the intent, which a later run takes for unknown
	}
	a.journal = r.record(recording, digest, &a.result)
}

// settle records the outcome of an attempt, applies its effect, and takes the
// next message. A message that is left in doubt is for the caller to leave.
func (r *run) settle(ctx context.Context, a *attempt) (next attempt, doubt *item, found bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if a.journal != nil {
		r.stop(a.journal)
	}
	now := time.Now()
	r.judge(a, now)
	switch done := a.item; {
	case a.result.State != StateNotSent:
		a.lane.drop()
		r.countAnswer(a)
		r.conclude(done)
	case a.effect == setAside:
		a.lane.drop()
		if done.doubted {
			doubt = done
		} else {
			r.conclude(done)
		}
	}
	r.release(a.lane, now)
	next, found = r.next(ctx, now)
	return next, doubt, found
}

// judge applies the effect of an attempt on the other messages.
func (r *run) judge(a *attempt, now time.Time) {
	if a.result.State != StateNotSent || a.result.Err != nil {
		a.item.result = a.result
	}
	a.item.doubted = a.item.doubted || a.doubted
	switch a.effect {
	case slowedDown:
		r.slowDown(a, now)
	case heldBack:
		r.holdBack(a, now)
	case stopping:
		r.stop(a.result.Err)
	}
}

// countAnswer records whether Graph still answers. If it does not, continuing
// would only make every outcome unknown.
func (r *run) countAnswer(a *attempt) {
	switch a.effect {
	case unfit:
	case unanswered:
		r.unanswered++
		if r.unanswered == maxUnknown {
			r.stop(fmt.Errorf("the outcomes of %d messages in a row are unknown, the last because of: %s", r.unanswered, a.result.Err.Error()))
		}
	default:
		r.unanswered = 0
		r.pace.accepted(a.wave)
	}
}

// slowDown makes the whole batch wait, or stops it after too many consecutive
// refusals. If Graph asks to retry the message, the others go first; if it
// accepts them but not this one, this one is left for the next run.
func (r *run) slowDown(a *attempt, now time.Time) {
	limited := errors.Is(a.result.Err, whatsapp.ErrRateLimited)
	if r.pace.refused(a.wave) {
		r.throttle(now, a.asked, limited)
	}
	if r.pace.refusals > r.options.MaxRetries || a.asked > r.options.MaxWait {
		r.stop(a.result.Err)
		return
	}
	if !isGraphError(a.result.Err) || limited {
		return
	}
	a.lane.refusals++
	if a.lane.refusals > r.options.MaxRetries {
		a.effect = setAside
		return
	}
	a.lane.readyAt = r.pace.next.Add(firstThrottleWait)
}

// throttle pauses the batch after a refusal, and makes it slower afterwards,
// except where a limiter does both.
func (r *run) throttle(now time.Time, asked time.Duration, limited bool) {
	if r.limiter != nil && limited {
		r.pace.pause(now, asked)
		return
	}
	r.pace.pause(now, throttleWait(r.pace.refusals, asked, r.options.MaxWait))
	if r.limiter == nil {
		r.pace.slowDown()
	}
}

// holdBack makes one recipient wait. After too many consecutive refusals, the
// recipient's remaining messages are left for the next run, in order; if only
// this message is refused, the others continue.
func (r *run) holdBack(a *attempt, now time.Time) {
	a.lane.refusals++
	switch {
	case a.lane.refusals <= r.options.MaxRetries && a.asked <= longestPairWait:
		a.lane.readyAt = now.Add(throttleWait(a.lane.refusals, a.asked, longestPairWait))
	case errors.Is(a.result.Err, whatsapp.ErrRateLimited):
		r.leaveLane(a)
	default:
		a.effect = setAside
	}
}
