package batch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
)

// maxUnknown is the number of consecutive unknown outcomes that stops a batch.
const maxUnknown = 100

// A run is one call of Send. Each worker takes a message, sends it, records the
// outcome and takes the next, as long as there is one that may be sent. The
// caller's goroutine starts workers and waits for pauses to end.
type run struct {
	sender        Sender
	phoneNumberID string
	messages      []whatsapp.Message
	options       Options
	opts          []whatsapp.RequestOption
	digests       []digest // each used only by the worker that sends its message

	changed chan struct{} // wakes the caller's goroutine

	mutex      sync.Mutex // guards what follows
	results    []Result
	progress   Progress
	after      []int // position of the next message to the same recipient
	ready      lanes
	waiting    lanes
	pace       pacer
	workers    int
	unanswered int          // consecutive unknown outcomes
	aborted    bool         // Abort is closed
	stopped    error        // why no more messages are sent
	rethrow    func()       // repeats the panic or Goexit of a callback
	doubted    map[int]bool // the messages that were refused, but not by Graph
}

func newRun(sender Sender, phoneNumberID string, messages []whatsapp.Message, options Options) *run {
	r := &run{
		sender: sender, phoneNumberID: phoneNumberID, messages: messages, options: options,
		// The batch itself retries, so that a waiting message does not hold up
		// others.
		opts:    append(options.RequestOptions[:len(options.RequestOptions):len(options.RequestOptions)], whatsapp.WithMaxRetries(0)),
		changed: make(chan struct{}, 1),
		results: make([]Result, len(messages)), progress: Progress{Total: len(messages)},
		ready: lanes{before: byIndex}, waiting: lanes{before: byTime}, doubted: map[int]bool{},
	}
	for i := range r.results {
		r.results[i] = Result{Index: i, State: StateNotSent}
	}
	return r
}

// conduct sends until nothing is left or the batch stops. It returns once
// nothing is in flight.
func (r *run) conduct(ctx context.Context) {
	sending, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	ended, abort := ctx.Done(), r.options.Abort
	var graceOver <-chan time.Time
	for {
		pause, over := r.startWorkers(ctx, sending)
		if over {
			break
		}
		select {
		case <-r.changed:
		case <-time.After(pause):
		case <-ended:
			ended = nil
			graceOver = time.After(r.options.Grace)
		case <-graceOver:
			giveUp()
		case <-abort:
			abort = nil
			r.abort()
			giveUp()
		}
	}
	if r.rethrow != nil {
		r.rethrow() // in the caller's goroutine, which may recover
	}
	if r.isOver(ctx) && r.open() > 0 {
		r.stop(cmp.Or(ctx.Err(), errAborted))
	}
}

var errAborted = fmt.Errorf("aborted: %w", context.Canceled)

func (r *run) abort() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.aborted = true
}

// startWorkers starts a worker for each message that may be sent now. It
// returns how long there is nothing more to start, or that the run is over.
func (r *run) startWorkers(ctx, sending context.Context) (pause time.Duration, over bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	now := time.Now()
	for r.workers < r.options.Concurrency {
		next, found := r.next(ctx, now)
		if !found {
			break
		}
		r.workers++
		go r.work(ctx, sending, next)
	}
	isOver := r.isOver(ctx)
	return r.pause(isOver, now), r.workers == 0 && (isOver || r.ready.Len()+r.waiting.Len() == 0)
}

// pause returns how long there is nothing to start. A worker may end it
// earlier.
func (r *run) pause(isOver bool, now time.Time) time.Duration {
	wait := time.Hour
	if isOver || r.workers == r.options.Concurrency {
		return wait
	}
	if r.ready.Len() > 0 {
		wait = min(wait, r.pace.next.Sub(now))
	}
	if r.waiting.Len() > 0 {
		wait = min(wait, r.waiting.list[0].readyAt.Sub(now))
	}
	return wait
}

// isOver reports whether no more messages are sent, whatever is left.
func (r *run) isOver(ctx context.Context) bool {
	return r.aborted || r.stopped != nil || r.rethrow != nil || ctx.Err() != nil
}

// next takes the next message that may be sent now.
func (r *run) next(ctx context.Context, now time.Time) (taken attempt, found bool) {
	r.wake(now)
	if r.ready.Len() == 0 || r.pace.next.After(now) || r.isOver(ctx) {
		return attempt{}, false
	}
	from := r.ready.take()
	return attempt{
		lane: from, wave: r.pace.begin(now), doubted: r.doubted[from.next], result: Result{Index: from.next, State: StateNotSent},
	}, true
}

