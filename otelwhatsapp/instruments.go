package otelwhatsapp

import (
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// The boundaries of histograms, in seconds unless they count.
var (
	// quick is what the semantic conventions advise for HTTP.
	quick = []float64{.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10}
	// slow is for what can take days, as Meta's deliveries do.
	slow     = []float64{.01, .05, .1, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600}
	attempts = []float64{1, 2, 3, 4, 5, 7, 10, 20}
)

// duration makes a histogram of times. An instrument that cannot be made is
// reported, and measures nothing.
func duration(meter metric.Meter, name, description string, boundaries []float64) metric.Float64Histogram {
	instrument, err := meter.Float64Histogram(name,
		metric.WithUnit("s"), metric.WithDescription(description), metric.WithExplicitBucketBoundaries(boundaries...))
	handle(err)
	return instrument
}

// amount makes a histogram of attempts.
func amount(meter metric.Meter, name, description string) metric.Int64Histogram {
	instrument, err := meter.Int64Histogram(name,
		metric.WithUnit("{attempt}"), metric.WithDescription(description), metric.WithExplicitBucketBoundaries(attempts...))
	handle(err)
	return instrument
}

func counter(meter metric.Meter, name, unit, description string) metric.Int64Counter {
	instrument, err := meter.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
	handle(err)
	return instrument
}

func handle(err error) {
	if err != nil {
		otel.Handle(err)
	}
}
