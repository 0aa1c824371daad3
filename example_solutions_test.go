package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A partner accepts an invitation and sees who takes part.
func ExampleSolutionService_Accept() {
	client, _ := inMemory()
	ctx := context.Background()
	accepted, err := client.Solutions.Accept(ctx, graphtest.InvitedSolutionID, whatsapp.AcceptSolutionRequest{
		PartnerAppID: graphtest.AppID,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(accepted.PartnerStatus)
	for partner, err := range client.Solutions.AllPartners(ctx, graphtest.InvitedSolutionID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(partner.PartnerApp.Name, partner.Status)
	}
	// Output:
	// ACCEPTED
	// Messaging console ACCEPTED
}

func ExampleSolutionService_AccessToken() {
	client, _ := inMemory()
	token, err := client.Solutions.AccessToken(context.Background(), graphtest.SolutionID, graphtest.BusinessID)
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := client.Clone(whatsapp.WithToken(string(token.AccessToken)))
	if err != nil {
		log.Fatal(err)
	}
	waba, err := tenant.WABAs.Get(context.Background(), graphtest.WABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.AccessToken, waba.Name)
	// Output: [REDACTED] Retail account
}

// A partner declines an invitation. The solution tells its owner so.
func ExampleSolutionService_Reject() {
	client, _ := inMemory()
	ctx := context.Background()
	_, err := client.Solutions.Reject(ctx, graphtest.InvitedSolutionID, whatsapp.RejectSolutionRequest{
		RequestType: whatsapp.SolutionRequestTypePartnership, PartnerAppID: graphtest.AppID, Reason: "We have a partner already",
	})
	if err != nil {
		log.Fatal(err)
	}
	solution, err := client.Solutions.Get(ctx, graphtest.InvitedSolutionID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(solution.Name, solution.Status)
	// Output: Partner campaign REJECTED
}
