package otelwhatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// everything has all that is measured be measured once, with success and
// without.
func everything(t *testing.T) map[string]metricdata.Metrics {
	t.Helper()
	c := newCollector()
	server := graphtest.New()
	client := newClient(t, server, otelwhatsapp.Client(c.to...))
	server.Script(sendRoute, graphtest.Throttled(130429, 0), graphtest.Pass(), graphtest.GraphError(400, graphtest.Error{Code: 100}))
	for range 2 {
		_, _ = client.Messages.Send(t.Context(), graphtest.PhoneNumberID, text)
	}
	handler := newHandler(t, otelwhatsapp.Webhooks(c.to...), func(context.Context, webhook.Event) error { return errors.New("x") })
	body := []byte(`{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a","timestamp":"1760000000"}]}}]}]}`)
	require.Error(t, server.Webhooks(handler, appSecret).DeliverRaw(t.Context(), body))
	queue := otelwhatsapp.NewQueue("outbox", c.to...)
	queue.AttemptDone(t.Context(), otelwhatsapp.Attempt{Kind: "message", Outcome: "dead", Lag: 1, Number: 1, Settled: true, Err: &whatsapp.GraphAPIError{Code: 131048}})
	queue.Added(t.Context(), otelwhatsapp.Addition{Items: 1})
	queue.Held(t.Context(), otelwhatsapp.Hold{Kind: "number", Code: 131048})
	queue.ObserveDepth(func(context.Context) (map[string]int64, error) { return map[string]int64{"dead": 1}, nil })
	queue.ObserveOldest(func(context.Context) (time.Time, error) { return time.Time{}, nil })
	return c.metrics(t)
}

// inPrometheus returns the name of a metric in Prometheus, without the suffixes
// of a histogram's series.
func inPrometheus(t *testing.T, m metricdata.Metrics) (name string, histogram bool) {
	t.Helper()
	name = strings.ReplaceAll(m.Name, ".", "_")
	switch {
	case m.Unit == "s":
		name += "_seconds"
	case !strings.HasPrefix(m.Unit, "{"):
		t.Fatalf("%s has the unit %q", m.Name, m.Unit)
	}
	switch m.Data.(type) {
	case metricdata.Sum[int64]:
		return name + "_total", false
	case metricdata.Gauge[int64], metricdata.Gauge[float64]:
		return name, false
	}
	return name, true
}

var (
	aMetric = regexp.MustCompile(`([a-z][a-z_]*[a-z])\{([^}]*)\}`)
	grouped = regexp.MustCompile(`by \(([^)]*)\)`)
	matched = regexp.MustCompile(`([a-z_]+)(?:=~|!=|!~|=)"`)
)

// The dashboard shows every metric, and nothing that there is not: neither a
// metric nor a label.
func TestDashboard(t *testing.T) {
	t.Parallel()
	labels, histograms := map[string]map[string]bool{}, map[string]bool{}
	for _, metric := range everything(t) {
		name, histogram := inPrometheus(t, metric)
		labels[name], histograms[name] = map[string]bool{"job": true, "le": histogram}, histogram
		for _, point := range points(t, metric) {
			for label := range point.attributes {
				labels[name][strings.ReplaceAll(label, ".", "_")] = true
			}
		}
	}
	require.Len(t, labels, 19)

	shown := map[string]bool{}
	for _, expression := range expressions(t) {
		found := aMetric.FindAllStringSubmatch(expression, -1)
		require.NotEmpty(t, found, expression)
		for _, metric := range found {
			name := metric[1]
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				if base, cut := strings.CutSuffix(name, suffix); cut && histograms[base] {
					name = base
				}
			}
			require.Contains(t, labels, name, expression)
			assert.Equal(t, histograms[name], name != metric[1], "a histogram has a suffix, and nothing else: %s", metric[1])
			shown[name] = true
			used := matched.FindAllStringSubmatch(metric[2], -1)
			for _, by := range grouped.FindAllStringSubmatch(expression, -1) {
				for label := range strings.SplitSeq(by[1], ", ") {
					used = append(used, []string{"", label})
				}
			}
			for _, label := range used {
				assert.True(t, labels[name][label[1]], "%s has no label %s: %s", name, label[1], expression)
			}
		}
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(labels)), slices.Collect(maps.Keys(shown)), "a metric that is not shown")
}

// expressions returns the queries of all panels.
func expressions(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("dashboard.json")
	require.NoError(t, err)
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Type    string
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &dashboard))
	var all []string
	ids := map[int]bool{}
	for _, panel := range dashboard.Panels {
		assert.False(t, ids[panel.ID], "the id of %s", panel.Title)
		ids[panel.ID] = true
		assert.Equal(t, panel.Type == "row", len(panel.Targets) == 0, panel.Title)
		for _, target := range panel.Targets {
			for _, label := range regexp.MustCompile(`\{\{(\w+)\}\}`).FindAllStringSubmatch(target.LegendFormat, -1) {
				assert.Contains(t, target.Expr, label[1], panel.Title)
			}
			all = append(all, target.Expr)
		}
	}
	require.NotEmpty(t, all)
	return all
}

// The list of the package comment is what there is.
func TestDocumentedMetrics(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var documented []string
	for _, line := range regexp.MustCompile(`(?m)^//\t([a-z_.]+) {2,}`).FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, line[1])
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(everything(t))), documented)
}
