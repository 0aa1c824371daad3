package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A partner pays for the account of a client, and makes sure of it.
func ExampleCreditLineService_ShareAndAttach() {
	client, _ := inMemory()
	ctx := context.Background()
	attached, err := client.CreditLines.ShareAndAttach(ctx, graphtest.CreditLineID, whatsapp.AttachCreditLineRequest{
		WABAID: graphtest.ClientWABAID, Currency: "EUR",
	})
	if err != nil {
		log.Fatal(err)
	}
	verified, err := client.CreditLines.Verify(ctx, attached.AllocationConfigID, attached.WABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(verified.Allocation.ReceivingBusiness.Name, verified.Shared)
	// Output: Client portfolio true
}
