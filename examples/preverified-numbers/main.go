// Preverified-numbers keeps a stock of verified phone numbers for clients: it
// adds one, verifies it, shares it with a partner, and has an account take one.
// It never talks to Meta, since codes reach a real phone.
//
//	go run ./examples/preverified-numbers
package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.StartInMemory()
	demo.Title("Add a number and verify it")
	id, err := add(ctx, session, graphtest.BusinessID)
	demo.Check(err)
	demo.Title("Share it with a partner")
	demo.Check(share(ctx, session.Client, graphtest.BusinessID, id))
	demo.Title("An account takes it")
	demo.Check(take(ctx, session.Client, graphtest.WABAID, id))
	demo.Title("The numbers of the business")
	demo.Check(show(ctx, session.Client, graphtest.BusinessID))
}

func add(ctx context.Context, session *demo.Session, businessID string) (id string, err error) {
	added, err := session.Client.PhoneNumbers.Add(ctx, businessID, "+15550190")
	if err != nil {
		return "", err
	}
	numbers := session.Client.PreverifiedNumbers
	if err := numbers.RequestCode(ctx, added.ID, whatsapp.CodeMethodSMS, "en_US"); err != nil {
		return "", err
	}
	if err := numbers.VerifyCode(ctx, added.ID, session.Server.VerificationCode(added.ID)); err != nil {
		return "", err
	}
	details, err := numbers.Get(ctx, added.ID)
	if err != nil {
		return "", err
	}
	fmt.Printf("  %s is valid: %t\n", details.DisplayPhoneNumber, details.IsInputIDValid)
	return added.ID, nil
}

func share(ctx context.Context, client *whatsapp.Client, businessID, id string) error {
	numbers := client.PreverifiedNumbers
	shared := whatsapp.SharePreverifiedNumberRequest{PartnerBusinessID: graphtest.PartnerBusinessID, PreverifiedID: id}
	if err := numbers.Share(ctx, businessID, shared); err != nil {
		return err
	}
	for partner, err := range numbers.AllPartners(ctx, id, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  shared with %s\n", partner.Name)
	}
	return numbers.Unshare(ctx, businessID, shared)
}

// take adds the number to an account. It needs no code there.
func take(ctx context.Context, client *whatsapp.Client, wabaID, id string) error {
	created, err := client.PhoneNumbers.Create(ctx, wabaID, whatsapp.CreatePhoneNumberRequest{
		PhoneNumber: "15550190", VerifiedName: "Repairs", PreverifiedID: &id,
	})
	if err != nil {
		return err
	}
	number, err := client.PhoneNumbers.Get(ctx, created.ID, whatsapp.WithFields("verified_name", "code_verification_status"))
	if err != nil {
		return err
	}
	fmt.Printf("  %s: %s\n", number.VerifiedName, number.CodeVerificationStatus)
	return client.PreverifiedNumbers.Delete(ctx, graphtest.PreverifiedNumberID) // nobody needs this one any more
}

func show(ctx context.Context, client *whatsapp.Client, businessID string) error {
	for number, err := range client.PreverifiedNumbers.All(ctx, businessID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s  %-9s  %s\n", number.DisplayPhoneNumber, number.VerificationStatus, number.AvailabilityStatus)
	}
	return nil
}
