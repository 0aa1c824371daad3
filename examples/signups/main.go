// Signups makes a link with which people sign up for messages, has somebody
// sign up, and disables it.
//
//	go run ./examples/signups
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_BUSINESS_ACCOUNT_ID and
// WHATSAPP_BUSINESS_ID set, it does the same against Meta, and changes nothing
// unless -apply is given. The first link of a business needs -accept-terms too:
// it accepts, for the business, the terms at whatsapp.SignupTermsURL.
package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	accept := flag.Bool("accept-terms", false, "accept the terms at "+whatsapp.SignupTermsURL+" for the business")
	ctx, session := demo.Start()
	client := session.Client
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	businessID := session.ID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)
	terms := whatsapp.SignupTermsAcceptedBefore
	if *accept {
		terms = whatsapp.SignupTermsAcceptNow
	}

	demo.Title("Signups of %s", wabaID)
	demo.Check(show(ctx, client, wabaID))
	demo.Title("Where people go who sign up")
	demo.Check(showBases(ctx, client, businessID, wabaID))
	demo.Title("Make a link, and disable it")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	demo.Check(makeBase(ctx, client, businessID, wabaID))
	signupID, err := makeLink(ctx, client, wabaID, terms)
	demo.Check(err)
	if session.Server != nil {
		fmt.Println("  somebody signs up:", session.Server.SignUp(graphtest.PhoneNumberID, signupID, "+15550100199"))
	}
	demo.Check(client.Signups.Update(ctx, signupID, whatsapp.UpdateSignupRequest{Status: whatsapp.SignupStatusDisabled}))
	signup, err := client.Signups.Get(ctx, signupID)
	demo.Check(err)
	fmt.Printf("  %q is %s\n", signup.DisplayName, signup.Status)
}

func show(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	for signup, err := range client.Signups.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-8s  %s\n", signup.ID, signup.Status, signup.SignupMessage)
	}
	return nil
}

func showBases(ctx context.Context, client *whatsapp.Client, businessID, wabaID string) error {
	bases, err := client.Signups.GetCustomerBases(ctx, businessID)
	if err != nil {
		return err
	}
	current, err := client.Signups.GetDefaultCustomerBase(ctx, wabaID)
	if err != nil {
		return err
	}
	for _, base := range bases.CustomerBases {
		fmt.Printf("  %-17s  %-12s  default: %t\n", base.ID, base.Name, base.ID == current.ID)
	}
	return nil
}

// makeBase puts those who sign up from now on into a customer base of their
// own.
func makeBase(ctx context.Context, client *whatsapp.Client, businessID, wabaID string) error {
	created, err := client.Signups.CreateCustomerBase(ctx, businessID, whatsapp.CreateCustomerBaseRequest{Name: "Tea lovers"})
	if err != nil {
		return err
	}
	_, err = client.Signups.SetDefaultCustomerBase(ctx, wabaID, whatsapp.SetDefaultCustomerBaseRequest{CustomerBaseID: created.ID})
	return err
}

func makeLink(ctx context.Context, client *whatsapp.Client, wabaID string, terms whatsapp.SignupTerms) (signupID string, err error) {
	created, err := client.Signups.Create(ctx, wabaID, whatsapp.CreateSignupRequest{
		SignupMessage:       "Hear of new teas first.",
		ConfirmationMessage: "Welcome! Your code is " + whatsapp.SignupPromoCode + ".",
		PrivacyPolicyURL:    "https://tea.test/privacy",
		PromoCode:           "TEA10",
		DisplayName:         "Autumn teas",
	}, terms)
	if err != nil {
		return "", err
	}
	fmt.Println("  made", whatsapp.SignupURL("+1 555-0100", created.ID))
	return created.ID, nil
}
