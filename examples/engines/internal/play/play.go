// Package play lets the in-memory Graph API act as Meta for the bots.
package play

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// poison is a message that the bots cannot bear.
const poison = "What is the last digit of pi?"

// A Bot is what the bots have in common: flags, the session, and what they do
// with a message.
type Bot struct {
	*demo.Session

	Delay   time.Duration // of an answer
	Webhook webhook.Config
	listen  string
}

// Start parses the flags and makes a bot.
func Start() (context.Context, *Bot) {
	listen := flag.String("listen", ":8080", "against Meta: the address to listen on")
	delay := flag.Duration("delay", 5*time.Second, "how long an answer takes")
	ctx, session := demo.Start()
	return ctx, &Bot{Session: session, Delay: *delay, listen: *listen, Webhook: webhook.Config{
		AppSecrets:  []string{session.ID("WHATSAPP_APP_SECRET", "sample app secret")},
		VerifyToken: session.ID("WHATSAPP_VERIFY_TOKEN", "sample verify token"),
		OnError:     func(_ context.Context, err error) { say("error", err) }, // without secrets
	}}
}

// Folder returns a folder to keep data in: one of this name, and in memory a
// temporary one, which clean deletes.
func (b *Bot) Folder(name string) (folder string, clean func()) {
	if b.Server == nil {
		demo.Check(os.MkdirAll(name, 0o700))
		return name, func() {}
	}
	folder, err := os.MkdirTemp("", name)
	demo.Check(err)
	return folder, func() { os.RemoveAll(folder) }
}

// MaxAttempts is how often a bot tries to answer a message.
const MaxAttempts = 5

// Wait is how long a bot waits between two attempts.
func (b *Bot) Wait() time.Duration { return b.Delay / 10 }

// Callback answers text messages by passing the answer to reply, slowly.
func (b *Bot) Callback(reply func(ctx context.Context, event *webhook.MessageEvent, answer string) error) webhook.Callback {
	router := &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
		if event.Message.Text == nil {
			return nil
		}
		text := event.Message.Text.Body
		say("message", event.Sender().ID(), text)
		if text == poison {
			return errors.New("there is no answer to this")
		}
		select { // a model, a search, a person
		case <-time.After(b.Delay):
		case <-ctx.Done():
			return ctx.Err()
		}
		if !b.Apply {
			demo.NotApplied()
			return nil
		}
		return reply(ctx, event, text)
	}}
	return router.Handle
}

// Serve serves the callback URL: until an interrupt, or until the in-memory
// Graph API has delivered everything and seen the answers.
func (b *Bot) Serve(ctx context.Context, inbox http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("/webhook", inbox)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	if b.Server == nil {
		return demo.Serve(ctx, b.listen, mux)
	}
	return b.play(ctx, mux)
}

// play hangs up after a fifth of the time that an answer takes, and delivers
// everything twice.
func (b *Bot) play(ctx context.Context, handler http.Handler) error {
	impatient := http.TimeoutHandler(handler, max(b.Delay/5, 50*time.Millisecond), "")
	hooks := b.Server.Webhooks(impatient, b.Webhook.AppSecrets[0],
		graphtest.WithDuplicates(1), graphtest.WithRedelivery(b.Delay, b.Delay, b.Delay), graphtest.WithStatuses())

	demo.Title("Three people write, and everything is delivered twice")
	people := []string{"15550100123", "15550100124", "15550100125"}
	texts := []string{"Good morning", poison, "Is my order on its way?"}
	for _, text := range texts {
		for _, person := range people {
			if text == poison && person != people[0] {
				continue
			}
			if err := hooks.Queue(graphtest.Inbound{From: person, Text: text}); err != nil {
				return err
			}
		}
	}
	if err := hooks.Run(ctx); err != nil {
		return err
	}
	fmt.Printf("  %-10s  %d bodies\n", "accepted", len(hooks.Deliveries()))

	wanted := len(people) * (len(texts) - 1)
	for len(b.Server.Outbox()) < wanted {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	demo.Title("Every message was answered once, in order")
	answers := map[string][]string{}
	for _, sent := range b.Server.Outbox() {
		answers[sent.To] = append(answers[sent.To], sent.Text())
	}
	for _, person := range people {
		fmt.Printf("  %-12s  %s\n", person, strings.Join(answers["+"+person], " / "))
	}
	return nil
}

// say prints a line of what happens.
func say(what string, columns ...any) {
	fmt.Printf("  %-10s  %s\n", what, strings.TrimSuffix(fmt.Sprintln(columns...), "\n"))
}
