package otelwhatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/otelwhatsapp"
)

func TestQueue(t *testing.T) {
	t.Parallel()
	c := newCollector()
	queue := otelwhatsapp.NewQueue("outbox", c.to...)
	attempt := otelwhatsapp.Attempt{
		Outcome: "retry", Wait: 4 * time.Second, Duration: time.Second, Number: 1, Err: fmt.Errorf("x: %w", whatsapp.ErrRateLimited),
	}
	queue.AttemptDone(t.Context(), attempt)
	name := map[string]any{"whatsapp.queue.name": "outbox"}
	retried := with(name, "whatsapp.queue.outcome", "retry", "error.type", "rate_limited")
	assert.Equal(t, point{name, 1, 4}, c.only(t, "whatsapp.queue.wait"))
	assert.Equal(t, point{retried, 1, 1}, c.only(t, "whatsapp.queue.process.duration"))
	assert.NotContains(t, c.metrics(t), "whatsapp.queue.attempts", "it is not settled")

	queue.AttemptDone(t.Context(), otelwhatsapp.Attempt{Outcome: "done", Wait: time.Second, Duration: time.Second, Number: 2, Settled: true})
	assert.Equal(t, point{with(name, "whatsapp.queue.outcome", "done"), 1, 2}, c.only(t, "whatsapp.queue.attempts"))
	assert.Equal(t, point{name, 2, 5}, c.only(t, "whatsapp.queue.wait"))
}

// The depth is asked for as long as nobody has stopped it.
func TestQueueDepth(t *testing.T) {
	t.Parallel()
	c := newCollector()
	queue := otelwhatsapp.NewQueue("inbox", c.to...)
	states, err := map[string]int64{"queued": 7, "dead": 1}, error(nil)
	stop := queue.ObserveDepth(func(context.Context) (map[string]int64, error) { return states, err })
	depths := points(t, c.metrics(t)["whatsapp.queue.depth"])
	require.Len(t, depths, 2)
	for _, depth := range depths {
		assert.Equal(t, "inbox", depth.attributes["whatsapp.queue.name"])
		assert.InDelta(t, states[depth.attributes["whatsapp.queue.state"].(string)], depth.sum, 0)
	}

	states, err = nil, errors.New("database away")
	var collected metricdata.ResourceMetrics
	require.ErrorContains(t, c.reader.Collect(t.Context(), &collected), "database away")
	states, err = map[string]int64{"queued": 1}, nil
	require.InDelta(t, 1, c.only(t, "whatsapp.queue.depth").sum, 0)
	require.NoError(t, stop())
	require.NotContains(t, c.metrics(t), "whatsapp.queue.depth")
}
