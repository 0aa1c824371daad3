package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// mostUnanswered is after how many unknown outcomes in a row a batch stops.
const mostUnanswered = 100

// A batch is one run of BatchSend. One goroutine, that of the caller, decides
// and keeps the state; the others only send.
type batch struct {
	service       *MessageService
	phoneNumberID string
	messages      []Message
	opts          []RequestOption
	journal       BatchJournal
	report        func(BatchProgress)
	concurrency   int
	retries       int

	results    []BatchResult
	progress   BatchProgress
	ready      lanes
	waiting    lanes
	pace       pacer
	done       chan attempt
	inFlight   int
	unanswered int   // outcomes in a row that are unknown
	stopped    error // why no more messages go out
}

func newBatch(s *MessageService, phoneNumberID string, messages []Message, options *BatchOptions, opts []RequestOption) *batch {
	if options == nil {
		options = &BatchOptions{}
	}
	b := &batch{
		service: s, phoneNumberID: phoneNumberID, messages: messages,
		// The batch repeats by itself, so that a waiting message holds up no other.
		opts:    append(opts[:len(opts):len(opts)], WithMaxRetries(0)),
		journal: options.Journal, report: options.Progress, concurrency: options.Concurrency,
		results: make([]BatchResult, len(messages)), progress: BatchProgress{Total: len(messages)},
		ready: lanes{before: byIndex}, waiting: lanes{before: byTime},
	}
	if b.concurrency <= 0 {
		b.concurrency = defaultConcurrency
	}
	b.concurrency = min(b.concurrency, len(messages))
	b.done = make(chan attempt, b.concurrency)
	for i := range b.results {
		b.results[i] = BatchResult{Index: i, State: BatchNotSent}
	}
	return b
}

// An attempt is one message on its way, and what came of it.
type attempt struct {
	lane    *lane
	started time.Time
	result  BatchResult
	ending  ending
	journal error  // the journal has failed
	rethrow func() // what a callback has done instead of returning
}

// run sends until nothing is left or the batch stops. It returns when nothing
// is on its way any more.
func (b *batch) run(ctx context.Context) {
	defer b.drain()
	ended := ctx.Done()
	for {
		now := time.Now()
		b.wake(now)
		for b.maySend(ctx, now) {
			b.start(ctx, b.ready.take(), now)
			now = time.Now()
		}
		if b.inFlight == 0 && (b.isOver(ctx) || b.ready.Len()+b.waiting.Len() == 0) {
			return
		}
		timer := time.NewTimer(b.pause(ctx, now))
		select {
		case settled := <-b.done:
			b.settle(ctx, settled)
		case <-timer.C:
		case <-ended:
			ended = nil
		}
		timer.Stop()
	}
}

// drain waits for what is on its way when Progress panics.
func (b *batch) drain() {
	for ; b.inFlight > 0; b.inFlight-- {
		<-b.done
	}
}

// isOver reports whether no more messages go out, whatever is left.
func (b *batch) isOver(ctx context.Context) bool { return b.stopped != nil || ctx.Err() != nil }

func (b *batch) maySend(ctx context.Context, now time.Time) bool {
	return !b.isOver(ctx) && b.ready.Len() > 0 && b.inFlight < b.concurrency && !b.pace.next.After(now)
}

// pause is how long there is nothing to start. What ends it earlier is a
// message that is settled.
func (b *batch) pause(ctx context.Context, now time.Time) time.Duration {
	const forEver = time.Hour
	wait := forEver
	if b.isOver(ctx) || b.inFlight == b.concurrency {
		return wait
	}
	if b.ready.Len() > 0 {
		wait = min(wait, b.pace.next.Sub(now))
	}
	if b.waiting.Len() > 0 {
		wait = min(wait, b.waiting.list[0].readyAt.Sub(now))
	}
	return wait
}

func (b *batch) stop(reason error) {
	if b.stopped == nil {
		b.stopped = reason
	}
}

