package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleBusinessService_Get() {
	client, _ := inMemory()
	business, err := client.Businesses.Get(context.Background(), graphtest.BusinessID, whatsapp.WithFields("name"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(business.Name)
	// Output: Retail portfolio
}

// A partner asks a client to accept the terms of Marketing Messages, once.
func ExampleBusinessService_OnboardToMarketingMessages() {
	client, server := inMemory()
	ctx, request := context.Background(), whatsapp.OnboardToMarketingMessagesRequest{}
	if _, err := client.Businesses.OnboardToMarketingMessages(ctx, graphtest.PartnerBusinessID, request); err != nil {
		log.Fatal(err)
	}
	_, err := client.Businesses.OnboardToMarketingMessages(ctx, graphtest.PartnerBusinessID, request)
	var refused *whatsapp.GraphAPIError
	if errors.As(err, &refused) && refused.StatusCode == http.StatusForbidden && refused.Code == 100 {
		fmt.Println("asked already")
	}

	server.AcceptMarketingMessages(graphtest.PartnerBusinessID) // the client does
	account, err := client.WABAs.Get(ctx, graphtest.ClientWABAID, whatsapp.WithFields("marketing_messages_onboarding_status"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.MarketingMessagesOnboardingStatus)
	// Output:
	// asked already
	// ONBOARDED
}

// A partner submits documents of a client, of which Meta decides within hours.
// Here, the first attempt has failed long ago.
func ExampleBusinessService_SubmitForVerification() {
	client, server := inMemory()
	ctx := context.Background()
	submitted, err := client.Businesses.SubmitForVerification(ctx, graphtest.BusinessID, whatsapp.SubmitForVerificationRequest{
		ClientBusinessID: graphtest.PartnerBusinessID,
		Documents:        []whatsapp.File{{Content: strings.NewReader("%PDF-1.7"), Name: "registration.pdf"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("attempt", submitted.VerificationAttempts)

	server.ReviewVerification(graphtest.BusinessID, graphtest.PartnerBusinessID, "APPROVED") // Meta does
	for submission, err := range client.Businesses.AllVerificationSubmissions(ctx, graphtest.BusinessID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(submission.VerificationStatus, submission.RejectionReasons)
	}
	// Output:
	// attempt 2
	// FAILED [MALFORMED_DOCUMENTS]
	// APPROVED []
}
