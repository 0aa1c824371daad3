package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A stock of numbers that clients can take without a code.
func ExamplePreverifiedNumberService_All() {
	client, _ := inMemory()
	free := &whatsapp.ListPreverifiedNumbersOptions{
		VerificationStatus: whatsapp.VerificationStatusVerified,
		AvailabilityStatus: whatsapp.PreverifiedNumberAvailabilityAvailable,
	}
	for number, err := range client.PreverifiedNumbers.All(context.Background(), graphtest.BusinessID, free) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(number.ID, number.DisplayPhoneNumber)
	}
	// Output: 338201174955601 +15550181
}
