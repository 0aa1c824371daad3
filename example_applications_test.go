package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleApplicationService_AllConnectedBusinesses() {
	client, _ := inMemory()
	for business, err := range client.Applications.AllConnectedBusinesses(context.Background(), graphtest.AppID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(business.Name, business.VerificationStatus)
	}
	// Output:
	// Client business 1 VERIFIED
	// Client business 2 VERIFIED
	// Client business 3 PENDING
	// Client business 4 UNVERIFIED
}
