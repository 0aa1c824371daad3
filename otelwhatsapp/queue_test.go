package otelwhatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
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

// An item may be of a kind, and tell of something that happened before.
func TestQueueKindsAndLag(t *testing.T) {
	t.Parallel()
	c := newCollector()
	queue := otelwhatsapp.NewQueue("inbox", c.to...)
	queue.AttemptDone(t.Context(), otelwhatsapp.Attempt{Kind: "messages", Outcome: "done", Lag: 3 * time.Second, Number: 1, Settled: true})
	name := map[string]any{"whatsapp.queue.name": "inbox"}
	assert.Equal(t, point{name, 1, 3}, c.only(t, "whatsapp.queue.lag"))
	done := with(name, "whatsapp.queue.outcome", "done", "messaging.destination.name", "messages")
	assert.Equal(t, point{done, 1, 1}, c.only(t, "whatsapp.queue.attempts"))
	queue.AttemptDone(t.Context(), otelwhatsapp.Attempt{Outcome: "done", Number: 1})
	assert.Equal(t, point{name, 1, 3}, c.only(t, "whatsapp.queue.lag"), "nothing is known of the second one")

	for i := range 200 {
		queue.AttemptDone(t.Context(), otelwhatsapp.Attempt{Kind: fmt.Sprint("kind ", i), Outcome: "done"})
	}
	assert.LessOrEqual(t, len(points(t, c.metrics(t)["whatsapp.queue.process.duration"])), 102, "kinds that come from outside are bounded")
}

func TestQueueAdditions(t *testing.T) {
	t.Parallel()
	c := newCollector()
	queue := otelwhatsapp.NewQueue("inbox", c.to...)
	queue.Added(t.Context(), otelwhatsapp.Addition{Items: 5, Duplicates: 2, Duration: time.Second})
	queue.Added(t.Context(), otelwhatsapp.Addition{Malformed: 1, Duration: 2 * time.Second})
	name := map[string]any{"whatsapp.queue.name": "inbox"}
	assert.Equal(t, point{name, 2, 3}, c.only(t, "whatsapp.queue.add.duration"))
	assert.ElementsMatch(t, []point{
		{with(name, "whatsapp.queue.addition", "new"), 1, 5},
		{with(name, "whatsapp.queue.addition", "duplicate"), 1, 2},
		{with(name, "whatsapp.queue.addition", "malformed"), 1, 1},
	}, points(t, c.metrics(t)["whatsapp.queue.added"]))
}

func TestQueueHolds(t *testing.T) {
	t.Parallel()
	c := newCollector()
	queue := otelwhatsapp.NewQueue("outbox", c.to...)
	for range 2 {
		queue.Held(t.Context(), otelwhatsapp.Hold{Kind: "campaign", Code: 132015, Passing: true})
	}
	assert.Equal(t, point{map[string]any{
		"whatsapp.queue.name": "outbox", "whatsapp.queue.hold.kind": "campaign", "whatsapp.queue.hold.passing": true, "whatsapp.error.code": int64(132015),
	}, 1, 2}, c.only(t, "whatsapp.queue.holds"))
}

// For how long the oldest item has waited is asked for in the same way as the
// depth.
func TestQueueOldest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCollector()
		queue := otelwhatsapp.NewQueue("inbox", c.to...)
		since, err := time.Now(), error(nil)
		stop := queue.ObserveOldest(func(context.Context) (time.Time, error) { return since, err })
		time.Sleep(time.Minute)
		name := map[string]any{"whatsapp.queue.name": "inbox"}
		assert.Equal(t, point{name, 1, 60}, c.only(t, "whatsapp.queue.oldest"))
		since = time.Now().Add(time.Hour)
		assert.Zero(t, c.only(t, "whatsapp.queue.oldest").sum, "a clock that jumps")
		since = time.Time{}
		assert.Zero(t, c.only(t, "whatsapp.queue.oldest").sum, "nothing waits")
		err = errors.New("database away")
		var collected metricdata.ResourceMetrics
		require.ErrorContains(t, c.reader.Collect(t.Context(), &collected), "database away")
		assert.Empty(t, collected.ScopeMetrics)
		require.NoError(t, stop())
		require.NotContains(t, c.metrics(t), "whatsapp.queue.oldest")
	})
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
