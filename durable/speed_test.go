package durable_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func BenchmarkSQLite(b *testing.B) { benchmark(b, filepath.Join(b.TempDir(), "test.db")) }

func BenchmarkPostgreSQL(b *testing.B) {
	source := os.Getenv("DURABLE_POSTGRES")
	if source == "" {
		b.Skip("DURABLE_POSTGRES is not set")
	}
	benchmark(b, emptyDatabase(b, source))
}

// benchmark measures how many events are stored and processed in a second, and
// how many messages of a campaign are stored and sent.
func benchmark(b *testing.B, source string) {
	b.Helper()
	ctx := b.Context()
	var sent, processed atomic.Int64
	store, err := durable.Open(ctx, source, durable.Options{})
	require.NoError(b, err)
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
		sent.Add(1)
		return nil
	})})
	require.NoError(b, err)
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
		processed.Add(1)
		return nil
	}})
	require.NoError(b, err)
	require.NoError(b, store.Start(ctx))
	defer store.Stop(ctx)
	await := func(counter *atomic.Int64, count int) {
		for counter.Load() < int64(count) {
			time.Sleep(time.Millisecond)
		}
	}
	b.Run("events", func(b *testing.B) {
		processed.Store(0)
		run := time.Now().UnixNano()
		var senders sync.WaitGroup
		var next atomic.Int64
		began := time.Now()
		for range 16 {
			senders.Go(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					post(inbox, childSecret, inbound(fmt.Sprintf("1555%07d", i%1000), fmt.Sprintf("wamid.%d.%d", run, i)))
				}
			})
		}
		senders.Wait()
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "acknowledged/s")
		await(&processed, b.N)
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "processed/s")
	})
	b.Run("messages", func(b *testing.B) {
		sent.Store(0)
		began := time.Now()
		_, err := outbox.EnqueueAll(ctx, func(yield func(durable.Outgoing) bool) {
			for i := range b.N {
				outgoing := hello("hello")
				outgoing.Message.To, outgoing.Campaign = fmt.Sprintf("+1555%07d", i), "spring"
				if !yield(outgoing) {
					return
				}
			}
		})
		require.NoError(b, err)
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "enqueued/s")
		await(&sent, b.N)
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "sent/s")
	})
}
