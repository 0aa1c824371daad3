package otelwhatsapp_test

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
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
)

const (
	sendOperation = "POST /{phone-number-id}/messages"
	sendRoute     = "POST /{phone}/messages"
)

var text = whatsapp.Message{To: "+15550100123", Content: whatsapp.Text{Body: "a confidential text"}}

// A call is a span, and its attempts are client spans below it; the metrics
// say the same.
func TestCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCollector()
		server := graphtest.New()
		client := newClient(t, server, otelwhatsapp.Client(c.to...))
		server.Script(sendRoute, graphtest.Throttled(130429, 0))
		started := time.Now()
		_, err := client.Messages.Send(t.Context(), graphtest.PhoneNumberID, text)
		require.NoError(t, err)
		took := time.Since(started)

		spans := c.spans.Ended()
		require.Len(t, spans, 3)
		first, second, call := spans[0], spans[1], spans[2]
		for _, span := range spans {
			assert.Equal(t, sendOperation, span.Name())
			assert.Equal(t, call.SpanContext().TraceID(), span.SpanContext().TraceID())
		}
		assert.Equal(t, oteltrace.SpanKindInternal, call.SpanKind())
		assert.False(t, call.Parent().IsValid())
		assert.Equal(t, codes.Unset, call.Status().Code)
		assert.Equal(t, map[string]any{"whatsapp.operation": sendOperation, "whatsapp.attempts": int64(2)}, attributesOf(call))
		assert.Equal(t, took, call.EndTime().Sub(call.StartTime()))

		for _, attempt := range []struct{ kind, parent any }{
			{first.SpanKind(), first.Parent().SpanID()}, {second.SpanKind(), second.Parent().SpanID()},
		} {
			assert.Equal(t, oteltrace.SpanKindClient, attempt.kind)
			assert.Equal(t, call.SpanContext().SpanID(), attempt.parent)
		}
		ok := map[string]any{
			"http.request.method": "POST", "url.template": "/{phone-number-id}/messages", "server.address": "graph.facebook.com",
			"server.port": int64(443), "http.response.status_code": int64(200),
		}
		refused := with(ok, "http.response.status_code", int64(400), "error.type", "400")
		assert.Equal(t, with(refused, "whatsapp.error.code", int64(130429)), attributesOf(first))
		assert.Equal(t, codes.Error, first.Status().Code)
		assert.Equal(t, "rate_limited", first.Status().Description)
		assert.Equal(t, with(ok, "http.request.resend_count", int64(1)), attributesOf(second))
		assert.Equal(t, codes.Unset, second.Status().Code)

		requests := points(t, c.metrics(t)["http.client.request.duration"])
		require.Len(t, requests, 2)
		assert.ElementsMatch(t, []map[string]any{ok, refused}, []map[string]any{requests[0].attributes, requests[1].attributes})
		operation := map[string]any{"whatsapp.operation": sendOperation}
		assert.Equal(t, point{operation, 1, took.Seconds()}, c.only(t, "whatsapp.client.operation.duration"))
		assert.Equal(t, point{operation, 1, 2}, c.only(t, "whatsapp.client.operation.attempts"))
		throttled := with(operation, "whatsapp.error.code", int64(130429))
		assert.Equal(t, point{throttled, 1, 1}, c.only(t, "whatsapp.client.throttles"))
		assert.Equal(t, point{with(throttled, "error.type", "rate_limited"), 1, took.Seconds()}, c.only(t, "whatsapp.client.retry.wait"))
	})
}

func with(attributes map[string]any, more ...any) map[string]any {
	joined := maps.Clone(attributes)
	for i := 0; i < len(more); i += 2 {
		joined[more[i].(string)] = more[i+1]
	}
	return joined
}

