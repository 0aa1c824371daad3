package whatsapp_test

import (
	"context"
	"fmt"
	"log"

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
