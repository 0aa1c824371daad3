package otelwhatsapp

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// A Queue measures a queue of messages or of webhook bodies, in whatever it
// keeps them. Its name and the states and outcomes of its items are labels:
// few, and without ids.
type Queue struct {
	name     attribute.KeyValue
	meter    metric.Meter
	depth    metric.Int64ObservableGauge
	waits    metric.Float64Histogram
	process  metric.Float64Histogram
	attempts metric.Int64Histogram
}

// NewQueue returns the measures of the queue with this name, such as "outbox".
func NewQueue(name string, opts ...Option) *Queue {
	meter := newConfig(opts).meter()
	depth, err := meter.Int64ObservableGauge("whatsapp.queue.depth",
		metric.WithUnit("{item}"), metric.WithDescription("Items in a queue."))
	handle(err)
	return &Queue{
		name:     attribute.String("whatsapp.queue.name", name),
		meter:    meter,
		depth:    depth,
		waits:    duration(meter, "whatsapp.queue.wait", "Time from being queued to being processed.", slow),
		process:  duration(meter, "whatsapp.queue.process.duration", "Duration of attempts at processing.", quick),
		attempts: amount(meter, "whatsapp.queue.attempts", "Attempts until an item is settled."),
	}
}

// An Attempt is one attempt at processing an item of a queue.
type Attempt struct {
	// Outcome is what became of it, in one of few words, such as "done",
	// "retry" or "dead".
	Outcome string
	// Wait is the time from being queued, or being due again, to the start of
	// the attempt.
	Wait time.Duration
	// Duration is how long it took.
	Duration time.Duration
	// Number is the number of the attempt, from 1.
	Number int
	// Settled says that this attempt was the last one.
	Settled bool
	// Err is nil after success.
	Err error
}

// AttemptDone measures an attempt.
func (q *Queue) AttemptDone(ctx context.Context, attempt Attempt) {
	queue := metric.WithAttributes(q.name)
	outcome := metric.WithAttributes(append(failure(attempt.Err), q.name, attribute.String("whatsapp.queue.outcome", attempt.Outcome))...)
	q.waits.Record(ctx, attempt.Wait.Seconds(), queue)
	q.process.Record(ctx, attempt.Duration.Seconds(), outcome)
	if attempt.Settled {
		q.attempts.Record(ctx, int64(attempt.Number), outcome)
	}
}

// ObserveDepth has the function asked how much is in the queue, by state, each
// time that metrics are collected, until stop is called. The states are few
// words, such as "queued" and "dead". After an error, nothing is measured.
func (q *Queue) ObserveDepth(depth func(ctx context.Context) (map[string]int64, error)) (stop func() error) {
	registration, err := q.meter.RegisterCallback(func(ctx context.Context, observer metric.Observer) error {
		states, err := depth(ctx)
		for state, items := range states {
			observer.ObserveInt64(q.depth, items, metric.WithAttributes(q.name, attribute.String("whatsapp.queue.state", state)))
		}
		return err
	}, q.depth)
	if err != nil {
		handle(err)
		return func() error { return nil }
	}
	return registration.Unregister
}