// An error is told by its class and code, never by its text.
func TestFailedCalls(t *testing.T) {
	t.Parallel()
	graphError := func(status, code int) graphtest.Fault {
		return graphtest.GraphError(status, graphtest.Error{Code: code, Message: "a confidential text"})
	}
	for name, test := range map[string]struct {
		fault     graphtest.Fault
		class     string // of the call
		code      any
		errorType string // of the attempt
	}{
		"lost":         {graphtest.DropAfter(), "outcome_unknown", nil, "outcome_unknown"},
		"HTML page":    {graphtest.HTMLError(502), "outcome_unknown", nil, "502"},
		"lost before":  {graphtest.DropBefore(), "outcome_unknown", nil, "outcome_unknown"},
		"an error 200": {graphError(200, 100), "invalid_request", int64(100), "invalid_request"},
		"throttled":    {graphError(400, 131056), "rate_limited", int64(131056), "400"},
		"token":        {graphError(401, 190), "unauthorized", int64(190), "401"},
		"permission":   {graphError(403, 10), "permission", int64(10), "403"},
		"not found":    {graphError(404, 803), "not_found", int64(803), "404"},
		"policy":       {graphError(403, 368), "policy", int64(368), "403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCollector()
			server := graphtest.New()
			client := newClient(t, server, otelwhatsapp.Client(c.to...), whatsapp.WithMaxRetries(0))
			server.Script(sendRoute, test.fault)
			_, err := client.Messages.Send(t.Context(), graphtest.PhoneNumberID, text)
			require.Error(t, err)
			call := c.only(t, "whatsapp.client.operation.duration").attributes
			assert.Equal(t, test.class, call["error.type"])
			assert.Equal(t, test.code, call["whatsapp.error.code"])
			assert.Equal(t, test.errorType, c.only(t, "http.client.request.duration").attributes["error.type"])
			spans := c.spans.Ended()
			require.Len(t, spans, 2)
			for _, span := range spans {
				assert.Equal(t, codes.Error, span.Status().Code)
				assert.Equal(t, test.class, span.Status().Description)
				assert.Empty(t, span.Events())
			}
			assert.Equal(t, test.class, attributesOf(spans[1])["error.type"])
			assert.Equal(t, test.code, attributesOf(spans[1])["whatsapp.error.code"])
			assert.NotContains(t, c.metrics(t), "whatsapp.client.retry.wait")
		})
	}
}

// What the caller gives up is neither Graph's nor unknown.
func TestCanceledCall(t *testing.T) {
	t.Parallel()
	for want, cause := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"canceled": context.WithCancel,
		"timeout": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCollector()
				server := graphtest.New()
				client := newClient(t, server, otelwhatsapp.Client(c.to...))
				server.Script("GET /{waba}", graphtest.Slow(time.Minute))
				ctx, cancel := cause(t.Context())
				time.AfterFunc(2*time.Second, cancel)
				_, err := client.WABAs.Get(ctx, graphtest.WABAID)
				require.Error(t, err)
				assert.Equal(t, want, c.only(t, "whatsapp.client.operation.duration").attributes["error.type"])
			})
		})
	}
}

// Another base URL has another address.
func TestServerAddress(t *testing.T) {
	t.Parallel()
	c := newCollector()
	web := httptest.NewServer(graphtest.New())
	t.Cleanup(web.Close)
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithBaseURL(web.URL), otelwhatsapp.Client(c.to...))
	require.NoError(t, err)
	_, err = client.WABAs.Get(t.Context(), graphtest.WABAID)
	require.NoError(t, err)
	attributes := c.only(t, "http.client.request.duration").attributes
	assert.Equal(t, web.URL, fmt.Sprintf("http://%s:%d", attributes["server.address"], attributes["server.port"])) //nolint:nosprintfhostport // the host is an IPv4 address
}

// The ids that a caller has few of can be a label, as the caller names them.
func TestTargetLabel(t *testing.T) {
	t.Parallel()
	tenants := map[string]string{graphtest.PhoneNumberID: "tenant one"}
	c := newCollector(otelwhatsapp.WithTargetLabel(func(id string) string { return tenants[id] }))
	server := graphtest.New()
	client := newClient(t, server, otelwhatsapp.Client(c.to...))
	server.Script(sendRoute, graphtest.Throttled(130429, 0))
	_, err := client.Messages.Send(t.Context(), graphtest.PhoneNumberID, text)
	require.NoError(t, err)
	for name, metric := range c.metrics(t) {
		for _, point := range points(t, metric) {
			assert.Equal(t, "tenant one", point.attributes["whatsapp.target"], name)
		}
	}
	_, err = client.WABAs.Get(t.Context(), graphtest.WABAID)
	require.NoError(t, err)
	for _, point := range points(t, c.metrics(t)["whatsapp.client.operation.duration"]) {
		_, labelled := point.attributes["whatsapp.target"]
		assert.Equal(t, point.attributes["whatsapp.operation"] == sendOperation, labelled, "it has no name")
	}
	for _, span := range c.spans.Ended() {
		assert.NotContains(t, attributesOf(span), "whatsapp.target")
	}
}

// Without a provider, spans and metrics go to the global ones, which drop them.
func TestNoProviders(t *testing.T) {
	t.Parallel()
	client := newClient(t, graphtest.New(), otelwhatsapp.Client())
	_, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, text)
	require.NoError(t, err)
}
