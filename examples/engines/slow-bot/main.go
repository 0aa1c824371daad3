// Slow-bot is a bot that takes five seconds to answer, in one process, and
// loses nothing when it is killed: package durable keeps what it receives and
// what it sends in a file.
//
//	go run ./slow-bot                 (in examples/engines)
//
// Meta hangs up after a second and has its answer within milliseconds. Each
// message is answered once, those of one person in order, however often it is
// delivered. A process that is killed goes on at its next start: a message that
// was being thought about is thought about again, and an answer that was on its
// way is not sent again, but settled by its status webhook.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN
// set, it listens on -listen until it is interrupted, keeps what it has in
// -database, and answers nobody unless -apply is given. With the URL of a
// PostgreSQL database there, several processes share the work.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/engines/internal/play"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

var database = flag.String("database", "", `a file, or "postgres://..."; bot-data/bot.db by default, in memory a temporary one`)

func main() {
	ctx, bot := play.Start()
	if *database == "" {
		folder, clean := bot.Folder("bot-data")
		defer clean()
		*database = filepath.Join(folder, "bot.db")
	}
	demo.Check(run(ctx, bot))
}

func run(ctx context.Context, bot *play.Bot) error {
	store, err := durable.Open(ctx, *database, durable.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{
		Sender:  bot.Client.Messages,
		Limiter: whatsapp.NewLimiter(whatsapp.LimiterOptions{}),
	})
	if err != nil {
		return err
	}
	inbox, err := store.NewInbox(durable.InboxConfig{
		Webhook:     bot.Webhook,
		MaxAttempts: play.MaxAttempts,
		Backoff:     func(int) time.Duration { return bot.Wait() },
		Callback: bot.Callback(func(ctx context.Context, event *webhook.MessageEvent, answer string) error {
			_, err := outbox.Enqueue(ctx, durable.Outgoing{
				PhoneNumberID: event.Metadata.PhoneNumberID,
				Message:       reply.Message(event, "answer", whatsapp.Text{Body: answer}),
			})
			return err
		}),
	})
	if err != nil {
		return err
	}
	if err := store.Start(ctx); err != nil {
		return err
	}
	served := bot.Serve(ctx, inbox)
	// What is on its way ends, and the rest waits for the next start.
	stopped := store.Stop(context.WithoutCancel(ctx))
	return errors.Join(served, stopped, printRest(context.WithoutCancel(ctx), store, inbox))
}

// printRest prints what is left, and what was given up.
func printRest(ctx context.Context, store *durable.Store, inbox *durable.Inbox) error {
	stats, err := store.Stats(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("  %d messages to answer, %d answers to send, %d unknown\n", stats.Events, stats.Due, stats.Unknown)
	for letter, err := range inbox.AllDeadLetters(ctx) {
		if err != nil {
			return err
		}
		fmt.Printf("  given up after %d attempts: %s\n", letter.Attempts, letter.Reason)
	}
	return nil
}
