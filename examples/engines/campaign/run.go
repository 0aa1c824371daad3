package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	sampleSecret = "sample app secret"
	connections  = 40 // to PostgreSQL, which takes a hundred by default
)

var errHalfway = errors.New("stopped halfway")

// A service is the database with its inbox and outbox.
type service struct {
	store  *durable.Store
	inbox  *durable.Inbox
	outbox *durable.Outbox
}

// open opens the database. Without a sender, this process only enqueues.
func (c *campaign) open(ctx context.Context, sender durable.Sender) (*service, error) {
	store, err := durable.Open(ctx, c.source, durable.Options{})
	if err != nil {
		return nil, err
	}
	s := &service{store: store}
	if strings.HasPrefix(c.source, "postgres") { // the processes share what the server has
		store.DB().SetMaxOpenConns(max(2, connections/(1+*processes)))
	}
	var limiter whatsapp.Limiter
	if *rate > 0 { // each process has its share of the number
		limiter = whatsapp.NewLimiter(whatsapp.LimiterOptions{Throughput: max(1, *rate/max(1, *processes))})
	}
	if s.outbox, err = store.NewOutbox(durable.OutboxConfig{Sender: sender, Limiter: limiter}); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	config := webhook.Config{AppSecrets: []string{sampleSecret}, VerifyToken: "sample verify token"}
	if *listen != "" {
		config.AppSecrets = []string{c.ID("WHATSAPP_APP_SECRET", "")}
		config.VerifyToken = c.ID("WHATSAPP_VERIFY_TOKEN", "")
	}
	s.inbox, err = store.NewInbox(durable.InboxConfig{
		Webhook: config,
		// The outbox reads the statuses by itself.
		Callback: func(context.Context, webhook.Event) error { return nil },
	})
	if err == nil {
		err = store.Start(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return s, nil
}

// close finishes what is on its way.
func (s *service) close() error {
	return errors.Join(s.store.Stop(context.Background()), s.store.Close())
}

// run enqueues what is not in the database yet, and has it sent until so many
// rows are. It returns at an interrupt.
func (c *campaign) run(ctx context.Context, until int) error {
	began := time.Now()
	var sender durable.Sender
	if *processes == 1 {
		sender = c.Client.Messages
	}
	s, err := c.open(ctx, sender)
	if err != nil {
		return err
	}
	// What runs besides ends before the database is closed.
	var besides sync.WaitGroup
	running, stop := context.WithCancel(ctx)
	errs := make(chan error, 2+*processes)
	background := func(run func(ctx context.Context) error) {
		besides.Go(func() {
			if err := run(running); err != nil && running.Err() == nil {
				errs <- err
				stop()
			}
		})
	}
	end := func(err error) error {
		stop()
		besides.Wait()
		select {
		case failed := <-errs:
			err = failed
		default:
		}
		return errors.Join(err, s.close())
	}

	switch {
	case c.meta != nil:
		background(func(ctx context.Context) error { return c.meta.deliver(ctx, s.inbox) })
	case *listen != "":
		background(func(ctx context.Context) error { return demo.Serve(ctx, *listen, s.inbox) })
	}
	if *processes > 1 {
		environment, closeGraph, err := c.graph(ctx)
		if err != nil {
			return end(err)
		}
		defer closeGraph()
		for range *processes {
			background(func(ctx context.Context) error { return c.supervise(ctx, environment) })
		}
	}
	background(func(ctx context.Context) error { return c.enqueue(ctx, s.outbox) })
	err = end(c.watch(running, s, until, began))
	if err == nil && ctx.Err() != nil {
		fmt.Println("\n  interrupted: start it again to go on")
	}
	return err
}

// enqueue stores the rows of the file. Their keys make it safe to do so again.
func (c *campaign) enqueue(ctx context.Context, outbox *durable.Outbox) error {
	var failed error
	_, err := outbox.EnqueueAll(ctx, func(yield func(durable.Outgoing) bool) {
		for row, err := range c.rows() {
			if err != nil {
				failed = err
				return
			}
			outgoing := durable.Outgoing{
				PhoneNumberID: c.from, Campaign: c.name, Key: c.name + " " + row[0], Message: message(row),
			}
			if outgoing.Message.Validate() == nil && !yield(outgoing) {
				return
			}
		}
	})
	c.enqueued.Store(err == nil && failed == nil)
	return errors.Join(failed, err)
}
