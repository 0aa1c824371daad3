package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

// startEcho starts a bot on a port of its own, and has the simulator call it.
func startEcho(ctx context.Context, sim *simulator.Simulator) (stop func(), err error) {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(sim.Client()))
	if err != nil {
		return nil, err
	}
	store := webhook.NewMemoryStore(0, 0)
	replies := reply.New(client.Messages, store)
	router := &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
		content := echo(&event.Message)
		if content == nil {
			return client.Messages.MarkRead(ctx, event.Metadata.PhoneNumberID, event.Message.ID)
		}
		if err := client.Messages.ShowTyping(ctx, event.Metadata.PhoneNumberID, event.Message.ID); err != nil {
			return err
		}
		return replies.Reply(ctx, event, "echo", content, whatsapp.WithMaxRetries(0))
	}}
	callback, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{simulator.DefaultAppSecret}, VerifyToken: simulator.DefaultVerifyToken,
	}, webhook.Deduplicate(store, router.Handle))
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: callback, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	stop = func() { _ = server.Close() }
	return stop, sim.SetCallbackURL(addressOf(listener) + "/webhook")
}

// echo returns what the bot says to a message, nil for nothing.
func echo(message *webhook.Message) whatsapp.Content {
	switch {
	case message.Interactive != nil && message.Interactive.ButtonReply != nil:
		return whatsapp.Text{Body: "You tapped *" + message.Interactive.ButtonReply.Title + "*."}
	case message.Media() != nil:
		return whatsapp.Text{Body: "You sent a file of type " + string(message.Type) + "."}
	case message.Location != nil:
		return whatsapp.Text{Body: fmt.Sprintf("You are at %g, %g.", message.Location.Latitude, message.Location.Longitude)}
	case message.Text == nil:
		return nil
	case message.Text.Body == "buttons":
		return whatsapp.InteractiveButtons{
			Body: "Which one do you like?", Buttons: []whatsapp.ReplyButton{{ID: "one", Title: "This one"}, {ID: "two", Title: "That one"}},
		}
	}
	return whatsapp.Text{Body: "You said: " + message.Text.Body + "\n_Write *buttons* to get some._"}
}
