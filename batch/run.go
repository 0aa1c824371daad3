package batch

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
)

// A run is one call of Send, or one range over a Stream. Each worker takes a
// message, sends it, records the outcome and takes the next, as long as there
// is one that may be sent. The goroutine that conducts the run starts workers
// and waits for pauses to end. The messages of a stream are read by another
// goroutine, since reading may take long.
type run struct {
	carrier       messageCarrier
	phoneNumberID string
	options       Options
	opts          []whatsapp.RequestOption
	limiter       whatsapp.Limiter // or nil
	ledger        *ledger          // what the journal says, nil if nothing
	window        int              // how many messages are held at a time
	streams       bool             // it is not known how many messages there are
	ahead         int              // how many of them are read ahead
	deliver       func(Result)     // takes the results, with mutex locked

	changed chan struct{} // wakes the conducting goroutine

	mutex       sync.Mutex   // guards what follows
	room        *sync.Cond   // wakes the reading goroutine
	pull        func() *item // returns the next message without waiting, nil at the end
	fed         []*item      // read, and not in a lane yet
	held        int          // read, and without a result that was taken
	reading     bool
	readAll     bool  // the messages have run out
	unreadable  error // why there may be more, but they cannot be read
	unsure      []*item
	progress    Progress
	byRecipient map[string]*lane
	ready       lanes
	waiting     lanes
	left        map[string]Result // by recipient, of the message behind which others are left
	firstLeft   Result            // of the messages that were held back
	pace        pacer
	workers     int
	unanswered  int    // consecutive unknown outcomes
	aborted     bool   // Abort is closed
	stopped     error  // why no more messages are sent
	rethrow     func() // repeats the panic or Goexit of a callback
}

// A messageCarrier knows the type of the messages, which nothing else in a run
// does.
type messageCarrier interface {
	address(message any) string
	route(message any) whatsapp.MessageRoute
	encode(message any) ([]byte, error)
	send(ctx context.Context, message any, opts []whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// leastAhead and mostAhead bound how many messages are read before they can be
// sent: enough for the time until the reading goroutine gets its turn.
const (
	leastAhead = 256
	mostAhead  = 4096
)

func newRun(carrier messageCarrier, sender any, phoneNumberID string, options Options) *run {
	r := &run{
		carrier: carrier, phoneNumberID: phoneNumberID, options: options,
		limiter: options.Limiter, window: options.Window, streams: true, ahead: max(leastAhead, 2*min(options.Concurrency, mostAhead/2)),
		changed: make(chan struct{}, 1), byRecipient: map[string]*lane{}, left: map[string]Result{},
		ready: lanes{before: byIndex}, waiting: lanes{before: byTime},
		pace: pacer{shortest: options.interval()},
	}
	r.room = sync.NewCond(&r.mutex)
	// The batch itself retries, so that a waiting message does not hold up
	// others.
	r.opts = slices.Concat(options.RequestOptions, []whatsapp.RequestOption{whatsapp.WithMaxRetries(0)})
	if r.limiter == nil {
		r.limiter = limiterOf(sender)
	}
	if r.limiter != nil {
		r.opts = append(r.opts, whatsapp.WithReservedPlace())
	}
	return r
}

// conduct sends until nothing is left or the batch stops. It returns once
// nothing is in flight and nobody reads. The messages are nil if they are
// pulled.
func (r *run) conduct(ctx context.Context, messages iter.Seq2[*item, error]) {
	sending, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	if messages != nil {
		r.reading = true
		go r.read(ctx, messages)
	}
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
	if isOver {
		r.room.Signal()
	}
	nothingLeft := r.pull == nil && len(r.fed)+r.ready.Len()+r.waiting.Len() == 0
	return r.pause(isOver, now), r.workers == 0 && !r.reading && (isOver || nothingLeft)
}

// pause returns how long there is nothing to start. A worker or the reading
// goroutine may end it earlier.
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
	if r.isOver(ctx) {
		return attempt{}, false
	}
	r.admit(now) // before a pause, to see whether there is anything to wait for
	if r.ready.Len() == 0 || r.pace.next.After(now) {
		return attempt{}, false
	}
	from := r.ready.take()
	return attempt{
		lane: from, item: from.first, wave: r.pace.begin(now), doubted: from.first.doubted,
		result: Result{Index: from.first.result.Index, State: StateNotSent},
	}, true
}

func (r *run) stop(reason error) {
	if r.stopped == nil {
		r.stopped = reason
	}
}
