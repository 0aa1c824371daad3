package otelwhatsapp_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// A collector is where spans and metrics of a test end up.
type collector struct {
	spans  *tracetest.SpanRecorder
	reader *metric.ManualReader
	to     []otelwhatsapp.Option
}

func newCollector(opts ...otelwhatsapp.Option) *collector {
	c := &collector{spans: tracetest.NewSpanRecorder(), reader: metric.NewManualReader()}
	c.to = append([]otelwhatsapp.Option{
		otelwhatsapp.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(c.spans))),
		otelwhatsapp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(c.reader))),
	}, opts...)
	return c
}

// metrics returns what was measured, by name.
func (c *collector) metrics(t *testing.T) map[string]metricdata.Metrics {
	t.Helper()
	var collected metricdata.ResourceMetrics
	require.NoError(t, c.reader.Collect(t.Context(), &collected))
	byName := map[string]metricdata.Metrics{}
	for _, scope := range collected.ScopeMetrics {
		require.Equal(t, "github.com/wabakit/whatsapp/otelwhatsapp", scope.Scope.Name)
		for _, m := range scope.Metrics {
			byName[m.Name] = m
		}
	}
	return byName
}

// A point is one series: its attributes, how often it was measured, and the sum
// of what was.
type point struct {
	attributes map[string]any
	count      int
	sum        float64
}

func values(set attribute.Set) map[string]any {
	all := map[string]any{}
	for _, a := range set.ToSlice() {
		all[string(a.Key)] = a.Value.AsInterface()
	}
	return all
}

func points(t *testing.T, m metricdata.Metrics) []point {
	t.Helper()
	var all []point
	switch data := m.Data.(type) {
	case metricdata.Histogram[float64]:
		for _, p := range data.DataPoints {
			all = append(all, point{values(p.Attributes), int(p.Count), p.Sum})
		}
	case metricdata.Histogram[int64]:
		for _, p := range data.DataPoints {
			all = append(all, point{values(p.Attributes), int(p.Count), float64(p.Sum)})
		}
	case metricdata.Sum[int64]:
		for _, p := range data.DataPoints {
			all = append(all, point{values(p.Attributes), 1, float64(p.Value)})
		}
	case metricdata.Gauge[int64]:
		for _, p := range data.DataPoints {
			all = append(all, point{values(p.Attributes), 1, float64(p.Value)})
		}
	case metricdata.Gauge[float64]:
		for _, p := range data.DataPoints {
			all = append(all, point{values(p.Attributes), 1, p.Value})
		}
	default:
		t.Fatalf("%s is a %T", m.Name, data)
	}
	return all
}

// only returns the one series of a metric.
func (c *collector) only(t *testing.T, name string) point {
	t.Helper()
	all := points(t, c.metrics(t)[name])
	require.Len(t, all, 1, name)
	return all[0]
}

func attributesOf(span trace.ReadOnlySpan) map[string]any {
	return values(attribute.NewSet(span.Attributes()...))
}

func newClient(t *testing.T, server *graphtest.Server, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	client, err := whatsapp.NewClient(graphtest.AccessToken, append(opts, whatsapp.WithHTTPClient(server.Client()))...)
	require.NoError(t, err)
	return client
}

const appSecret = "an app secret"

func newHandler(t *testing.T, observer webhook.Observer, callback webhook.Callback) http.Handler {
	t.Helper()
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{appSecret}, VerifyToken: "a verify token", Observer: observer,
	}, callback)
	require.NoError(t, err)
	return handler
}
