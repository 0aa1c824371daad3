package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

// bot echoes text messages.
type bot struct {
	replies *reply.Replier
	apply   bool

	mutex  sync.Mutex                        // guards states
	states map[string]*webhook.DeliveryState // by message; a real bot has a database
}

// newBot returns a bot that keeps account of its replies in the store.
func newBot(client *whatsapp.Client, store webhook.Store, apply bool) *bot {
	return &bot{
		replies: reply.New(client.Messages, store),
		apply:   apply,
		states:  map[string]*webhook.DeliveryState{},
	}
}

// answer sends the text of a message back. An error makes Meta deliver the
// message again, unless that would not help; the reply is sent once in any
// case. It makes one attempt, because Meta waits for the answer to its webhook.
// A bot that needs more than a second would store the event here and answer
// later.
func (b *bot) answer(ctx context.Context, event *webhook.MessageEvent) error {
	if event.Message.Text == nil {
		return nil
	}
	sender, text := event.Sender().ID(), event.Message.Text.Body
	fmt.Printf("  %-10s  %-12s  %s\n", "message", sender, text)
	if !b.apply {
		fmt.Println("  not applied: run again with -apply")
		return nil
	}
	err := b.replies.Reply(ctx, event, "echo", whatsapp.Text{Body: text}, whatsapp.WithMaxRetries(0))
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s  %-12s  %s\n", "echo", sender, text)
	return nil
}

// follow records the state of each answer. Statuses arrive in any order.
func (b *bot) follow(_ context.Context, event *webhook.StatusEvent) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	state := b.states[event.Status.ID]
	if state == nil {
		state = new(webhook.DeliveryState)
		b.states[event.Status.ID] = state
	}
	if !state.Fold(event.Status) {
		return nil
	}
	fmt.Printf("  %-10s  %-12s  %s\n", "status", event.Recipient().ID(), state.Status)
	for _, cause := range event.Status.Errors {
		fmt.Printf("  %-10s  %v\n", "", &cause)
	}
	return nil
}
