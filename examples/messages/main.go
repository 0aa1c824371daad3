// Messages sends a text, a question with buttons, a passcode and what a shop
// says besides, shows an error with an unknown outcome and a message that comes
// too late, and sends a batch that can be resumed.
//
//	go run ./examples/messages
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_RECIPIENT
// set, it does the same against Meta, and sends nothing unless -apply is given.
// The recipient is a phone number that has written to yours within 24 hours.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

const sendRoute = "POST /{phone}/messages"

func main() {
	ctx, session := demo.Start()
	sender := sender{
		Session: session,
		from:    session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID),
		to:      session.ID("WHATSAPP_RECIPIENT", "+15550123"),
	}
	number, err := session.Client.PhoneNumbers.Get(ctx, sender.from)
	demo.Check(err)
	demo.Title("From %s", number.DisplayPhoneNumber)
	if !session.Apply {
		demo.NotApplied()
		return
	}
	demo.Check(sender.sendSome(ctx))
	if session.Server != nil {
		demo.Check(sender.sendCode(ctx))
		demo.Check(sender.sendBodies(ctx))
		demo.Check(sender.sendElsewhere(ctx))
		demo.Check(missTheWindow(ctx))
		sender.loseAnAnswer(ctx)
	}
	demo.Check(sender.sendBatch(ctx))
}

type sender struct {
	*demo.Session
	from, to string
}

func (s sender) sendSome(ctx context.Context) error {
	sent, err := s.Client.Messages.SendText(ctx, s.from, s.to, "Your order is on its way.")
	if err != nil {
		return err
	}
	fmt.Printf("  text accepted: %t\n", sent.ID() != "")

	question := whatsapp.InteractiveButtons{
		Body:    "Deliver it today?",
		Buttons: []whatsapp.ReplyButton{{ID: "today", Title: "Today"}, {ID: "later", Title: "Later"}},
	}
	sent, err = s.Client.Messages.Send(ctx, s.from, whatsapp.Message{
		To: s.to, Content: question, ReplyTo: sent.ID(), CallbackData: "order-17",
	})
	if err != nil {
		return err
	}
	fmt.Printf("  question accepted: %t\n", sent.ID() != "")
	return nil
}

// sendCode needs a template, so it runs in memory only.
func (s sender) sendCode(ctx context.Context) error {
	code := whatsapp.AuthenticationCode{Template: "login_code", Language: "en_US", Code: "123456"}
	sent, err := s.Client.Messages.SendAuthenticationCode(ctx, s.from, s.to, code)
	if err != nil {
		return err
	}
	fmt.Printf("  %v: %s\n", code, sent.Status())
	return nil
}

// loseAnAnswer has the server accept a message and drop the connection.
func (s sender) loseAnAnswer(ctx context.Context) {
	demo.Title("The answer gets lost")
	s.Server.Script(sendRoute, graphtest.DropAfter())
	_, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{
		To: s.to, Content: whatsapp.Text{Body: "Did this arrive?"}, CallbackData: "order-18",
	})
	fmt.Printf("  errors.Is(err, ErrOutcomeUnknown): %t\n", errors.Is(err, whatsapp.ErrOutcomeUnknown))
	fmt.Printf("  %v\n", err)
}

// sendBatch runs a batch, and then again: the journal knows what is done.
func (s sender) sendBatch(ctx context.Context) error {
	demo.Title("A batch with a journal, run twice")
	folder, err := os.MkdirTemp("", "batch")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var messages []whatsapp.Message
	for i := range 3 {
		body := fmt.Sprintf("Part %d of 3", i+1)
		messages = append(messages, whatsapp.Message{To: s.to, Content: whatsapp.Text{Body: body}})
	}
	for range 2 {
		if err := s.runBatch(ctx, filepath.Join(folder, "journal"), messages); err != nil {
			return err
		}
	}
	return nil
}

func (s sender) runBatch(ctx context.Context, path string, messages []whatsapp.Message) error {
	journal, err := batch.OpenFileJournal(path)
	if err != nil {
		return err
	}
	defer journal.Close()
	results, err := batch.Send(ctx, s.Client.Messages, s.from, messages, &batch.Options{
		Journal: journal,
		Progress: func(p batch.Progress) {
			fmt.Printf("  %d of %d settled\n", p.Settled(), p.Total)
		},
	})
	if err != nil {
		return err
	}
	for _, result := range results {
		fmt.Printf("  message %d: %s, from the journal: %t\n", result.Index, result.State, result.FromJournal)
	}
	return nil
}
