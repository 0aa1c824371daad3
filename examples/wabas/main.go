// Wabas shows a WhatsApp Business Account with all its fields, whether it can
// send messages and whether its webhooks can arrive, changes a setting, adds a
// schedule, reads what has happened to the account, and lists the accounts of a
// business portfolio: its own and those that clients share with it.
//
//	go run ./examples/wabas
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it does the
// same against Meta, and changes nothing unless -apply is given.
// WHATSAPP_APP_ID and WHATSAPP_APP_SECRET add the webhooks, and
// WHATSAPP_BUSINESS_ID the lists.
package main

import (
	"fmt"
	"iter"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	wabas := session.Client.WABAs
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	businessID := session.OptionalID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)

	account, err := wabas.Get(ctx, wabaID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.WABA]()...))
	demo.Check(err)
	showAccount(account)
	showHealth(account)
	if appID := session.OptionalID("WHATSAPP_APP_ID", graphtest.AppID); appID != "" {
		diagnosis, err := session.Client.Subscriptions.Diagnose(ctx, wabaID, appID, whatsapp.DiagnoseWebhooksRequest{})
		demo.Check(err)
		demo.Title("Webhooks of %s can arrive: %t", wabaID, diagnosis.CanArrive())
		for _, finding := range diagnosis.Findings {
			fmt.Printf("  %s\n", finding)
		}
	}

	demo.Title("Change the account")
	if session.Apply {
		demo.Check(change(ctx, session.Client, wabaID))
	} else {
		demo.NotApplied()
	}
	demo.Check(showSchedules(ctx, session.Client, wabaID))
	demo.Check(showActivities(ctx, session.Client, wabaID))

	if businessID == "" {
		demo.Title("Set WHATSAPP_BUSINESS_ID to list the accounts of a business portfolio.")
		return
	}
	options := &whatsapp.ListWABAsOptions{ListOptions: whatsapp.ListOptions{Limit: 100}}
	fields := whatsapp.WithFields("id", "name", "currency", "ownership_type")
	demo.Title("Accounts that %s owns", businessID)
	demo.Check(showAccounts(wabas.AllOwned(ctx, businessID, options, fields)))
	demo.Title("Accounts that clients share with %s", businessID)
	demo.Check(showAccounts(wabas.AllShared(ctx, businessID, options, fields)))
}

func showAccount(account *whatsapp.WABA) {
	demo.Title("Account %s", account.ID)
	fmt.Printf("  name             %s\n", account.Name)
	fmt.Printf("  status           %s\n", account.Status)
	fmt.Printf("  review           %s\n", account.AccountReviewStatus)
	fmt.Printf("  verified         %t\n", account.BusinessVerificationStatus == whatsapp.VerificationStatusVerified)
	fmt.Printf("  country          %s\n", account.Country)
	fmt.Printf("  currency         %s\n", account.Currency)
	fmt.Printf("  ownership        %s\n", account.OwnershipType)
	fmt.Printf("  messaging limit  %s\n", account.MessagingLimit)
	fmt.Printf("  marketing        %s\n", account.MarketingMessagesStatus)
	if client := account.OnBehalfOfBusinessInfo; client != nil {
		fmt.Printf("  on behalf of     %s\n", client.Name)
	}
}

// showHealth prints what prevents the account from sending, and Meta's advice.
func showHealth(account *whatsapp.WABA) {
	demo.Title("Health of %s", account.ID)
	if account.HealthStatus == nil {
		fmt.Println("  not in the answer")
		return
	}
	fmt.Printf("  can send messages  %s\n", account.HealthStatus.CanSendMessage)
	for _, entity := range account.HealthStatus.Entities {
		fmt.Printf("  %-17s  %-15s  %s\n", entity.ID, entity.EntityType, entity.CanSendMessage)
		for _, problem := range entity.Errors {
			fmt.Printf("    %d %s\n      %s\n", problem.Code, problem.Description, problem.PossibleSolution)
		}
	}
}

func showAccounts(accounts iter.Seq2[*whatsapp.WABA, error]) error {
	for account, err := range accounts {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-20s  %-4s  %s\n", account.ID, account.Name, account.Currency, account.OwnershipType)
	}
	return nil
}
