package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// A bot that takes its time. Meta has its answer at once, and every message is
// answered once, also after a crash.
func Example() {
	server := graphtest.New() // in place of Meta
	client, err := whatsapp.NewClient("token", whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	store, err := durable.Open(ctx, temporary(), durable.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: client.Messages})
	if err != nil {
		log.Fatal(err)
	}
	router := &webhook.Router{
		OnMessage: func(ctx context.Context, e *webhook.MessageEvent) error {
			if e.Message.Text == nil {
				return nil
			}
			time.Sleep(50 * time.Millisecond) // it thinks
			sender := e.Sender()
			_, err := outbox.Enqueue(ctx, durable.Outgoing{
				PhoneNumberID: e.Metadata.PhoneNumberID,
				Message: whatsapp.Message{
					To: sender.WAID, Recipient: sender.UserID, Content: whatsapp.Text{Body: "You said: " + e.Message.Text.Body},
				},
			})
			return err
		},
	}
	inbox, err := store.NewInbox(durable.InboxConfig{
		Webhook:  webhook.Config{AppSecrets: []string{"app secret of thirty-two letters"}, VerifyToken: "verify"},
		Callback: router.Handle,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Start(ctx); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook", inbox)

	deliver(inbox, "app secret of thirty-two letters", "Good morning")
	for messages := []*durable.Message(nil); len(messages) == 0; time.Sleep(time.Millisecond) {
		if messages, err = outbox.Messages(ctx, durable.ListMessages{State: durable.StateAccepted}); err != nil {
			log.Fatal(err)
		}
	}
	if err := store.Stop(ctx); err != nil {
		log.Fatal(err)
	}
	stats, err := store.Stats(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stats.Events, "events left,", stats.Due, "messages left")
	// Output: 0 events left, 0 messages left
}

// A message that is sent if the order is stored, and not if it is not.
func ExampleOutbox_EnqueueTx() {
	ctx := context.Background()
	store, err := durable.Open(ctx, temporary(), durable.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := store.DB().ExecContext(ctx, "CREATE TABLE orders (id TEXT)"); err != nil {
		log.Fatal(err)
	}
	order := func(id string) error {
		tx, err := store.DB().BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(ctx, "INSERT INTO orders (id) VALUES ('"+id+"')"); err != nil {
			return err
		}
		queued, err := outbox.EnqueueTx(ctx, tx, durable.Outgoing{
			PhoneNumberID: graphtest.PhoneNumberID,
			Key:           "confirmation of " + id,
			Message:       whatsapp.Message{To: "+15550100123", Content: whatsapp.Text{Body: "Thank you for order " + id + "."}},
		})
		if err != nil {
			return err
		}
		fmt.Println("known before:", queued.Known)
		return tx.Commit()
	}
	for range 2 {
		if err := order("17"); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// known before: false
	// known before: true
}

// A campaign with its progress.
func ExampleOutbox_EnqueueAll() {
	ctx := context.Background()
	store, err := durable.Open(ctx, temporary(), durable.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	if err != nil {
		log.Fatal(err)
	}
	customers := slices.Values([]string{"+15550100123", "+15550100124", "+15550100125"})
	counted, err := outbox.EnqueueAll(ctx, func(yield func(durable.Outgoing) bool) {
		for number := range customers {
			if !yield(durable.Outgoing{
				PhoneNumberID: graphtest.PhoneNumberID,
				Campaign:      "spring",
				Key:           "spring " + number,
				Message:       whatsapp.Message{To: number, Content: whatsapp.Template{Name: "offer", Language: "en_US"}},
			}) {
				return
			}
		}
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(counted.Queued, "queued")
	if err := outbox.PauseCampaign(ctx, "spring"); err != nil {
		log.Fatal(err)
	}
	campaign, err := outbox.Campaign(ctx, "spring")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(campaign.State, campaign.Total()-campaign.Left(), "of", campaign.Total(), "sent")
	// Output:
	// 3 queued
	// paused 0 of 3 sent
}

// What a callback writes to the database happens once, together with the record
// that the event is done.
func ExampleOnDone() { //nolint:testableexamples // it is one function of a program
	_ = func(ctx context.Context, e webhook.Event) error {
		return durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE visits SET count = count + 1")
			return err
		})
	}
}

// Events that were given up, run again after the callback has been mended.
func ExampleInbox_AllDeadLetters() {
	ctx := context.Background()
	store, err := durable.Open(ctx, temporary(), durable.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	inbox, err := store.NewInbox(durable.InboxConfig{
		Webhook: webhook.Config{AppSecrets: []string{"app secret of thirty-two letters"}, VerifyToken: "verify"},
	})
	if err != nil {
		log.Fatal(err)
	}
	count := 0
	for letter, err := range inbox.AllDeadLetters(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		count++
		fmt.Println(letter.Field, letter.Reason)
		if err := inbox.Rerun(ctx, letter.ID); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(count, "dead letters")
	// Output: 0 dead letters
}
