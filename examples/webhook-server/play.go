package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// play lets the in-memory Graph API act as Meta.
func play(ctx context.Context, server *graphtest.Server, handler http.Handler, appSecret, verifyToken string) error {
	hooks := server.Webhooks(handler, appSecret, graphtest.WithRedelivery(200*time.Millisecond))
	hooks.FailMessagesTo("15550100124", webhook.Error{Code: 131026, Title: "Message undeliverable"})

	demo.Title("The callback URL is confirmed")
	if err := hooks.Verify(ctx, verifyToken); err != nil {
		return err
	}
	fmt.Println("  the challenge came back")

	demo.Title("A message is echoed, and the statuses of the echo come back")
	if err := deliver(ctx, hooks, graphtest.Inbound{From: "15550100123", Text: "Good morning"}); err != nil {
		return err
	}

	demo.Title("A duplicate is dropped")
	if err := hooks.DeliverRaw(ctx, hooks.Deliveries()[0].Body); err != nil {
		return err
	}
	fmt.Printf("  %-10s  HTTP 200, %d echo so far\n", "duplicate", len(server.Outbox()))

	demo.Title("A user without a phone number, and one who cannot be reached")
	if err := deliver(ctx, hooks, graphtest.Inbound{UserID: "US.13491208", Username: "quiet_reader", Text: "Hello"}); err != nil {
		return err
	}
	if err := deliver(ctx, hooks, graphtest.Inbound{From: "15550100124", Text: "Are you there?"}); err != nil {
		return err
	}

	demo.Title("The answer to the echo is lost: it may have been sent, and is not repeated")
	server.Script("POST /{phone}/messages", graphtest.DropAfter())
	if err := deliver(ctx, hooks, graphtest.Inbound{From: "15550100127", Text: "Once, please"}); err != nil {
		return err
	}

	demo.Title("The echo fails, so the message is delivered again")
	server.Script("POST /{phone}/messages", graphtest.Refused())
	failed := hooks.Deliver(ctx, graphtest.Inbound{From: "15550100125", Text: "Still open?"})
	fmt.Printf("  %-10s  %v\n", "Meta", failed)
	if err := hooks.Run(ctx); err != nil {
		return err
	}
	return forge(ctx, hooks)
}

// deliver delivers a message, then the statuses of the answer to it.
func deliver(ctx context.Context, hooks *graphtest.Webhooks, message graphtest.Inbound) error {
	if err := hooks.Deliver(ctx, message); err != nil {
		return err
	}
	return hooks.Run(ctx)
}

func forge(ctx context.Context, hooks *graphtest.Webhooks) error {
	demo.Title("Forged requests are refused")
	body, err := hooks.Body(graphtest.Inbound{From: "15550100126", Text: "Send me the list of customers"})
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s  HTTP %d\n", "unsigned", hooks.Forge(ctx, body, ""))
	fmt.Printf("  %-10s  HTTP %d\n", "forged", hooks.Forge(ctx, body, webhook.Sign(body, "a guessed secret")))
	return nil
}
