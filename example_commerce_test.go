package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleCommerceService_Update() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.Commerce.Update(ctx, graphtest.PhoneNumberID, whatsapp.UpdateCommerceSettingsRequest{IsCatalogVisible: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	settings, err := client.Commerce.Get(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(settings.IsCatalogVisible, settings.IsCartEnabled)
	// Output: true true
}
