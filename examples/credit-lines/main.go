// Credit-lines pays for the accounts of a partner's clients: it shares a credit
// line and attaches it to an account, in one step and in two, verifies that the
// account is paid for, and takes the credit line back. It never talks to Meta,
// since the partner is liable for what a client spends.
//
//	go run ./examples/credit-lines
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
	demo.Title("The credit line of the partner")
	lineID, err := find(ctx, session.Client, graphtest.BusinessID)
	demo.Check(err)
	demo.Title("Share it and attach it to an account")
	demo.Check(shareAndAttach(ctx, session.Client, lineID, graphtest.ClientWABAID))
	demo.Title("The same in two steps, for another business")
	allocationID, err := shareThenAttach(ctx, session.Client, lineID, graphtest.BusinessID, graphtest.SecondWABAID)
	demo.Check(err)
	demo.Title("Whom it is shared with")
	demo.Check(show(ctx, session.Client, lineID))
	demo.Title("Take it back")
	demo.Check(revoke(ctx, session.Client, allocationID, graphtest.SecondWABAID))
}

func find(ctx context.Context, client *whatsapp.Client, businessID string) (id string, err error) {
	for line, err := range client.CreditLines.All(ctx, businessID, nil, whatsapp.WithFields("id", "legal_entity_name")) {
		if err != nil {
			return "", err
		}
		fmt.Printf("  %s of %s\n", line.ID, line.LegalEntityName)
		id = line.ID
	}
	return id, nil
}

func shareAndAttach(ctx context.Context, client *whatsapp.Client, lineID, wabaID string) error {
	attached, err := client.CreditLines.ShareAndAttach(ctx, lineID, whatsapp.AttachCreditLineRequest{WABAID: wabaID, Currency: "EUR"})
	if err != nil {
		return err
	}
	return verify(ctx, client, attached.AllocationConfigID, wabaID)
}

// shareThenAttach needs the token of the client for the second step: see
// whatsapp.WithToken.
func shareThenAttach(ctx context.Context, client *whatsapp.Client, lineID, businessID, wabaID string) (allocationID string, err error) {
	shared, err := client.CreditLines.Share(ctx, lineID, businessID)
	if err != nil {
		return "", err
	}
	if err := verify(ctx, client, shared.AllocationConfigID, wabaID); err != nil {
		return "", err
	}
	attached, err := client.CreditLines.Attach(ctx, lineID, whatsapp.AttachCreditLineRequest{WABAID: wabaID, Currency: "USD"})
	if err != nil {
		return "", err
	}
	return attached.AllocationConfigID, verify(ctx, client, attached.AllocationConfigID, wabaID)
}

func verify(ctx context.Context, client *whatsapp.Client, allocationID, wabaID string) error {
	verified, err := client.CreditLines.Verify(ctx, allocationID, wabaID)
	if err != nil {
		return err
	}
	fmt.Printf("  pays for the account %s: %t\n", wabaID, verified.Shared)
	return nil
}

func show(ctx context.Context, client *whatsapp.Client, lineID string) error {
	for allocation, err := range client.CreditLines.AllAllocations(ctx, lineID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s\n", allocation.ReceivingBusiness.Name)
	}
	return nil
}

func revoke(ctx context.Context, client *whatsapp.Client, allocationID, wabaID string) error {
	if err := client.CreditLines.Revoke(ctx, allocationID); err != nil {
		return err
	}
	allocation, err := client.CreditLines.GetAllocation(ctx, allocationID, whatsapp.WithFields("request_status"))
	if err != nil {
		return err
	}
	fmt.Printf("  the allocation is %s\n", allocation.RequestStatus)
	return verify(ctx, client, allocationID, wabaID)
}
