package webhook

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// A dispatcher passes the events of bodies to a callback: it is what handlers,
// [Dispatch] and dead letters have in common.
type dispatcher struct {
	callback    Callback
	concurrency int
	observer    Observer
	report      func(ctx context.Context, err error)
}

// work is what a dispatcher does at a time.
type work struct {
	events   []element
	only     func(index int, event Event) bool // nil for all
	received time.Time
}

func (w *work) includes(index int) bool { return w.only == nil || w.only(index, w.events[index]) }

// run passes every event to the callback and returns what failed, in the order
// of the body.
func (d *dispatcher) run(ctx context.Context, w work) []*EventError {
	if d.concurrency > 1 && len(w.events) > 1 {
		return d.runConcurrently(ctx, w)
	}
	var failed []*EventError
	for i, event := range w.events {
		if !w.includes(i) {
			continue
		}
		if failure := d.deliver(ctx, i, event, w.received); failure != nil {
			failed = append(failed, failure)
		}
	}
	return failed
}

// A verdict is what became of one event among concurrent ones.
type verdict struct {
	settled bool // false if its goroutine ended before
	failure *EventError
}

func (d *dispatcher) runConcurrently(ctx context.Context, w work) []*EventError {
	verdicts := make([]verdict, len(w.events))
	for i := range verdicts {
		verdicts[i].settled = !w.includes(i)
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(d.concurrency, len(w.events)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(verdicts); i = int(next.Add(1)) - 1 {
				if verdicts[i].settled {
					continue
				}
				failure := d.deliver(ctx, i, w.events[i], w.received)
				verdicts[i] = verdict{settled: true, failure: failure}
			}
		})
	}
	workers.Wait()
	var failed []*EventError
	for i := range verdicts {
		if !verdicts[i].settled {
			verdicts[i].failure = d.fail(ctx, i, w.events[i], errExited)
		}
		if verdicts[i].failure != nil {
			failed = append(failed, verdicts[i].failure)
		}
	}
	return failed
}

var errExited = errors.New("not processed: the callback ended its goroutine")

// deliver passes one event to the callback and returns nil when that succeeds.
func (d *dispatcher) deliver(ctx context.Context, index int, event Event, received time.Time) *EventError {
	if d.observer.EventStarted != nil || d.observer.EventDone != nil {
		return d.deliverObserved(ctx, index, event, received)
	}
	return d.attempt(ctx, index, event)
}

// deliverObserved is deliver between the two hooks of the observer.
func (d *dispatcher) deliverObserved(ctx context.Context, index int, event Event, received time.Time) *EventError {
	started := time.Now()
	info := newEventInfo(event, received, started)
	noted := new(note)
	ctx = d.observer.eventStarted(context.WithValue(ctx, noteKey{}, noted), info)
	ended := ctx.Err() != nil
	failure := d.attempt(ctx, index, event)
	result := EventResult{EventInfo: info, Outcome: outcomeOf(failure, noted, ended), Duration: time.Since(started)}
	if failure != nil {
		result.Err = failure.Err
	}
	d.observer.eventDone(ctx, &result)
	return failure
}

func (d *dispatcher) attempt(ctx context.Context, index int, event Event) *EventError {
	if ctx.Err() != nil {
		return d.fail(ctx, index, event, context.Cause(ctx))
	}
	if unknown, ok := event.(*UnknownEvent); ok && unknown.Err != nil && d.report != nil {
		d.report(ctx, &EventError{Index: index, Event: event, Err: unknown.Err})
	}
	if err := guarded(func() error { return d.callback(ctx, event) }); err != nil {
		return d.fail(ctx, index, event, err)
	}
	return nil
}

func (d *dispatcher) fail(ctx context.Context, index int, event Event, err error) *EventError {
	failure := &EventError{Index: index, Event: event, Err: err}
	if d.report != nil {
		d.report(ctx, failure)
	}
	return failure
}

// guarded turns a panic of the caller's code into an error.
func guarded(run func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	return run()
}