func (b *batch) start(ctx context.Context, from *lane, now time.Time) {
	b.inFlight++
	b.pace.sent(now)
	index := from.queue[0]
	go func() {
		sending := attempt{lane: from, started: now, result: BatchResult{Index: index, State: BatchNotSent}}
		sending.rethrow = runtime.Goexit
		defer func() {
			if value := recover(); value != nil {
				text := fmt.Sprintf("whatsapp: while message %d of the batch was sent: %v\n\n%s", index, value, debug.Stack())
				sending.rethrow = func() { panic(text) }
			}
			b.done <- sending
		}()
		sending.send(ctx, b)
		sending.rethrow = nil
	}()
}

// send sends the message between two entries of the journal.
func (a *attempt) send(ctx context.Context, b *batch) {
	if a.journal = b.record(ctx, BatchResult{Index: a.result.Index, State: BatchSending}); a.journal != nil {
		return
	}
	sent, err := b.service.Send(ctx, b.phoneNumberID, b.messages[a.result.Index], b.opts...)
	a.ending = endingOf(ctx, err)
	a.result.Err = err
	switch a.ending {
	case endedAccepted:
		a.result.State, a.result.Sent, a.result.MessageID = BatchAccepted, sent, sent.ID()
	case endedRejected, endedUnfit:
		a.result.State = BatchRejected
	case endedUnknown:
		a.result.State = BatchUnknown
	}
	// What has happened is written down even when the caller has given up.
	a.journal = b.record(context.WithoutCancel(ctx), a.result)
}

// settle takes the outcome of an attempt and decides how to go on.
func (b *batch) settle(ctx context.Context, a attempt) {
	b.inFlight--
	if a.rethrow != nil {
		a.rethrow() // in the goroutine of the caller, who may be prepared for it
	}
	if a.journal != nil {
		b.stop(a.journal)
	}
	switch a.ending {
	case endedThrottled:
		b.slowDown(ctx, &a)
	case endedPairThrottled:
		wait := throttleWait(a.lane.refusals+1, retryAfterOf(a.result.Err), longestPairWait)
		b.holdBack(ctx, &a, time.Now().Add(wait))
	case endedStopping:
		b.stop(a.result.Err)
	}
	b.results[a.result.Index] = a.result
	if a.result.State != BatchNotSent {
		b.countAnswer(&a)
		a.lane.queue = a.lane.queue[1:]
		a.lane.refusals = 0
		b.progress.count(a.result)
		if b.report != nil {
			b.report(b.progress)
		}
	}
	b.release(a.lane)
}

// countAnswer notes whether Graph still answers. When it does not, to go on
// would only make the outcome of every message unknown.
func (b *batch) countAnswer(a *attempt) {
	switch a.ending {
	case endedUnfit:
	case endedUnknown:
		b.unanswered++
		if b.unanswered == mostUnanswered {
			b.stop(fmt.Errorf("the outcomes of %d messages in a row are unknown, the last time because of: %s", b.unanswered, a.result.Err.Error()))
		}
	default:
		b.unanswered = 0
		b.pace.accepted(a.started)
	}
}

// slowDown makes the whole batch wait, or stops it after too many refusals
// without a message in between. Where Graph asks for a message again, the others
// go first, and when it takes them and not this one, this one is given up.
func (b *batch) slowDown(ctx context.Context, a *attempt) {
	longest := b.service.client.config.retry.MaxWait
	asked := retryAfterOf(a.result.Err)
	b.pace.throttled(a.started, time.Now(), asked, longest)
	if b.pace.refusals > b.retries || asked > longest {
		b.stop(a.result.Err)
		return
	}
	if isGraphs(a.result.Err) && !errors.Is(a.result.Err, ErrRateLimited) {
		b.holdBack(ctx, a, b.pace.next.Add(firstThrottleWait))
	}
}

// holdBack makes one recipient wait, or gives the message up after too many
// refusals in a row.
func (b *batch) holdBack(ctx context.Context, a *attempt, until time.Time) {
	a.lane.refusals++
	if a.lane.refusals <= b.retries && retryAfterOf(a.result.Err) <= longestPairWait {
		a.lane.readyAt = until
		return
	}
	a.result.State = BatchRejected
	if err := b.record(context.WithoutCancel(ctx), a.result); err != nil {
		b.stop(err)
	}
}

func retryAfterOf(err error) time.Duration {
	if failure, ok := errors.AsType[*GraphAPIError](err); ok {
		return failure.RetryAfter
	}
	return 0
}
