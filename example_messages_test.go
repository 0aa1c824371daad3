package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleMessageService_Send() {
	client, _ := inMemory()
	sent, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To: "+15550123",
		Content: whatsapp.InteractiveButtons{
			Body:    "Deliver it today?",
			Buttons: []whatsapp.ReplyButton{{ID: "today", Title: "Today"}, {ID: "later", Title: "Later"}},
		},
		CallbackData: "order-17",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.Contacts[0].Input)
	// Output: +15550123
}

// A batch with a journal can be run again, after a crash too: what has been
// settled is not sent again.
func ExampleMessageService_BatchSend() {
	client, _ := inMemory()
	folder, err := os.MkdirTemp("", "batch")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	messages := []whatsapp.Message{
		{To: "+15550123", Content: whatsapp.Text{Body: "Your parcel is on its way."}, CallbackData: "parcel-1"},
		{To: "+15550123", Content: whatsapp.Text{Body: ""}, CallbackData: "parcel-2"},
	}

	journal, err := whatsapp.OpenFileJournal(filepath.Join(folder, "parcels.journal"))
	if err != nil {
		log.Fatal(err)
	}
	defer journal.Close()
	for range 2 {
		results, err := client.Messages.BatchSend(context.Background(), graphtest.PhoneNumberID, messages,
			&whatsapp.BatchOptions{Journal: journal})
		if err != nil {
			log.Fatal(err) // the batch has stopped early; run it again later
		}
		for _, result := range results {
			fmt.Println(result.State, result.FromJournal, result.Err)
		}
	}
	// Output:
	// accepted false <nil>
	// rejected false whatsapp: invalid request: text.body is required
	// accepted true <nil>
	// rejected true whatsapp: invalid request: text.body is required
}
