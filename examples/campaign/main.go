// Campaign sends a template to the rows of a CSV file, with a progress bar. It
// can be interrupted and started again: a journal next to the file knows what
// was sent. In memory, it makes the file, interrupts itself halfway and goes
// on.
//
//	go run ./examples/campaign
//	go run ./examples/campaign -rows 100000
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it does the same
// against Meta, with the rows of -file, and sends nothing unless -apply is
// given. A row has a phone number and a name for the message in webhooks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

const sendOperation = "POST /{phone-number-id}/messages"

var (
	file     = flag.String("file", "", "the CSV file of the campaign")
	rows     = flag.Int("rows", 200, "without -file: how many rows to make up")
	template = flag.String("template", "hello_world", "the template to send, in en_US")
	rate     = flag.Float64("rate", 0, "messages a second; against Meta 78 by default, for numbers that may send 80")
)

func main() {
	var sends atomic.Int64
	ctx, session := demo.Start(whatsapp.WithObserver(whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
		if attempt.Err == nil && attempt.Operation == sendOperation {
			sends.Add(1)
		}
	}}))
	campaign := campaign{Session: session, from: session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID), file: *file}
	if campaign.file == "" {
		folder, err := os.MkdirTemp("", "campaign")
		demo.Check(err)
		defer os.RemoveAll(folder)
		campaign.file = filepath.Join(folder, "campaign.csv")
		demo.Check(makeUp(campaign.file, *rows))
	}
	if session.Server == nil && *rate == 0 {
		*rate = 78
	}
	demo.Check(campaign.count())
	number, err := session.Client.PhoneNumbers.Get(ctx, campaign.from)
	demo.Check(err)
	demo.Title("%d messages from %s", campaign.total, number.DisplayPhoneNumber)
	if !session.Apply {
		demo.NotApplied()
		return
	}
	if session.Server != nil {
		campaign.interrupted(ctx)
		demo.Title("Once more: the journal knows what was sent")
	}
	demo.Check(campaign.run(ctx, func(int) {}))
	if session.Server != nil {
		fmt.Printf("  sent in both runs: %d\n", sends.Load())
	}
}

type campaign struct {
	*demo.Session
	from, file string
	total      int
}

// interrupted runs the campaign until half of it is sent.
func (c *campaign) interrupted(ctx context.Context) {
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	err := c.run(ctx, func(settled int) {
		if settled >= c.total/2 {
			interrupt()
		}
	})
	if incomplete, ok := errors.AsType[*batch.IncompleteError](err); ok {
		fmt.Printf("  interrupted: %d of the %d rows read are not sent\n", incomplete.NotSent, incomplete.Total)
		return
	}
	demo.Check(err)
}

// run sends what is not sent yet, and says what became of it.
func (c *campaign) run(ctx context.Context, settled func(count int)) error {
	opened, err := os.Open(c.file)
	if err != nil {
		return err
	}
	defer opened.Close()
	journal, err := batch.OpenFileJournal(c.file + ".journal")
	if err != nil {
		return err
	}
	defer journal.Close()
	journal.Sync = c.Server == nil // it survives a power cut

	bar, counts, began := newBar(c.total), map[batch.State]int{}, time.Now()
	options := &batch.Options{Journal: journal, Rate: *rate, Concurrency: 64}
	results := batch.Stream(ctx, c.Client.Messages, c.from, c.messages(opened), options)
	for result, failure := range results {
		if failure != nil {
			err = failure
			break
		}
		counts[result.State]++
		if result.State != batch.StateNotSent {
			bar.show(counts[batch.StateAccepted] + counts[batch.StateRejected] + counts[batch.StateUnknown])
		}
		if result.State == batch.StateRejected && !result.FromJournal {
			bar.print("row %d: %v", result.Index+1, result.Err)
		}
		settled(bar.done)
	}
	bar.end(time.Since(began))
	fmt.Printf("  accepted %d, rejected %d, unknown %d\n",
		counts[batch.StateAccepted], counts[batch.StateRejected], counts[batch.StateUnknown])
	return err
}

// message is what a row of the campaign gets.
func message(to, name string) whatsapp.Message {
	return whatsapp.Message{
		To: to, CallbackData: name,
		Content: whatsapp.Template{Name: *template, Language: "en_US"},
	}
}
