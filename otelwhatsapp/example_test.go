package otelwhatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otelwhatsapp"
)

// spanNames prints the names alone of the spans that stdouttrace writes: ids
// and times are others in every run.
type spanNames struct{}

func (spanNames) Write(text []byte) (int, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for decoder.More() {
		var span struct{ Name string }
		if err := decoder.Decode(&span); err != nil {
			return 0, err
		}
		fmt.Println("span  ", span.Name)
	}
	return len(text), nil
}

// metricNames does the same for stdoutmetric.
type metricNames struct{}

func (metricNames) Write(text []byte) (int, error) {
	var written struct {
		ScopeMetrics []struct{ Metrics []struct{ Name string } }
	}
	if err := json.Unmarshal(text, &written); err != nil {
		return 0, err
	}
	for _, scope := range written.ScopeMetrics {
		for _, m := range scope.Metrics {
			fmt.Println("metric", m.Name)
		}
	}
	return len(text), nil
}

// A client whose spans and metrics go to exporters that write; a program has
// those of its collector. The first attempt is throttled.
func Example() {
	spans, err := stdouttrace.New(stdouttrace.WithWriter(spanNames{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	metrics, err := stdoutmetric.New(stdoutmetric.WithWriter(metricNames{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	tracers := trace.NewTracerProvider(trace.WithSyncer(spans))
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metrics)))

	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken,
		whatsapp.WithHTTPClient(server.Client()),
		otelwhatsapp.Client(otelwhatsapp.WithTracerProvider(tracers), otelwhatsapp.WithMeterProvider(meters)))
	if err != nil {
		fmt.Println(err)
		return
	}
	server.Script("POST /{phone}/messages", graphtest.Throttled(130429, 0))
	_, err = client.Messages.Send(context.Background(), graphtest.PhoneNumberID,
		whatsapp.Message{To: "+15550100123", Content: whatsapp.Text{Body: "Good morning"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := meters.Shutdown(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// span   POST /{phone-number-id}/messages
	// span   POST /{phone-number-id}/messages
	// span   POST /{phone-number-id}/messages
	// metric http.client.request.duration
	// metric whatsapp.client.operation.duration
	// metric whatsapp.client.operation.attempts
	// metric whatsapp.client.retry.wait
	// metric whatsapp.client.throttles
}
