package otelwhatsapp

import (
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// scope names this package to the providers.
const scope = "github.com/wabakit/whatsapp/otelwhatsapp"

// An Option changes what is measured, and where it goes.
type Option interface{ apply(c *config) }

type option func(*config)

func (o option) apply(c *config) { o(c) }

type config struct {
	tracers trace.TracerProvider
	meters  metric.MeterProvider
	target  func(id string) string
}

// WithTracerProvider has spans go to the provider in place of the global one.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return option(func(c *config) { c.tracers = provider })
}

// WithMeterProvider has metrics go to the provider in place of the global one.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return option(func(c *config) { c.meters = provider })
}

// WithTargetLabel adds the label whatsapp.target to the metrics of calls and
// events. The function returns its value for the id of a phone number, a
// WhatsApp Business Account, a business portfolio or an app, such as the name
// of the tenant; an empty value leaves the label out. It is called by several
// goroutines at once.
//
// Every value multiplies the series. [whatsapp.BoundLabels] returns a function
// that lets the first ids pass.
func WithTargetLabel(label func(id string) string) Option {
	return option(func(c *config) { c.target = label })
}

func newConfig(opts []Option) *config {
	c := &config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider()}
	for _, o := range opts {
		o.apply(c)
	}
	return c
}

func (c *config) tracer() trace.Tracer {
	return c.tracers.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))
}

func (c *config) meter() metric.Meter {
	return c.meters.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
}

// withTarget adds the label for the first of the ids that is known.
func (c *config) withTarget(attributes []attribute.KeyValue, ids ...string) []attribute.KeyValue {
	if c.target == nil {
		return attributes
	}
	for _, id := range ids {
		if id == "" {
			continue
		}
		if value := c.target(id); value != "" {
			return append(attributes, attribute.String("whatsapp.target", value))
		}
		break
	}
	return attributes
}
