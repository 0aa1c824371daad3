package otelwhatsapp

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/wabakit/whatsapp"
)

// A Queue measures a queue of messages or of webhook bodies, in whatever it
// keeps them. Its name and the states and outcomes of its items are labels:
// few, and without ids. Package oteldurable has one line for the queues of
// package durable.
type Queue struct {
	name     attribute.KeyValue
	kinds    *bounded
	meter    metric.Meter
	depth    metric.Int64ObservableGauge
	oldest   metric.Float64ObservableGauge
	added    metric.Int64Counter
	adding   metric.Float64Histogram
	waits    metric.Float64Histogram
	lags     metric.Float64Histogram
	process  metric.Float64Histogram
	attempts metric.Int64Histogram
	holds    metric.Int64Counter
}

// bounded has few of the values that come from outside pass.
type bounded struct{ label func(value string) string }

// NewQueue returns the measures of the queue with this name, such as "outbox".
func NewQueue(name string, opts ...Option) *Queue {
	meter := newConfig(opts).meter()
	depth, err := meter.Int64ObservableGauge("whatsapp.queue.depth",
		metric.WithUnit("{item}"), metric.WithDescription("Items in a queue."))
	handle(err)
	oldest, err := meter.Float64ObservableGauge("whatsapp.queue.oldest",
		metric.WithUnit("s"), metric.WithDescription("Time for which the oldest item has waited."))
	handle(err)
	return &Queue{
		name:     attribute.String("whatsapp.queue.name", name),
		kinds:    &bounded{whatsapp.BoundLabels(maxFields)},
		meter:    meter,
		depth:    depth,
		oldest:   oldest,
		added:    counter(meter, "whatsapp.queue.added", "{item}", "Items that were brought to a queue."),
		adding:   duration(meter, "whatsapp.queue.add.duration", "Time to store what was brought at once.", quick),
		waits:    duration(meter, "whatsapp.queue.wait", "Time from being queued to being processed.", slow),
		lags:     duration(meter, "whatsapp.queue.lag", "Time from what an item tells of to an attempt at it.", slow),
		process:  duration(meter, "whatsapp.queue.process.duration", "Duration of attempts at processing.", quick),
		attempts: amount(meter, "whatsapp.queue.attempts", "Attempts until an item is settled."),
		holds:    counter(meter, "whatsapp.queue.holds", "{hold}", "Stops of a part of a queue."),
	}
}

// An Addition is what was brought to a queue at once.
type Addition struct {
	// Items are those that are new, Duplicates those that were known, and
	// Malformed those that cannot be read.
	Items, Duplicates, Malformed int
	// Duration is how long it took to store them.
	Duration time.Duration
}

// Added measures an addition.
func (q *Queue) Added(ctx context.Context, addition Addition) {
	q.adding.Record(ctx, addition.Duration.Seconds(), metric.WithAttributes(q.name))
	for result, items := range map[string]int{
		"new": addition.Items, "duplicate": addition.Duplicates, "malformed": addition.Malformed,
	} {
		if items > 0 {
			q.added.Add(ctx, int64(items), metric.WithAttributes(q.name, attribute.String("whatsapp.queue.addition", result)))
		}
	}
}

// An Attempt is one attempt at processing an item of a queue.
type Attempt struct {
	// Kind is what sort of item it is, in one of few words, such as the field
	// of a webhook event. Empty for none.
	Kind string
	// Outcome is what became of it, in one of few words, such as "done",
	// "retry" or "dead".
	Outcome string
	// Wait is the time from being queued, or being due again, to the start of
	// the attempt.
	Wait time.Duration
	// Lag is the time from what the item tells of to the start of the attempt.
	// Zero if that is not known.
	Lag time.Duration
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
	attributes := append(failure(attempt.Err), q.name, attribute.String("whatsapp.queue.outcome", attempt.Outcome))
	if attempt.Kind != "" {
		attributes = append(attributes, semconv.MessagingDestinationName(q.kinds.label(attempt.Kind)))
	}
	outcome := metric.WithAttributes(attributes...)
	q.waits.Record(ctx, attempt.Wait.Seconds(), queue)
	if attempt.Lag > 0 {
		q.lags.Record(ctx, attempt.Lag.Seconds(), queue)
	}
	q.process.Record(ctx, attempt.Duration.Seconds(), outcome)
	if attempt.Settled {
		q.attempts.Record(ctx, int64(attempt.Number), outcome)
	}
}

// A Hold is a part of a queue that was stopped.
type Hold struct {
	// Kind is what was stopped, in one of few words, such as "number".
	Kind string
	// Code is the code of Meta's error that was the reason.
	Code int
	// Passing says that it goes on by itself.
	Passing bool
}

// Held counts a hold.
func (q *Queue) Held(ctx context.Context, hold Hold) {
	q.holds.Add(ctx, 1, metric.WithAttributes(q.name, attribute.String("whatsapp.queue.hold.kind", hold.Kind),
		attribute.Int("whatsapp.error.code", hold.Code), attribute.Bool("whatsapp.queue.hold.passing", hold.Passing)))
}

// ObserveDepth has the function asked how much is in the queue, by state, each
// time that metrics are collected, until stop is called. The states are few
// words, such as "queued" and "dead". After an error, nothing is measured.
func (q *Queue) ObserveDepth(depth func(ctx context.Context) (map[string]int64, error)) (stop func() error) {
	return q.observe(func(ctx context.Context, observer metric.Observer) error {
		states, err := depth(ctx)
		for state, items := range states {
			observer.ObserveInt64(q.depth, items, metric.WithAttributes(q.name, attribute.String("whatsapp.queue.state", state)))
		}
		return err
	}, q.depth)
}

// ObserveOldest has the function asked since when the oldest item could have
// been processed, zero if none waits, as [Queue.ObserveDepth] does.
func (q *Queue) ObserveOldest(oldest func(ctx context.Context) (time.Time, error)) (stop func() error) {
	return q.observe(func(ctx context.Context, observer metric.Observer) error {
		since, err := oldest(ctx)
		if err != nil {
			return err
		}
		age := time.Duration(0)
		if !since.IsZero() {
			age = max(0, time.Since(since))
		}
		observer.ObserveFloat64(q.oldest, age.Seconds(), metric.WithAttributes(q.name))
		return nil
	}, q.oldest)
}

func (q *Queue) observe(ask metric.Callback, instrument metric.Observable) (stop func() error) {
	registration, err := q.meter.RegisterCallback(ask, instrument)
	if err != nil {
		handle(err)
		return func() error { return nil }
	}
	return registration.Unregister
}
