package webhook_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/webhook"
)

// An inbox stores bodies and answers at once. Something else takes them out of
// the store, however long that takes. Here the store is a channel; in a program
// it is a table or a queue that survives a crash.
func ExampleNewInbox() {
	store := make(chan webhook.Delivery, 100)
	inbox, err := webhook.NewInbox(webhook.Config{
		AppSecrets:  []string{"the app secret"},
		VerifyToken: "the verify token",
	}, func(_ context.Context, delivery webhook.Delivery) error {
		select {
		case store <- delivery:
			return nil
		default:
			return webhook.ErrBusy // Meta comes again
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver(inbox, exampleBody, "the app secret")
	deliver(inbox, `{"entry":[`, "the app secret")
	close(store)

	callback := webhook.Deduplicate(webhook.NewMemoryStore(0, 0), func(_ context.Context, event webhook.Event) error {
		fmt.Println("processed", event.Key())
		return nil
	})
	for delivery := range store {
		failed, err := webhook.Dispatch(context.Background(), delivery.Body, callback, &webhook.DispatchOptions{
			ReceivedAt: delivery.ReceivedAt,
		})
		switch {
		case err != nil:
			fmt.Println("keep as a dead letter:", webhook.NewBodyDeadLetter(delivery.Body, err).Reason)
		case len(failed) > 0:
			fmt.Println("to be tried again:", failed)
		}
	}
	// Output:
	// answer: 200
	// answer: 200
	// processed wamid.HBgL
	// keep as a dead letter: webhook: malformed body: invalid JSON at byte 10: expected a value
}

// An event that fails for the third time is kept, and Meta is told that it is
// done. It runs again when the callback has been mended.
func ExampleWithDeadLetters() {
	answer := func(context.Context, webhook.Event) error { return errors.New("no answer for this") }
	var kept []webhook.DeadLetter // in a program, a table
	letters := webhook.DeadLetters{
		MaxAttempts: 3,
		Keep: func(_ context.Context, letter webhook.DeadLetter) error {
			kept = append(kept, letter)
			return nil
		},
	}
	store := webhook.NewMemoryStore(0, 0)
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{"the app secret"},
		VerifyToken: "the verify token",
		OnError:     func(_ context.Context, err error) { fmt.Println(err) },
	}, webhook.Deduplicate(store, webhook.WithDeadLetters(letters, answer)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 3 {
		deliver(handler, exampleBody, "the app secret")
	}

	answer = func(_ context.Context, event webhook.Event) error {
		fmt.Println("answered", event.Key())
		return nil
	}
	for _, letter := range kept {
		if err := letter.Run(context.Background(), answer); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// webhook: messages event wamid.HBgL: no answer for this
	// answer: 500
	// webhook: messages event wamid.HBgL: no answer for this
	// answer: 500
	// webhook: messages event wamid.HBgL: kept as a dead letter after attempt 3: no answer for this
	// answer: 200
	// answered wamid.HBgL
}
