package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	maxAnswering = 8   // messages at the same time
	maxWaiting   = 500 // events, before Meta is asked to come again
	maxAttempts  = 3   // at one event
)

// bot answers text messages, slowly.
type bot struct {
	replies *reply.Replier
	delay   time.Duration
	apply   bool

	lanes    *lanes
	callback webhook.Callback
}

func newBot(client *whatsapp.Client, delay time.Duration, apply bool) *bot {
	store := webhook.NewMemoryStore(0, 0)
	b := &bot{
		replies: reply.New(client.Messages, store),
		delay:   delay,
		apply:   apply,
		lanes:   newLanes(maxAnswering, maxWaiting),
	}
	router := &webhook.Router{OnMessage: b.answer}
	letters := webhook.DeadLetters{Keep: keep, MaxAttempts: maxAttempts}
	// An attempt at an event takes as long as its answer, and then some.
	b.callback = webhook.DeduplicateWithLease(store, 2*delay+time.Minute, webhook.WithDeadLetters(letters, router.Handle))
	return b
}

// accept puts the events of a body into their lanes. When it returns nil, Meta
// does not deliver the body again.
func (b *bot) accept(ctx context.Context, delivery webhook.Delivery) error {
	notification, err := webhook.Parse(delivery.Body)
	if err != nil {
		return keep(ctx, webhook.NewBodyDeadLetter(delivery.Body, err))
	}
	// The context of the request ends soon.
	background := context.WithoutCancel(ctx)
	if !b.lanes.add(slices.Collect(notification.Events()), func(event webhook.Event) { b.process(background, event) }) {
		return webhook.ErrBusy
	}
	return nil
}

// process passes an event to the callback until it is done. Nobody else tries
// it again, since it was acknowledged.
func (b *bot) process(ctx context.Context, event webhook.Event) {
	for {
		err := b.callback(ctx, event)
		if err == nil {
			return
		}
		printError(ctx, err)
		if webhook.IsPermanent(err) {
			return
		}
		time.Sleep(b.delay / maxAttempts)
	}
}

// answer sends the text of a message back, after some thought.
func (b *bot) answer(ctx context.Context, event *webhook.MessageEvent) error {
	if event.Message.Text == nil {
		return nil
	}
	sender, text := event.Sender().ID(), event.Message.Text.Body
	fmt.Printf("  %-10s  %-12s  %s\n", "message", sender, text)
	if text == poison {
		panic("there is no answer to this")
	}
	time.Sleep(b.delay) // a model, a search, a person
	if !b.apply {
		fmt.Println("  not applied: run again with -apply")
		return nil
	}
	if err := b.replies.Reply(ctx, event, "answer", whatsapp.Text{Body: text}); err != nil {
		return err
	}
	fmt.Printf("  %-10s  %-12s  %s\n", "answer", sender, text)
	return nil
}

// keep prints what was given up. A bot in use stores it, to look at it and to
// run it again.
func keep(_ context.Context, letter webhook.DeadLetter) error {
	fmt.Printf("  %-10s  %d attempts, %s, %d bytes kept\n", "given up", letter.Attempts, letter.Reason, len(letter.Body))
	return nil
}

// printError prints refused requests and failed events. The errors contain no
// secrets.
func printError(_ context.Context, err error) {
	fmt.Printf("  %-10s  %v\n", "error", err)
}
