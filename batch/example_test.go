package batch_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/graphtest"
)

// A batch with a journal can be run again, even after a crash: settled messages
// are not sent again.
func ExampleSend() {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(graphtest.New().Client()))
	if err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "batch")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	messages := []whatsapp.Message{
		{To: "+15550123", Content: whatsapp.Text{Body: "Your parcel is on its way."}, CallbackData: "parcel-1"},
		{To: "+15550123", Content: whatsapp.Text{Body: ""}, CallbackData: "parcel-2"},
	}

	journal, err := batch.OpenFileJournal(filepath.Join(folder, "parcels.journal"))
	if err != nil {
		log.Fatal(err)
	}
	defer journal.Close()
	for range 2 {
		results, err := batch.Send(context.Background(), client.Messages, graphtest.PhoneNumberID, messages,
			&batch.Options{Journal: journal})
		if err != nil {
			log.Fatal(err) // some messages are not sent; run it again later
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
