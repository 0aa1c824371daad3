// Businesses reads a business portfolio: with Graph's default fields, with
// selected fields, and together with its accounts in one request, for which the
// package has no method; then its people and product catalogs.
//
//	go run ./examples/businesses
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ID set, it does the same
// against Meta. It changes nothing.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	businessID := session.ID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)

	demo.Check(showBusiness(ctx, session.Client, businessID))
	demo.Check(showChosenFields(ctx, session.Client, businessID))
	demo.Check(showWithAccounts(ctx, session.Client, businessID))
	demo.Check(showPeople(ctx, session.Client, businessID))
	demo.Check(showCatalogs(ctx, session.Client, businessID))
}

func showBusiness(ctx context.Context, client *whatsapp.Client, businessID string) error {
	demo.Title("Business portfolio %s", businessID)
	business, err := client.Businesses.Get(ctx, businessID)
	if err != nil {
		return err
	}
	fmt.Printf("  name          %s\n", business.Name)
	return nil
}

// showChosenFields distinguishes a time zone of 0 from one that the answer
// lacks.
func showChosenFields(ctx context.Context, client *whatsapp.Client, businessID string) error {
	demo.Title("The same with selected fields")
	business, err := client.Businesses.Get(ctx, businessID, whatsapp.WithFields("timezone_id", "verification_status", "created_time"))
	if err != nil {
		return err
	}
	if business.TimezoneID != nil {
		fmt.Printf("  time zone     %d\n", *business.TimezoneID)
	}
	if business.VerificationStatus != "" {
		fmt.Printf("  verification  %s\n", business.VerificationStatus)
	}
	if !business.CreatedTime.IsZero() {
		fmt.Printf("  created       %s\n", business.CreatedTime.Format("2 January 2006"))
	}
	return nil
}

// showWithAccounts uses Client.Do, which authenticates, retries and reports
// errors as the methods do.
func showWithAccounts(ctx context.Context, client *whatsapp.Client, businessID string) error {
	demo.Title("The same with its accounts, in one request")
	var business struct {
		Accounts whatsapp.Page[whatsapp.WABA] `json:"owned_whatsapp_business_accounts"`
	}
	err := client.Do(ctx, whatsapp.Operation{
		Method: http.MethodGet,
		Path:   []string{businessID},
		Route:  "/{business-id}",
		Query:  url.Values{"fields": {"owned_whatsapp_business_accounts{id,name,currency}"}},
	}, &business)
	if err != nil {
		return err
	}
	for _, account := range business.Accounts.Data {
		fmt.Printf("  %-17s  %-20s  %s\n", account.ID, account.Name, account.Currency)
	}
	return nil
}

func showPeople(ctx context.Context, client *whatsapp.Client, businessID string) error {
	demo.Title("Its people")
	for user, err := range client.Businesses.AllUsers(ctx, businessID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %s\n", user.ID, user.Name)
	}
	return nil
}

func showCatalogs(ctx context.Context, client *whatsapp.Client, businessID string) error {
	demo.Title("Its product catalogs")
	for catalog, err := range client.Businesses.AllCatalogs(ctx, businessID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %s\n", catalog.ID, catalog.Name)
	}
	return nil
}
