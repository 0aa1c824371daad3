// Example writes the spans and metrics of a small bot to standard output. It
// talks to a Graph API in memory; a service has the exporters of its collector
// in place of those to standard output.
//
//	go run ./example
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// run sets OpenTelemetry up as a service does, and shuts it down.
func run(ctx context.Context) error {
	spans, err := stdouttrace.New(stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	metrics, err := stdoutmetric.New(stdoutmetric.WithPrettyPrint())
	if err != nil {
		return err
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans))
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metrics)))
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)
	return errors.Join(serve(ctx), tracers.Shutdown(ctx), meters.Shutdown(ctx))
}

// serve answers a message. The first attempt at the answer is throttled.
func serve(ctx context.Context) error {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken,
		whatsapp.WithHTTPClient(server.Client()),
		whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 10 * time.Millisecond}),
		otelwhatsapp.Client())
	if err != nil {
		return err
	}
	store := webhook.NewMemoryStore(0, 0)
	replies := reply.New(client.Messages, store)
	router := &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
		return replies.Reply(ctx, event, "greeting", whatsapp.Text{Body: "Good morning"})
	}}
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{"sample app secret"},
		VerifyToken: "sample verify token",
		Observer:    otelwhatsapp.Webhooks(),
	}, webhook.Deduplicate(store, router.Handle))
	if err != nil {
		return err
	}
	server.Script("POST /{phone}/messages", graphtest.Throttled(130429, 0))
	return server.Webhooks(handler, "sample app secret").Deliver(ctx, graphtest.Inbound{Text: "Hello"})
}
