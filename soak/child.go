package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/redisstore"
	"github.com/wabakit/whatsapp/webhook"
)

// childVariable has the orders of a process that works.
const childVariable = "SOAK_CHILD"

const appSecret = "0123456789abcdef0123456789abcdef"

// What a process exits with.
const (
	exitNotStarted = 3
	exitNotStopped = 4
)

// complaintMark begins a line of a process's log about something that must not
// be.
const complaintMark = "WRONG: "

// orders are what a process is told.
type orders struct {
	Source, Graph, Redis  string
	Processes, Throughput int
	Postgres              bool
}

// A worker is one process with its inbox and its outbox.
type worker struct {
	store  *durable.Store
	inbox  *durable.Inbox
	outbox *durable.Outbox
	sends  sends
	insert string // records an effect of an event
}

// runChild works until it is told to stop, or its parent is gone.
func runChild(text string) int {
	var given orders
	if err := json.Unmarshal([]byte(text), &given); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitNotStarted
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(exitNotStopped)
	}()
	ctx := context.Background()
	w, err := newWorker(ctx, given)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitNotStarted
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitNotStarted
	}
	told, cancel := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer cancel()
	server := &http.Server{Handler: w.handler(), ReadHeaderTimeout: time.Minute}
	go server.Serve(listener)
	fmt.Println("http://" + listener.Addr().String())
	<-told.Done()
	return w.stop(ctx, server)
}

func newWorker(ctx context.Context, given orders) (*worker, error) {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithBaseURL(given.Graph),
		whatsapp.WithHTTPClient(&http.Client{Timeout: 20 * time.Second}))
	if err != nil {
		return nil, err
	}
	w := &worker{insert: "INSERT INTO soak_effects (event) VALUES (?)"}
	if given.Postgres {
		w.insert = "INSERT INTO soak_effects (event) VALUES ($1)"
	}
	w.store, err = durable.Open(ctx, given.Source, durable.Options{
		DeadAfter: deadAfter, Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return nil, err
	}
	w.sends.next = client.Messages
	if w.outbox, err = w.store.NewOutbox(durable.OutboxConfig{Sender: &w.sends, Limiter: limiterFor(ctx, given)}); err != nil {
		return nil, err
	}
	w.inbox, err = w.store.NewInbox(durable.InboxConfig{
		Webhook:     webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify"},
		Callback:    w.callback,
		MaxAttempts: maxAttempts,
		Backoff:     func(attempt int) time.Duration { return 50 * time.Millisecond << attempt },
	})
	if err != nil {
		return nil, err
	}
	return w, w.store.Start(ctx)
}

// pairInterval is short, so that there is an order to keep.
const pairInterval = 100 * time.Millisecond

// limiterFor is shared if there is a Redis.
func limiterFor(ctx context.Context, given orders) whatsapp.Limiter {
	if given.Redis == "" {
		return whatsapp.NewLimiter(whatsapp.LimiterOptions{
			Throughput: max(1, given.Throughput/given.Processes), PairInterval: pairInterval,
		})
	}
	client := redis.NewClient(&redis.Options{Addr: given.Redis, ContextTimeoutEnabled: true})
	client.Ping(ctx) // as a program does that begins
	return redisstore.NewLimiter(client, redisstore.LimiterOptions{
		LimiterOptions: whatsapp.LimiterOptions{Throughput: given.Throughput, PairInterval: pairInterval}, Processes: given.Processes,
	})
}

// stop ends the process in an orderly way, after which nothing may be unclear.
func (w *worker) stop(ctx context.Context, server *http.Server) int {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "shutting down:", err)
	}
	if err := w.store.Stop(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "stopping:", err)
		return exitNotStopped
	}
	w.checkSends(ctx)
	if err := w.store.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "closing:", err)
		return exitNotStopped
	}
	return 0
}

// checkSends looks whether every answer that this process got was recorded.
func (w *worker) checkSends(ctx context.Context) {
	onTheWay, answered := w.sends.all()
	if onTheWay > 0 {
		complain("the store has stopped, and %d messages are on their way", onTheWay)
	}
	for _, token := range answered {
		message, err := w.outbox.Message(ctx, token)
		switch {
		case err != nil:
			fmt.Fprintln(os.Stderr, "looking after the stop:", err)
			return
		case message.State == durable.StateSending || message.State == durable.StateUnknown:
			complain("after an orderly stop, message %s is %s, and its answer had come", token, message.State)
		}
	}
}

func complain(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, complaintMark+format+"\n", arguments...)
}