// work sends messages, starting with one that is already taken.
func (r *run) work(ctx, sending context.Context, current attempt) {
	rethrow := runtime.Goexit
	defer func() {
		if value := recover(); value != nil {
			text := fmt.Sprintf("batch: panic while sending message %d: %v\n\n%s", current.result.Index, value, debug.Stack())
			rethrow = func() { panic(text) }
		}
		r.leave(rethrow)
	}()
	for more := true; more; {
		current.send(ctx, sending, r)
		current, more = r.settle(ctx, current)
	}
	rethrow = nil
}

// leave ends a worker and wakes the caller's goroutine.
func (r *run) leave(rethrow func()) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.workers--
	if r.rethrow == nil {
		r.rethrow = rethrow
	}
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// An attempt is one message in flight, and its outcome.
type attempt struct {
	lane    *lane
	wave    int
	doubted bool // an attempt was refused, but not by Graph
	result  Result
	effect  effect
	asked   time.Duration // the wait that Graph asks for
	journal error         // why the journal failed
}

// send sends the message between two journal entries. The outcome is recorded
// even if the caller has given up.
func (a *attempt) send(ctx, sending context.Context, r *run) {
	recording, digest := context.WithoutCancel(ctx), r.digestOf(a.result.Index)
	if a.journal = r.record(recording, digest, &Result{Index: a.result.Index, State: StateSending}); a.journal != nil {
		return
	}
	if ctx.Err() == nil {
		a.classify(r.sender.Send(sending, r.phoneNumberID, r.messages[a.result.Index], r.opts...))
	}
	if a.doubted && a.result.State == StateNotSent {
		return // the journal keeps the intent, which a later run takes for unknown
	}
	a.journal = r.record(recording, digest, &a.result)
}

// settleDoubted settles the messages that are left unsent after a refusal that
// did not come from Graph: their outcome is unknown.
func (r *run) settleDoubted(ctx context.Context) {
	for index := range r.results {
		result := &r.results[index]
		if !r.doubted[index] || result.State != StateNotSent {
			continue
		}
		result.State, result.Err = StateUnknown, doubt(cmp.Or(result.Err, r.stopped))
		if err := r.record(context.WithoutCancel(ctx), r.digestOf(index), result); err != nil {
			r.stop(err)
		}
		r.progress.count(*result)
		if r.options.Progress != nil {
			r.options.Progress(r.progress)
		}
	}
}

// settle records the outcome of an attempt, applies its effect, and takes the
// next message.
func (r *run) settle(ctx context.Context, a attempt) (next attempt, found bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if a.journal != nil {
		r.stop(a.journal)
	}
	now := time.Now()
	r.results[a.result.Index] = a.result
	if a.doubted {
		r.doubted[a.result.Index] = true
	}
	switch a.effect {
	case slowedDown:
		r.slowDown(&a, now)
	case heldBack:
		r.holdBack(&a, now)
	case stopping:
		r.stop(a.result.Err)
	}
	switch {
	case a.result.State != StateNotSent:
		r.drop(a.lane)
		r.countAnswer(&a)
		r.progress.count(a.result)
		if r.options.Progress != nil {
			r.options.Progress(r.progress)
		}
	case a.effect == setAside:
		r.drop(a.lane)
	}
	r.release(a.lane, now)
	return r.next(ctx, now)
}

func (r *run) stop(reason error) {
	if r.stopped == nil {
		r.stopped = reason
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
	r.pace.throttled(a.wave, now, a.asked, r.options.MaxWait)
	if r.pace.refusals > r.options.MaxRetries || a.asked > r.options.MaxWait {
		r.stop(a.result.Err)
		return
	}
	if !isGraphError(a.result.Err) || errors.Is(a.result.Err, whatsapp.ErrRateLimited) {
		return
	}
	a.lane.refusals++
	if a.lane.refusals > r.options.MaxRetries {
		a.effect = setAside
		return
	}
	a.lane.readyAt = r.pace.next.Add(firstThrottleWait)
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

// leaveLane leaves all messages of a lane for the next run.
func (r *run) leaveLane(a *attempt) {
	for place := r.after[a.lane.next]; place != none; place = r.after[place] {
		r.results[place].Err = fmt.Errorf("batch: held back behind message %d to the same recipient: %w", a.result.Index, a.result.Err)
	}
	a.lane.next = none
}
