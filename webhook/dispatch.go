package webhook

import (
	"context"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// dispatch passes every event to the callback and reports whether all are done.
func (h *handler) dispatch(ctx context.Context, events []element) bool {
	if h.config.Concurrency > 1 && len(events) > 1 {
		return h.dispatchConcurrently(ctx, events)
	}
	done := 0
	for _, event := range events {
		if h.deliver(ctx, event) {
			done++
		}
	}
	return done == len(events)
}

func (h *handler) dispatchConcurrently(ctx context.Context, events []element) bool {
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for range min(h.config.Concurrency, len(events)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(events)); i = next.Add(1) - 1 {
				if h.deliver(ctx, events[i]) {
					done.Add(1)
				}
			}
		})
	}
	workers.Wait()
	return done.Load() == int64(len(events))
}

// deliver passes one event to the callback and reports whether it is done.
func (h *handler) deliver(ctx context.Context, event Event) bool {
	if ctx.Err() != nil {
		h.report(ctx, &EventError{Event: event, Err: context.Cause(ctx)})
		return false
	}
	if unknown, ok := event.(*UnknownEvent); ok && unknown.Err != nil {
		h.report(ctx, &EventError{Event: event, Err: unknown.Err})
	}
	if err := h.call(ctx, event); err != nil {
		h.report(ctx, &EventError{Event: event, Err: err})
		return IsPermanent(err)
	}
	return true
}

// call turns a panic of the callback into an error.
func (h *handler) call(ctx context.Context, event Event) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	return h.callback(ctx, event)
}

// report tells OnError. A panic there must not stop the events that are left.
func (h *handler) report(ctx context.Context, err error) {
	if h.config.OnError == nil {
		return
	}
	defer func() { _ = recover() }()
	h.config.OnError(ctx, err)
}
