package otelwhatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// An event is a consumer span, within which the callback works; the metrics say
// what became of it.
func TestEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCollector()
		var inside oteltrace.SpanContext
		handler := newHandler(t, otelwhatsapp.Webhooks(c.to...), func(ctx context.Context, event webhook.Event) error {
			inside = oteltrace.SpanContextFromContext(ctx)
			time.Sleep(2 * time.Second)
			if event.(*webhook.MessageEvent).Message.Text.Body == "fail" {
				return webhook.Permanent(errors.New("a confidential text"))
			}
			return nil
		})
		hooks := graphtest.New().Webhooks(handler, appSecret)
		body, err := hooks.Body(graphtest.Inbound{Text: "hello"})
		require.NoError(t, err)
		time.Sleep(30 * time.Second)
		require.NoError(t, hooks.DeliverRaw(t.Context(), body))

		event := map[string]any{
			"messaging.system": "whatsapp", "messaging.operation.name": "process", "messaging.destination.name": "messages",
			"whatsapp.webhook.event.type": "MessageEvent",
		}
		done := with(event, "whatsapp.webhook.outcome", "done")
		spans := c.spans.Ended()
		require.Len(t, spans, 1)
		assert.Equal(t, "process messages", spans[0].Name())
		assert.Equal(t, oteltrace.SpanKindConsumer, spans[0].SpanKind())
		assert.Equal(t, with(done, "messaging.operation.type", "process"), attributesOf(spans[0]))
		assert.Equal(t, spans[0].SpanContext(), inside)
		assert.Equal(t, 2*time.Second, spans[0].EndTime().Sub(spans[0].StartTime()))
		assert.Equal(t, point{done, 1, 2}, c.only(t, "messaging.process.duration"))
		assert.Equal(t, point{done, 1, 1}, c.only(t, "messaging.client.consumed.messages"))
		assert.Equal(t, point{event, 1, 30}, c.only(t, "whatsapp.webhook.lag"))
		assert.Equal(t, point{event, 1, 0}, c.only(t, "whatsapp.webhook.wait"))
		assert.Equal(t, point{
			map[string]any{"whatsapp.webhook.outcome": "accepted", "http.response.status_code": int64(200)}, 1, 2,
		}, c.only(t, "whatsapp.webhook.request.duration"))

		require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{Text: "fail"}))
		failed := c.spans.Ended()[1]
		assert.Equal(t, codes.Error, failed.Status().Code)
		assert.Equal(t, "_OTHER", failed.Status().Description)
		assert.Equal(t, "permanent", attributesOf(failed)["whatsapp.webhook.outcome"])
		assert.Equal(t, "_OTHER", attributesOf(failed)["error.type"])
	})
}

func TestOutcomesOfEvents(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		callback func() error
		outcome  string
		class    any
	}{
		"done":        {func() error { return nil }, "done", nil},
		"failed":      {func() error { return errors.New("x") }, "failed", "_OTHER"},
		"panicked":    {func() error { panic("x") }, "failed", "panic"},
		"in progress": {func() error { return webhook.ErrInProgress }, "in_progress", "in_progress"},
		"of a call":   {func() error { return fmt.Errorf("x: %w", whatsapp.ErrRateLimited) }, "failed", "rate_limited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCollector()
			handler := newHandler(t, otelwhatsapp.Webhooks(c.to...), func(context.Context, webhook.Event) error { return test.callback() })
			_ = graphtest.New().Webhooks(handler, appSecret).Deliver(t.Context(), graphtest.Inbound{Text: "hello"})
			attributes := c.only(t, "messaging.client.consumed.messages").attributes
			assert.Equal(t, test.outcome, attributes["whatsapp.webhook.outcome"])
			assert.Equal(t, test.class, attributes["error.type"])
		})
	}
}

// The label is the number's, or the account's where there is no number.
func TestTargetOfEvents(t *testing.T) {
	t.Parallel()
	c := newCollector(otelwhatsapp.WithTargetLabel(func(id string) string {
		return map[string]string{"1065": "number", "7": "account"}[id]
	}))
	for body, want := range map[string]any{
		`{"entry":[{"id":"7","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1065"},"messages":[{"id":"a"}]}}]}]}`: "number",
		`{"entry":[{"id":"7","changes":[{"field":"account_update","value":{}}]}]}`:                                                        "account",
		`{"entry":[{"id":"8","changes":[{"field":"flows","value":{}}]}]}`:                                                                 nil,
	} {
		_, err := webhook.Dispatch(t.Context(), []byte(body), func(context.Context, webhook.Event) error { return nil },
			&webhook.DispatchOptions{Observer: otelwhatsapp.Webhooks(c.to...)})
		require.NoError(t, err)
		found := 0
		for _, point := range points(t, c.metrics(t)["whatsapp.webhook.wait"]) {
			if point.attributes["whatsapp.target"] == want {
				found++
			}
		}
		assert.Equal(t, 1, found, body)
	}
	assert.NotContains(t, c.metrics(t), "whatsapp.webhook.lag", "nobody knows when they were")
}

