package whatsapp

import (
	"context"
	"errors"
	"time"
)

// A batch is one run of BatchSend. One goroutine, that of the caller, decides
// and keeps the state; the others only send.
type batch struct {
	service       *MessageService
	phoneNumberID string
	messages      []Message
	opts          []CallOption
	journal       BatchJournal
	report        func(BatchProgress)
	concurrency   int
	retries       int

	results  []BatchResult
	progress BatchProgress
	ready    lanes
	waiting  lanes
	pace     pacer
	inFlight int
	stopped  error // why no more messages go out
}

func newBatch(s *MessageService, phoneNumberID string, messages []Message, options *BatchOptions, opts []CallOption) *batch {
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
	journal error // the journal has failed
}

// run sends until nothing is left or the batch stops. It returns when nothing
// is on its way any more.
func (b *batch) run(ctx context.Context, interrupted func(error) error) {
	done := make(chan attempt, b.concurrency)
	ended := ctx.Done()
	for {
		now := time.Now()
		b.wake(now)
		for b.maySend(now) && ctx.Err() == nil {
			b.start(ctx, b.ready.take(), now, done)
			now = time.Now()
		}
		if b.inFlight == 0 && (b.stopped != nil || b.ready.Len()+b.waiting.Len() == 0) {
			return
		}
		timer := time.NewTimer(b.pause(now))
		select {
		case settled := <-done:
			b.settle(ctx, settled)
		case <-timer.C:
		case <-ended:
			b.stop(interrupted(ctx.Err()))
			ended = nil
		}
		timer.Stop()
	}
}

func (b *batch) maySend(now time.Time) bool {
	return b.stopped == nil && b.ready.Len() > 0 && b.inFlight < b.concurrency && !b.pace.next.After(now)
}

// pause is how long there is nothing to start. What ends it earlier is a
// message that is settled.
func (b *batch) pause(now time.Time) time.Duration {
	const forEver = time.Hour
	wait := forEver
	if b.stopped != nil || b.inFlight == b.concurrency {
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

func (b *batch) start(ctx context.Context, from *lane, now time.Time, done chan<- attempt) {
	b.inFlight++
	b.pace.sent(now)
	index := from.queue[0]
	go func() {
		sending := attempt{lane: from, started: now, result: BatchResult{Index: index, State: BatchNotSent}}
		sending.send(ctx, b)
		done <- sending
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
	case endedRejected:
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
	if a.journal != nil {
		b.stop(a.journal)
	}
	switch a.ending {
	case endedThrottled:
		b.slowDown(a)
	case endedPairThrottled:
		b.holdBack(ctx, &a)
	case endedStopping:
		b.stop(a.result.Err)
	}
	b.results[a.result.Index] = a.result
	if a.result.State != BatchNotSent {
		b.pace.accepted(a.started)
		a.lane.queue = a.lane.queue[1:]
		a.lane.refusals = 0
		b.progress.count(a.result)
		if b.report != nil {
			b.report(b.progress)
		}
	}
	b.release(a.lane)
}

// slowDown makes the whole batch wait, or stops it after too many throttles
// without a message in between.
func (b *batch) slowDown(a attempt) {
	longest := b.service.client.config.retry.MaxWait
	asked := retryAfterOf(a.result.Err)
	b.pace.throttled(a.started, time.Now(), asked, longest)
	if b.pace.refusals > b.retries || asked > longest {
		b.stop(a.result.Err)
	}
}

// holdBack makes one recipient wait, or gives the message up after too many
// throttles in a row.
func (b *batch) holdBack(ctx context.Context, a *attempt) {
	a.lane.refusals++
	if a.lane.refusals > b.retries {
		a.result.State = BatchRejected
		if err := b.record(context.WithoutCancel(ctx), a.result); err != nil {
			b.stop(err)
		}
		return
	}
	a.lane.readyAt = time.Now().Add(throttleWait(a.lane.refusals, retryAfterOf(a.result.Err), longestPairWait))
}

func retryAfterOf(err error) time.Duration {
	if failure, ok := errors.AsType[*GraphAPIError](err); ok {
		return failure.RetryAfter
	}
	return 0
}
