package oteldurable_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/durable/oteldurable"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// An inbox whose metrics go to a reader; a program has the exporter of its
// collector, mostly as the global provider, and no option then.
func Example() {
	ctx := context.Background()
	reader := metric.NewManualReader()
	meters := otelwhatsapp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))

	folder, err := os.MkdirTemp("", "oteldurable")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	store, err := durable.Open(ctx, filepath.Join(folder, "bot.db"), durable.Options{Observer: oteldurable.Observer(meters)})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	defer oteldurable.ObserveStats(store, meters)()

	called := make(chan struct{})
	inbox, err := store.NewInbox(durable.InboxConfig{
		Webhook:  webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify"},
		Callback: func(context.Context, webhook.Event) error { close(called); return nil },
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Start(ctx); err != nil {
		log.Fatal(err)
	}
	post(inbox, inbound("wamid.1"))
	<-called
	if err := store.Stop(ctx); err != nil {
		log.Fatal(err)
	}

	var collected metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &collected); err != nil {
		log.Fatal(err)
	}
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			fmt.Println(m.Name)
		}
	}
	// Unordered output:
	// whatsapp.queue.added
	// whatsapp.queue.add.duration
	// whatsapp.queue.wait
	// whatsapp.queue.lag
	// whatsapp.queue.process.duration
	// whatsapp.queue.attempts
	// whatsapp.queue.depth
	// whatsapp.queue.oldest
}
