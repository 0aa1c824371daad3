package otelwhatsapp

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// system is the value of messaging.system.
const system = "whatsapp"

// maxFields bounds the webhook fields that are told apart: more than Meta has.
const maxFields = 100

// Webhooks returns the observer that has webhooks traced and measured:
//
//	config := webhook.Config{Observer: otelwhatsapp.Webhooks(), ...}
//
// The same observer is for [webhook.DispatchOptions], where bodies wait in an
// inbox.
func Webhooks(opts ...Option) webhook.Observer {
	config := newConfig(opts)
	meter := config.meter()
	w := &webhooks{
		config:   config,
		tracer:   config.tracer(),
		field:    whatsapp.BoundLabels(maxFields),
		requests: duration(meter, "whatsapp.webhook.request.duration", "Duration of requests, from the header to the answer.", quick),
		lags:     duration(meter, "whatsapp.webhook.lag", "Time from an event to its arrival.", slow),
		waits:    duration(meter, "whatsapp.webhook.wait", "Time from the arrival of an event to the callback.", slow),
		process:  duration(meter, "messaging.process.duration", "Duration of processing operation.", quick),
		consumed: counter(meter, "messaging.client.consumed.messages", "{message}",
			"Number of messages that were delivered to the application."),
	}
	return webhook.Observer{RequestDone: w.requestDone, EventStarted: w.started, EventDone: w.done}
}

type webhooks struct {
	config   *config
	tracer   trace.Tracer
	field    func(string) string
	requests metric.Float64Histogram
	lags     metric.Float64Histogram
	waits    metric.Float64Histogram
	process  metric.Float64Histogram
	consumed metric.Int64Counter
}

func (w *webhooks) requestDone(ctx context.Context, result webhook.RequestResult) {
	w.requests.Record(ctx, result.Duration.Seconds(), metric.WithAttributes(
		attribute.String("whatsapp.webhook.outcome", string(result.Outcome)), semconv.HTTPResponseStatusCode(result.StatusCode)))
}

// event returns the attributes that an event has from the start.
func (w *webhooks) event(info *webhook.EventInfo) []attribute.KeyValue {
	return []attribute.KeyValue{
		semconv.MessagingSystemKey.String(system),
		semconv.MessagingOperationName("process"),
		semconv.MessagingDestinationName(w.field(info.Field)),
		attribute.String("whatsapp.webhook.event.type", info.Type),
	}
}

func (w *webhooks) started(ctx context.Context, info webhook.EventInfo) context.Context {
	attributes := append(w.event(&info), semconv.MessagingOperationTypeProcess)
	ctx, _ = w.tracer.Start(ctx, "process "+w.field(info.Field), //nolint:spancheck // done ends it
		trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(attributes...))
	return ctx
}

func (w *webhooks) done(ctx context.Context, result webhook.EventResult) {
	outcome := append(failure(result.Err), attribute.String("whatsapp.webhook.outcome", string(result.Outcome)))
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(outcome...)
	setStatus(span, result.Err)
	span.End()

	event := w.config.withTarget(w.event(&result.EventInfo), result.PhoneNumberID, result.EntryID)
	arrived := metric.WithAttributes(event...)
	done := metric.WithAttributes(append(event, outcome...)...)
	w.process.Record(ctx, result.Duration.Seconds(), done)
	w.consumed.Add(ctx, 1, done)
	w.waits.Record(ctx, result.Wait.Seconds(), arrived)
	if result.Lag > 0 {
		w.lags.Record(ctx, result.Lag.Seconds(), arrived)
	}
}
