package webhook

import (
	"context"
	"time"
)

// DispatchOptions says how [Dispatch] goes through a body. Every field is
// optional.
type DispatchOptions struct {
	// Only limits the events to those that it returns true for, such as the
	// ones that failed the last time. The index is the place of the event in
	// the body, from 0, as in [EventError.Index]; it is the same whenever the
	// body is parsed.
	Only func(index int, event Event) bool

	// Concurrency is the number of events that may be processed at the same
	// time. With less than 2 they are processed one by one, in the order of the
	// body.
	Concurrency int

	// MaxElements is the largest number of elements that all lists of the body
	// may have together, [DefaultMaxElements] if zero or less.
	MaxElements int

	// ReceivedAt is when the body arrived, as in [Delivery.ReceivedAt]; now if
	// zero. The Observer is told of times that are counted from it.
	ReceivedAt time.Time

	// Observer watches the events, for metrics and traces.
	Observer Observer
}

// Dispatch runs a stored body through a callback, event by event, as a handler
// made by [NewHandler] does with one that has just arrived. It returns an
// [EventError] for each event that failed, in the order of the body, and none
// when every event is done. One event that fails holds up no other. A panic of
// the callback is a [PanicError]. When the context ends, the events that are
// left fail with its cause.
//
// An event whose failure is [EventError.Permanent] is done all the same. To
// try the others again, dispatch the body again with [DispatchOptions.Only]:
//
//	failed, err := webhook.Dispatch(ctx, body, callback, nil)
//	again := map[int]bool{}
//	for _, failure := range failed {
//		again[failure.Index] = !failure.Permanent()
//	}
//	failed, err = webhook.Dispatch(ctx, body, callback, &webhook.DispatchOptions{
//		Only: func(index int, _ webhook.Event) bool { return again[index] },
//	})
//
// The error is about the body: it wraps [ErrMalformed] or [ErrTooLarge], see
// [Parse], and no event was processed. The body will not parse the next time
// either: [NewBodyDeadLetter] is for it. The body is not kept.
func Dispatch(ctx context.Context, body []byte, callback Callback, options *DispatchOptions) ([]*EventError, error) {
	if callback == nil {
		return nil, errNoCallback
	}
	if options == nil {
		options = &DispatchOptions{}
	}
	most := options.MaxElements
	if most <= 0 {
		most = DefaultMaxElements
	}
	notification, err := parse(body, most)
	if err != nil {
		return nil, err
	}
	received := options.ReceivedAt
	if received.IsZero() {
		received = time.Now()
	}
	d := &dispatcher{callback: callback, concurrency: options.Concurrency, observer: options.Observer}
	return d.run(ctx, work{events: notification.events, only: options.Only, received: received}), nil
}
