package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

// poison is a message that the bot cannot bear.
const poison = "What is the last digit of pi?"

// play lets the in-memory Graph API act as Meta: it hangs up after a fifth of
// the time that an answer takes, and delivers everything twice.
func play(ctx context.Context, server *graphtest.Server, b *bot, handler http.Handler, appSecret string) error {
	impatient := http.TimeoutHandler(handler, max(b.delay/5, 50*time.Millisecond), "")
	hooks := server.Webhooks(impatient, appSecret,
		graphtest.WithDuplicates(1), graphtest.WithRedelivery(b.delay, b.delay, b.delay), graphtest.WithStatuses())

	demo.Title("Three people write, and everything is delivered twice")
	people := []string{"15550100123", "15550100124", "15550100125"}
	for _, text := range []string{"Good morning", "Is my order on its way?"} {
		for _, person := range people {
			if err := hooks.Queue(graphtest.Inbound{From: person, Text: text}); err != nil {
				return err
			}
		}
	}
	if err := hooks.Run(ctx); err != nil {
		return err
	}
	fmt.Printf("  %-10s  %d bodies\n", "accepted", len(hooks.Deliveries()))
	b.lanes.wait()

	demo.Title("A message that cannot be answered holds up nobody")
	for _, text := range []string{poison, "Never mind"} {
		if err := hooks.Queue(graphtest.Inbound{From: people[0], Text: text}); err != nil {
			return err
		}
	}
	if err := hooks.Run(ctx); err != nil {
		return err
	}
	b.lanes.wait()

	demo.Title("Every message was answered once, in order")
	answers := map[string][]string{}
	for _, sent := range server.Outbox() {
		answers[sent.To] = append(answers[sent.To], sent.Text())
	}
	for _, person := range people {
		fmt.Printf("  %-12s  %s\n", person, strings.Join(answers["+"+person], " / "))
	}
	return nil
}
