package reply_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

// The database of a bot fails after it has replied. The event is delivered
// again, but the reply is not sent again.
func Example() {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	store := webhook.NewMemoryStore(0, 0)
	replies := reply.New(client.Messages, store)
	save := func() error { return errors.New("database down") }
	router := &webhook.Router{
		OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
			if err := replies.Reply(ctx, event, "greeting", whatsapp.Text{Body: "Good morning"}); err != nil {
				return err
			}
			return save()
		},
	}
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{"the app secret"},
		VerifyToken: "the verify token",
		OnError:     func(_ context.Context, err error) { fmt.Println(err) },
	}, webhook.Deduplicate(store, router.Handle))
	if err != nil {
		fmt.Println(err)
		return
	}

	hooks := server.Webhooks(handler, "the app secret", graphtest.WithRedelivery(0))
	_ = hooks.Deliver(context.Background(), graphtest.Inbound{
		From: "15550100123", Text: "Hello", Message: webhook.Message{ID: "wamid.1"},
	})
	save = func() error { return nil }
	if err := hooks.Run(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	for _, sent := range server.Outbox() {
		fmt.Println("sent to", sent.To, "for", sent.BizOpaqueCallbackData)
	}
	// Output:
	// webhook: messages event wamid.1: database down
	// sent to +15550100123 for reply:wamid.1:greeting
}