// telling matches what must not be an attribute: ids, phone numbers and texts
// of the tests.
var telling = regexp.MustCompile(`\d{5,}|wamid|confidential|hello|@|US\.`)

// No attribute of anything tells of a person, a message or an account.
func TestAttributesTellNothing(t *testing.T) {
	t.Parallel()
	c := newCollector()
	server := graphtest.New()
	client := newClient(t, server, otelwhatsapp.Client(c.to...), whatsapp.WithMaxRetries(0))
	ctx := t.Context()
	server.Script(sendRoute, graphtest.Pass(), graphtest.GraphError(400, graphtest.Error{
		Code: 131030, Message: "+15550100123 is confidential for " + graphtest.PhoneNumberID,
	}), graphtest.DropAfter())
	for range 3 {
		_, _ = client.Messages.Send(ctx, graphtest.PhoneNumberID, text)
	}
	_, _ = client.WABAs.Get(ctx, graphtest.WABAID)
	_, _ = client.WABAs.Get(ctx, "15550100123")
	_, _ = client.Media.Get(ctx, graphtest.MediaID)
	_ = client.Do(ctx, whatsapp.Operation{Method: http.MethodGet, Path: []string{graphtest.WABAID, "15550100123"}}, nil)

	callback := func(_ context.Context, event webhook.Event) error {
		return fmt.Errorf("%s: confidential: %s", event.Key(), event.Raw())
	}
	bodies, err := filepath.Glob("../webhook/webhooktest/bodies/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, bodies)
	for _, file := range bodies {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = webhook.Dispatch(ctx, body, callback, &webhook.DispatchOptions{Observer: otelwhatsapp.Webhooks(c.to...)})
		require.NoError(t, err)
	}
	handler := newHandler(t, otelwhatsapp.Webhooks(c.to...), callback)
	hooks := server.Webhooks(handler, appSecret)
	require.Error(t, hooks.Deliver(ctx, graphtest.Inbound{Text: "hello"}))
	hooks.Forge(ctx, []byte("confidential"), "sha256=confidential")
	otelwhatsapp.NewQueue("outbox", c.to...).AttemptDone(ctx, otelwhatsapp.Attempt{
		Outcome: "retry", Err: errors.New("+15550100123 is confidential"),
	})

	check := func(of string, attributes map[string]any) {
		for name, value := range attributes {
			if name == "whatsapp.error.code" {
				assert.IsType(t, int64(0), value)
				continue
			}
			assert.NotRegexp(t, telling, fmt.Sprint(name, "=", value), of)
		}
	}
	spans, series := c.spans.Ended(), 0
	for _, span := range spans {
		assert.NotRegexp(t, telling, span.Name())
		assert.NotRegexp(t, telling, span.Status().Description)
		assert.Empty(t, span.Events())
		assert.Empty(t, span.Links())
		check(span.Name(), attributesOf(span))
	}
	for name, metric := range c.metrics(t) {
		for _, point := range points(t, metric) {
			check(name, point.attributes)
			series++
		}
	}
	assert.Greater(t, len(spans), len(bodies))
	assert.Greater(t, series, 50)
}

// What Meta adds is told apart, but not without a bound.
func TestFieldsAreBounded(t *testing.T) {
	t.Parallel()
	c := newCollector()
	observer := otelwhatsapp.Webhooks(c.to...)
	for i := range 300 {
		body, err := json.Marshal(map[string]any{"entry": []any{map[string]any{
			"id": "1", "changes": []any{map[string]any{"field": fmt.Sprintf("field_%d", i), "value": map[string]any{}}},
		}}})
		require.NoError(t, err)
		_, err = webhook.Dispatch(t.Context(), body, func(context.Context, webhook.Event) error { return nil },
			&webhook.DispatchOptions{Observer: observer})
		require.NoError(t, err)
	}
	assert.Len(t, points(t, c.metrics(t)["messaging.client.consumed.messages"]), 101)
	names := map[string]bool{}
	for _, span := range c.spans.Ended() {
		names[span.Name()] = true
	}
	assert.Len(t, names, 101)
}
