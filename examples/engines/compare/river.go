package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/wabakit/whatsapp/webhook"
)

// Plain River has a job for each body: nothing is deduplicated, and nothing is
// in order. It fetches more often than by default, which would bound it.
const (
	riverWorkers  = 100
	fetchCooldown = 10 * time.Millisecond
	fetchInterval = 50 * time.Millisecond
)

type bodyArgs struct {
	Body []byte `json:"body"`
}

func (bodyArgs) Kind() string { return "webhook_body" }

type bodyWorker struct {
	river.WorkerDefaults[bodyArgs]

	callback webhook.Callback
}

func (w *bodyWorker) Work(ctx context.Context, job *river.Job[bodyArgs]) error {
	failed, err := webhook.Dispatch(ctx, job.Args.Body, w.callback, nil)
	if err != nil {
		return err
	}
	for _, failure := range failed {
		return failure
	}
	return nil
}

func openRiverFile(ctx context.Context, folder string, callback webhook.Callback) (http.Handler, func(), error) {
	const settings = "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	db, err := sql.Open("sqlite", filepath.Join(folder, "river.db")+settings)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	return openRiver(ctx, riversqlite.New(db), callback, func() { db.Close() })
}

func openRiverPostgres(ctx context.Context, _ string, callback webhook.Callback) (http.Handler, func(), error) {
	source, drop, err := makeDatabase(ctx)
	if err != nil {
		return nil, nil, err
	}
	pool, err := pgxpool.New(ctx, source+"&pool_max_conns=20") // as durable has
	if err != nil {
		drop()
		return nil, nil, err
	}
	return openRiver(ctx, riverpgxv5.New(pool), callback, func() { pool.Close(); drop() })
}

func openRiver[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], callback webhook.Callback, closeAll func()) (http.Handler, func(), error) {
	handler, stop, err := startRiver(ctx, driver, callback)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return handler, func() { stop(); closeAll() }, nil
}

func startRiver[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], callback webhook.Callback) (http.Handler, func(), error) {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, nil, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &bodyWorker{callback: callback})
	client, err := river.NewClient(driver, &river.Config{
		Logger: slog.New(slog.DiscardHandler), Workers: workers,
		Queues:        map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: riverWorkers}},
		FetchCooldown: fetchCooldown, FetchPollInterval: fetchInterval,
	})
	if err != nil {
		return nil, nil, err
	}
	handler, err := webhook.NewInbox(config, func(ctx context.Context, delivery webhook.Delivery) error {
		_, err := client.Insert(ctx, bodyArgs{Body: delivery.Body}, nil)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return handler, func() { client.Stop(context.WithoutCancel(ctx)) }, client.Start(ctx)
}

// makeDatabase makes an empty database on the server.
func makeDatabase(ctx context.Context) (source string, drop func(), err error) {
	connection, err := pgx.Connect(ctx, *postgres)
	if err != nil {
		return "", nil, err
	}
	name := "compare_" + strings.ToLower(rand.Text())
	if _, err := connection.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	address, err := url.Parse(*postgres)
	if err != nil {
		return "", nil, err
	}
	address.Path = "/" + name
	query := address.Query()
	query.Set("application_name", "compare")
	address.RawQuery = query.Encode()
	return address.String(), func() {
		connection.Exec(context.WithoutCancel(ctx), fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name))
		connection.Close(context.WithoutCancel(ctx))
	}, nil
}
