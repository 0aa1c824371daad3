package otelwhatsapp

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/wabakit/whatsapp"
)

// Client returns the option that has a client traced and measured:
//
//	client, err := whatsapp.NewClient(token, otelwhatsapp.Client())
//
// It is [whatsapp.WithObserver] with [ClientObserver], so it replaces an
// observer that the client has.
func Client(opts ...Option) whatsapp.Option {
	return whatsapp.WithObserver(ClientObserver(opts...))
}

// ClientObserver returns the observer of [Client], for a caller that has an
// observer too and calls both.
func ClientObserver(opts ...Option) whatsapp.Observer {
	config := newConfig(opts)
	meter := config.meter()
	c := &client{
		config:    config,
		tracer:    config.tracer(),
		requests:  duration(meter, "http.client.request.duration", "Duration of HTTP client requests.", quick),
		durations: duration(meter, "whatsapp.client.operation.duration", "Duration of calls, with the waits between attempts.", quick),
		attempts:  amount(meter, "whatsapp.client.operation.attempts", "Attempts that a call needed."),
		waits:     duration(meter, "whatsapp.client.retry.wait", "Waits before a further attempt.", slow),
		throttles: counter(meter, "whatsapp.client.throttles", "{attempt}", "Attempts that were refused for their pace."),
	}
	return whatsapp.Observer{OperationStarted: c.started, AttemptDone: c.attempted, OperationDone: c.done}
}

type client struct {
	config    *config
	tracer    trace.Tracer
	requests  metric.Float64Histogram
	durations metric.Float64Histogram
	attempts  metric.Int64Histogram
	waits     metric.Float64Histogram
	throttles metric.Int64Counter
}

func operation(info whatsapp.OperationInfo) attribute.KeyValue {
	return attribute.String("whatsapp.operation", info.Operation)
}

func (c *client) started(ctx context.Context, info whatsapp.OperationInfo) context.Context {
	ctx, _ = c.tracer.Start(ctx, info.Operation, trace.WithAttributes(operation(info))) //nolint:spancheck // done ends it
	return ctx
}

func (c *client) done(ctx context.Context, result whatsapp.OperationResult) {
	outcome := failure(result.Err)
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(append(outcome, attribute.Int("whatsapp.attempts", result.Attempts))...)
	setStatus(span, result.Err)
	span.End()

	attributes := c.config.withTarget(append(outcome, operation(result.OperationInfo)), result.TargetID)
	set := metric.WithAttributes(attributes...)
	c.durations.Record(ctx, result.Duration.Seconds(), set)
	c.attempts.Record(ctx, int64(result.Attempts), set)
}

// attempted makes the span of an attempt when it is over: an observer learns of
// it no earlier.
func (c *client) attempted(ctx context.Context, attempt whatsapp.AttemptInfo) {
	now := time.Now()
	attributes := request(attempt)
	code, hasCode := codeOf(attempt.Err)
	spanned := attributes
	if hasCode {
		spanned = append(spanned, code)
	}
	if attempt.Number > 1 {
		spanned = append(spanned, semconv.HTTPRequestResendCount(attempt.Number-1))
	}
	_, span := c.tracer.Start(ctx, attempt.Operation, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithTimestamp(now.Add(-attempt.Duration)), trace.WithAttributes(spanned...))
	setStatus(span, attempt.Err)
	span.End(trace.WithTimestamp(now))

	c.requests.Record(ctx, attempt.Duration.Seconds(), metric.WithAttributes(c.config.withTarget(attributes, attempt.TargetID)...))
	of := []attribute.KeyValue{operation(attempt.OperationInfo)}
	if !attempt.Final {
		reason := append(failure(attempt.Err), of...)
		c.waits.Record(ctx, attempt.RetryIn.Seconds(), metric.WithAttributes(c.config.withTarget(reason, attempt.TargetID)...))
	}
	if errors.Is(attempt.Err, whatsapp.ErrRateLimited) {
		if hasCode {
			of = append(of, code)
		}
		c.throttles.Add(ctx, 1, metric.WithAttributes(c.config.withTarget(of, attempt.TargetID)...))
	}
}

// request returns the attributes of an attempt by the semantic conventions for
// HTTP clients, without the URL, which has ids.
func request(attempt whatsapp.AttemptInfo) []attribute.KeyValue {
	method, route, _ := strings.Cut(attempt.Operation, " ")
	attributes := make([]attribute.KeyValue, 0, 8)
	attributes = append(attributes, semconv.HTTPRequestMethodKey.String(method), semconv.URLTemplate(route))
	attributes = append(attributes, address(attempt.Host)...)
	switch {
	case attempt.StatusCode >= 400:
		attributes = append(attributes, semconv.ErrorTypeKey.String(strconv.Itoa(attempt.StatusCode)))
	case attempt.Err != nil:
		attributes = append(attributes, semconv.ErrorTypeKey.String(classOf(attempt.Err)))
	}
	if attempt.StatusCode != 0 {
		attributes = append(attributes, semconv.HTTPResponseStatusCode(attempt.StatusCode))
	}
	return attributes
}

// address returns the attributes of a host. Meta's have the usual port.
func address(host string) []attribute.KeyValue {
	name, text, err := net.SplitHostPort(host)
	if err != nil {
		return []attribute.KeyValue{semconv.ServerAddress(host), semconv.ServerPort(443)}
	}
	port, _ := strconv.Atoi(text)
	return []attribute.KeyValue{semconv.ServerAddress(name), semconv.ServerPort(port)}
}

// setStatus says that a span failed, and how by the class alone: the text of an
// error may name people.
func setStatus(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, classOf(err))
	}
}
