package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	sampleSecret = "sample app secret" //nolint:gosec // of a sample
	connections  = 40                  // to PostgreSQL, which takes a hundred by default
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
	besides := newGroup(ctx)
	closeGraph, err := c.start(besides, s)
	if err == nil {
		besides.run(func(ctx context.Context) error { return c.enqueue(ctx, s.outbox) })
		err = c.watch(besides.ctx, s, until, began) //nolint:contextcheck // it ends with the others
	}
	if failed := besides.end(); failed != nil { // before the database is closed
		err = failed
	}
	closeGraph()
	if err = errors.Join(err, s.close()); err == nil && ctx.Err() != nil { //nolint:contextcheck // it stops also after an interrupt
		fmt.Println("\n  interrupted: start it again to go on")
	}
	return err
}

// start starts what delivers statuses, and the processes that send.
func (c *campaign) start(besides *group, s *service) (closeGraph func(), err error) {
	switch {
	case c.meta != nil:
		besides.run(func(ctx context.Context) error { return c.meta.deliver(ctx, s.inbox) })
	case *listen != "":
		besides.run(func(ctx context.Context) error { return demo.Serve(ctx, *listen, s.inbox) })
	}
	if *processes == 1 {
		return func() {}, nil
	}
	environment, closeGraph, err := c.graph(besides.ctx)
	if err != nil {
		return func() {}, err
	}
	for range *processes {
		besides.run(func(ctx context.Context) error { return c.supervise(ctx, environment) })
	}
	return closeGraph, nil
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
