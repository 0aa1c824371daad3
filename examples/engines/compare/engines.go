package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/examples/engines/internal/redisserver"
	jetstreaminbox "github.com/wabakit/whatsapp/examples/engines/jetstream/inbox"
	redisinbox "github.com/wabakit/whatsapp/examples/engines/redis-streams/inbox"
	"github.com/wabakit/whatsapp/webhook"
)

// available returns the engines that this machine has.
func available() []engine {
	engines := []engine{
		{"durable, SQLite", openDurableFile},
		{"plain River, SQLite", openRiverFile},
		{"JetStream, each write synced", func(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
			return openJetStream(ctx, callback, &server.Options{StoreDir: folder, SyncAlways: true})
		}},
		{"JetStream, synced every two minutes", func(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
			return openJetStream(ctx, callback, &server.Options{StoreDir: folder})
		}},
	}
	if *postgres == "" {
		fmt.Fprintln(os.Stderr, "PostgreSQL is not measured: neither -postgres nor DURABLE_POSTGRES is set")
	} else {
		engines = append(engines, engine{"durable, PostgreSQL", openDurablePostgres}, engine{"plain River, PostgreSQL", openRiverPostgres})
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		fmt.Fprintln(os.Stderr, "Redis is not measured: redis-server is not installed")
		return engines
	}
	return append(engines,
		engine{"Redis Streams, each write synced", func(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
			return openRedis(ctx, folder, callback, "always")
		}},
		engine{"Redis Streams, synced every second", func(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
			return openRedis(ctx, folder, callback, "everysec")
		}})
}

func openDurableFile(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
	return openDurable(ctx, filepath.Join(folder, "inbox.db"), callback)
}

func openDurablePostgres(ctx context.Context, _ string, callback webhook.Callback) (http.Handler, func(), error) {
	source, drop, err := makeDatabase(ctx)
	if err != nil {
		return nil, nil, err
	}
	handler, closeStore, err := openDurable(ctx, source, callback)
	if err != nil {
		drop()
		return nil, nil, err
	}
	return handler, func() { closeStore(); drop() }, nil
}

func openDurable(ctx context.Context, source string, callback webhook.Callback) (http.Handler, func(), error) {
	store, err := durable.Open(ctx, source, durable.Options{})
	if err != nil {
		return nil, nil, err
	}
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: config, Callback: callback})
	if err == nil {
		err = store.Start(ctx)
	}
	if err != nil {
		store.Close()
		return nil, nil, err
	}
	return inbox, func() { store.Stop(context.WithoutCancel(ctx)); store.Close() }, nil
}

// work is what the streams do with a body: as in the examples, with order,
// deduplication and dead letters.
func work(callback webhook.Callback) partition.Work {
	return partition.Work{
		Callback: callback, Lease: time.Minute, Wait: 100 * time.Millisecond, MaxAttempts: 5,
		OnError: func(_ context.Context, err error) { fmt.Fprintln(os.Stderr, err) },
	}
}

func openJetStream(ctx context.Context, callback webhook.Callback, options *server.Options) (http.Handler, func(), error) {
	options.JetStream, options.DontListen, options.NoSigs = true, true, true
	embedded, err := server.NewServer(options)
	if err != nil {
		return nil, nil, err
	}
	embedded.Start()
	closeAll := func() { embedded.Shutdown(); embedded.WaitForShutdown() }
	handler, stop, err := startJetStream(ctx, embedded, callback)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return handler, func() { stop(); closeAll() }, nil
}

func startJetStream(ctx context.Context, embedded *server.Server, callback webhook.Callback) (http.Handler, func(), error) {
	connection, err := nats.Connect("", nats.InProcessServer(embedded))
	if err != nil {
		return nil, nil, err
	}
	js, err := jetstream.New(connection)
	if err != nil {
		return nil, nil, err
	}
	bodies, err := jetstreaminbox.Open(ctx, js)
	if err != nil {
		return nil, nil, err
	}
	handler, err := webhook.NewInbox(config, bodies.Accept)
	if err != nil {
		return nil, nil, err
	}
	stop, err := bodies.Start(ctx, work(callback))
	return handler, func() { stop(); connection.Close() }, err
}

func openRedis(ctx context.Context, folder string, callback webhook.Callback, sync string) (http.Handler, func(), error) {
	address, stopServer, err := redisserver.Start(ctx, folder, "--appendonly", "yes", "--appendfsync", sync)
	if err != nil {
		return nil, nil, err
	}
	client := redis.NewClient(&redis.Options{Addr: address, ContextTimeoutEnabled: true, PoolSize: 2*partition.Count + *senders})
	closeAll := func() { client.Close(); stopServer() }
	bodies, err := redisinbox.Open(ctx, client)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	handler, err := webhook.NewInbox(config, bodies.Accept)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	stop := bodies.Start(work(callback)) //nolint:contextcheck // it runs until it is stopped
	return handler, func() { stop(); closeAll() }, nil
}
