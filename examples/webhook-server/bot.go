package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// bot echoes text messages.
type bot struct {
	client *whatsapp.Client
	apply  bool

	mutex  sync.Mutex                        // guards states
	states map[string]*webhook.DeliveryState // by message; a real bot has a database
}

func newBot(client *whatsapp.Client, apply bool) *bot {
	return &bot{client: client, apply: apply, states: map[string]*webhook.DeliveryState{}}
}

// answer sends the text of a message back. An error makes Meta deliver the
// message again, so it is returned only if nothing was sent. A bot that needs
// more than a second would store the event here and answer later.
func (b *bot) answer(ctx context.Context, event *webhook.MessageEvent) error {
	if event.Message.Text == nil {
		return nil
	}
	sender := event.Sender()
	fmt.Printf("  %-10s  %-12s  %s\n", "message", sender.ID(), event.Message.Text.Body)
	if !b.apply {
		fmt.Println("  not applied: run again with -apply")
		return nil
	}
	err := b.send(ctx, event.Metadata.PhoneNumberID, sender, event.Message.Text.Body)
	if errors.Is(err, whatsapp.ErrOutcomeUnknown) {
		fmt.Printf("  %-10s  %v\n", "unclear", err) // better no echo than two
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s  %-12s  %s\n", "echo", sender.ID(), event.Message.Text.Body)
	return nil
}

// send makes one attempt: Meta waits for the answer to its webhook, and
// delivers the message again if this fails.
func (b *bot) send(ctx context.Context, phoneNumberID string, to webhook.User, text string) error {
	message := whatsapp.Message{Content: whatsapp.Text{Body: text}}
	if to.WAID != "" {
		message.To = "+" + to.WAID
	} else {
		message.Recipient = to.UserID // the user hides their number
	}
	_, err := b.client.Messages.Send(ctx, phoneNumberID, message, whatsapp.WithMaxRetries(0))
	return err
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
