// Campaign sends a template to the rows of a CSV file through package durable:
// every row is in a database before it is sent, so that the campaign goes on
// after any end of the process, and can be paused, resumed and cancelled while
// it runs. In memory, it makes the file, stops halfway and goes on.
//
//	go run ./campaign                 (in examples/engines)
//	go run ./campaign -rows 100000
//	go run ./campaign -rows 100000 -database postgres://localhost/bots -processes 4
//
// It runs on SQLite in one process, or on PostgreSQL in as many as -processes
// says; the others are this program once more, and are replaced when they end.
// To go on, start it again with the same -file and -database. To stop it in an
// orderly way, interrupt it. While it runs, or afterwards:
//
//	go run ./campaign -file spring.csv -database spring.db -status
//	go run ./campaign -file spring.csv -database spring.db -pause
//	go run ./campaign -file spring.csv -database spring.db -resume
//	go run ./campaign -file spring.csv -database spring.db -cancel
//
// A row has a phone number and a name for the message in webhooks. Each row is
// sent at most once. If a process is killed while a message is on its way, its
// state is unknown until its status webhook settles it.
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it does the same
// against Meta, with the rows of -file, and sends nothing unless -apply is
// given. Statuses arrive where -listen listens, until it is interrupted, with
// WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN set; without -listen, a message
// that was accepted stays that.
package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

var (
	file      = flag.String("file", "", "the CSV file of the campaign")
	rows      = flag.Int("rows", 200, "without -file: how many rows to make up")
	template  = flag.String("template", "hello_world", "the template to send, in en_US")
	database  = flag.String("database", "", `a file, or "postgres://..."; next to the CSV file by default`)
	processes = flag.Int("processes", 1, "how many processes send; more than one need PostgreSQL")
	rate      = flag.Int("rate", 0, "what the number may send in a second; against Meta 80 by default")
	listen    = flag.String("listen", "", "against Meta: the address to listen on for statuses")

	status = flag.Bool("status", false, "only say how far the campaign is")
	pause  = flag.Bool("pause", false, "only pause the campaign, for whoever sends it")
	resume = flag.Bool("resume", false, "only have a paused campaign go on")
	cancel = flag.Bool("cancel", false, "only cancel what was not sent")
)

func main() {
	ctx, session := demo.Start()
	c := &campaign{Session: session, from: session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID), file: *file, source: *database}
	if os.Getenv(workerVariable) != "" {
		demo.Check(c.work(context.WithoutCancel(ctx)))
		return
	}
	if c.name = filepath.Base(c.file); c.file == "" {
		folder, err := os.MkdirTemp("", "campaign")
		demo.Check(err)
		defer os.RemoveAll(folder)
		c.name, c.file = filepath.Base(folder), filepath.Join(folder, "campaign.csv")
		demo.Check(makeUp(c.file, *rows))
	}
	if c.source == "" {
		c.source = c.file + ".db"
	}
	if session.Server == nil && *rate == 0 {
		*rate = 80
	}
	demo.Check(c.main(ctx))
}

// A campaign is a file that is sent through a database.
type campaign struct {
	*demo.Session

	meta *meta // nil against Meta

	from, file, source, name string
	total                    int         // rows that can be sent
	enqueued                 atomic.Bool // all of them
}

func (c *campaign) main(ctx context.Context) error {
	if *status || *pause || *resume || *cancel {
		return c.change(ctx)
	}
	if err := c.count(); err != nil {
		return err
	}
	demo.Title("%d messages from %s", c.total, c.from)
	if !c.Apply {
		demo.NotApplied()
		return nil
	}
	if c.Server != nil {
		c.meta = newMeta(c.Server, sampleSecret)
	}
	if c.Server != nil && *file == "" {
		err := c.run(ctx, c.total/2)
		if !errors.Is(err, errHalfway) { // an error, or an interrupt
			return err
		}
		demo.Title("Once more: the database knows what was sent")
	}
	return c.run(ctx, c.total)
}

// change is for another terminal.
func (c *campaign) change(ctx context.Context) error {
	store, err := durable.Open(ctx, c.source, durable.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{}) // without a sender: nothing is sent from here
	if err != nil {
		return err
	}
	switch {
	case *pause:
		err = outbox.PauseCampaign(ctx, c.name)
	case *resume:
		err = outbox.ResumeCampaign(ctx, c.name)
	case *cancel:
		err = outbox.CancelCampaign(ctx, c.name)
	}
	if err != nil {
		return err
	}
	return printCampaign(ctx, outbox, c.name)
}
