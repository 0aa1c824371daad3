// Quickstart configures the conversational automation of a phone number, reads
// it back, creates a welcome sequence, and lists accounts, numbers and users.
//
//	go run ./examples/quickstart
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and
// WHATSAPP_BUSINESS_ACCOUNT_ID set, it does the same against Meta, and changes
// nothing unless -apply is given. WHATSAPP_BUSINESS_ID adds the lists of a
// business portfolio.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start(whatsapp.WithObserver(whatsapp.Observer{AttemptDone: printRetry}))
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	businessID := session.OptionalID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)

	demo.Check(configureAutomation(ctx, session, phoneNumberID))
	demo.Check(createSequence(ctx, session, wabaID))
	demo.Check(listNumbers(ctx, session, wabaID))
	if businessID == "" {
		demo.Title("Set WHATSAPP_BUSINESS_ID to list the accounts and users of a business portfolio.")
	} else {
		demo.Check(listAccounts(ctx, session, businessID))
		demo.Check(listUsers(ctx, session, wabaID, businessID))
	}
	showClearError(ctx, session, phoneNumberID)
}

// configureAutomation shows the changes, makes them, and reads the result back.
func configureAutomation(ctx context.Context, session *demo.Session, phoneNumberID string) error {
	demo.Title("Conversational automation of %s", phoneNumberID)
	plan, err := session.Client.Automation.Plan(ctx, phoneNumberID, whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Where is my order?", "Talk to a person"},
		Commands: []whatsapp.BotCommand{
			{Name: "status", Description: "Show the status of your order"},
			{Name: "hours", Description: "Show our opening hours"},
		},
	})
	if err != nil {
		return err
	}
	fmt.Println("  " + strings.ReplaceAll(plan.String(), "\n", "\n  "))
	if !session.Apply {
		demo.NotApplied()
		return nil
	}
	if err := session.Client.Automation.Apply(ctx, plan); err != nil {
		return err
	}
	current, err := session.Client.Automation.Get(ctx, phoneNumberID)
	if err != nil {
		return err
	}
	fmt.Printf("  applied and read back: %d prompts, %d commands\n", len(current.Prompts), len(current.Commands))
	return nil
}

func createSequence(ctx context.Context, session *demo.Session, wabaID string) error {
	demo.Title("Welcome sequences of %s", wabaID)
	if session.Apply {
		created, err := session.Client.WelcomeSequences.Create(ctx, wabaID, whatsapp.CreateWelcomeSequenceRequest{
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
		fmt.Printf("  created %s\n", created.ID)
	}
	for sequence, err := range session.Client.WelcomeSequences.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-24s  used in an ad: %t\n", sequence.ID, sequence.Name, sequence.IsUsedInAd)
	}
	return nil
}

func listNumbers(ctx context.Context, session *demo.Session, wabaID string) error {
	demo.Title("Phone numbers of %s", wabaID)
	for number, err := range session.Client.PhoneNumbers.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-16s  %-20s  %s\n", number.ID, number.DisplayPhoneNumber, number.VerifiedName, number.QualityRating)
	}
	return nil
}

func listAccounts(ctx context.Context, session *demo.Session, businessID string) error {
	demo.Title("WhatsApp Business Accounts of %s", businessID)
	for account, err := range session.Client.WABAs.AllOwned(ctx, businessID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %s\n", account.ID, account.Name)
	}
	return nil
}

// listUsers pages through the users, two at a time. In memory, the second page
// is throttled and then fails once: the client waits and continues.
func listUsers(ctx context.Context, session *demo.Session, wabaID, businessID string) error {
	demo.Title("Users of %s, two to a page", wabaID)
	if session.Server != nil {
		session.Server.Script("GET /{waba}/assigned_users",
			graphtest.Pass(), graphtest.Throttled(80007, time.Second), graphtest.Transient())
	}
	for user, err := range session.Client.Users.All(ctx, wabaID, businessID, &whatsapp.ListOptions{Limit: 2}) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-20s  %v\n", user.ID, user.Name, user.Tasks)
	}
	return nil
}

// showClearError makes a mistake that is found before anything is sent.
func showClearError(ctx context.Context, session *demo.Session, phoneNumberID string) {
	demo.Title("A mistake: two commands with the same name")
	err := session.Client.Automation.Configure(ctx, phoneNumberID, whatsapp.ConversationalAutomationRequest{
		Commands: []whatsapp.BotCommand{
			{Name: "help", Description: "Show what you can ask"},
			{Name: "help", Description: "Talk to a person"},
		},
	})
	fmt.Printf("  %v\n", err)
	fmt.Printf("  errors.Is(err, ErrInvalidRequest): %t\n", errors.Is(err, whatsapp.ErrInvalidRequest))
}

// printRetry prints each attempt that will be retried.
func printRetry(_ context.Context, attempt whatsapp.AttemptInfo) {
	if attempt.Final {
		return
	}
	reason := "failed"
	switch {
	case errors.Is(attempt.Err, whatsapp.ErrRateLimited):
		reason = "throttled"
	case errors.Is(attempt.Err, whatsapp.ErrTransient):
		reason = "failed temporarily"
	}
	fmt.Printf("  ... %s (HTTP %d), trying again in %s\n", reason, attempt.StatusCode, attempt.RetryIn.Round(10*time.Millisecond))
}
