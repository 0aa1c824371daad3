package batch_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"path/filepath"
	"strings"

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

// rows yields a message for each row of a CSV file with a phone number and a
// name.
func rows(file io.Reader) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		reader := csv.NewReader(file)
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			message := whatsapp.Message{}
			if err == nil {
				message.To = row[0]
				message.Content = whatsapp.Text{Body: "Hello " + row[1] + ", your parcel is on its way."}
			}
			if !yield(message, err) {
				return
			}
		}
	}
}

// The rows of a file are sent while it is read, however long it is. A row that
// cannot be read ends the batch, after those before it are sent.
func ExampleStream() {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(graphtest.New().Client()))
	if err != nil {
		log.Fatal(err)
	}
	file := strings.NewReader("+15550123,Ada\n+15550124,Grace\n+15550125\n")

	accepted := 0
	options := &batch.Options{Rate: 78} // for a number that may send 80 a second
	for result, err := range batch.Stream(context.Background(), client.Messages, graphtest.PhoneNumberID, rows(file), options) {
		switch {
		case err != nil:
			fmt.Println(err)
		case result.State == batch.StateAccepted:
			accepted++
		default:
			fmt.Println(result.Index, result.State, result.Err)
		}
	}
	fmt.Println(accepted, "accepted")
	// Output:
	// batch: read message 2: record on line 3: wrong number of fields
	// 2 accepted
}

// Marketing messages take the same options.
func ExampleMarketing() {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(graphtest.New().Client()))
	if err != nil {
		log.Fatal(err)
	}
	offer := whatsapp.Template{Name: "spring_sale", Language: "en_US"}
	messages := []whatsapp.MarketingMessage{{To: "+15550123", Template: offer}, {To: "+15550124", Template: offer}}
	results, err := batch.Send(context.Background(), batch.Marketing(client.Messages), graphtest.PhoneNumberID, messages, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results {
		fmt.Println(result.Index, result.State)
	}
	// Output:
	// 0 accepted
	// 1 accepted
}
