// Welcome-sequences creates a welcome message sequence, updates it, reads it
// and deletes it. It also shows the refusal to delete a sequence that an ad
// uses.
//
//	go run ./examples/welcome-sequences
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it does the
// same against Meta, and changes nothing unless -apply is given. The refusal is
// shown in memory only, because it needs an ad.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)

	demo.Check(list(ctx, session.Client, wabaID))
	demo.Title("Create, update, read and delete one")
	if session.Apply {
		demo.Check(liveAndDie(ctx, session.Client, wabaID))
	} else {
		demo.NotApplied()
	}
	if session.Server != nil {
		demo.Check(showRefusal(ctx, session.Client, wabaID))
	}
}

func list(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	demo.Title("Welcome sequences of %s", wabaID)
	for sequence, err := range client.WelcomeSequences.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-20s  used in an ad: %t\n", sequence.ID, sequence.Name, sequence.IsUsedInAd)
	}
	return nil
}

func liveAndDie(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	created, err := client.WelcomeSequences.Create(ctx, wabaID, whatsapp.CreateWelcomeSequenceRequest{
		Name: "Summer campaign",
		Message: whatsapp.WelcomeMessage{
			Text:            "Hello! What would you like to know?",
			AutofillMessage: &whatsapp.AutofillMessage{Content: "Tell me more"},
			IceBreakers:     []whatsapp.IceBreaker{{Title: "Prices"}, {Title: "Delivery times"}},
		},
	})
	if err != nil {
		return err
	}
	fmt.Printf("  created  %s\n", created.ID)

	// Only the name is set, so the message stays as it is.
	err = client.WelcomeSequences.Update(ctx, wabaID, created.ID, whatsapp.UpdateWelcomeSequenceRequest{Name: new("Autumn campaign")})
	if err != nil {
		return err
	}
	sequence, err := client.WelcomeSequences.Get(ctx, wabaID, created.ID)
	if err != nil {
		return err
	}
	fmt.Printf("  updated  %q, %d ice breakers\n", sequence.Name, len(sequence.Message.IceBreakers))

	if err := client.WelcomeSequences.Delete(ctx, wabaID, created.ID); err != nil {
		return err
	}
	_, err = client.WelcomeSequences.Get(ctx, wabaID, created.ID)
	fmt.Printf("  deleted  and not found any more: %t\n", errors.Is(err, whatsapp.ErrNotFound))
	return nil
}

func showRefusal(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	demo.Title("Delete a sequence that an ad uses")
	err := client.WelcomeSequences.Delete(ctx, wabaID, graphtest.UsedSequenceID)
	if !errors.Is(err, whatsapp.ErrSequenceInUse) {
		return err
	}
	fmt.Printf("  %v\n", err)
	fmt.Println("  errors.Is(err, ErrSequenceInUse): true")
	return nil
}
