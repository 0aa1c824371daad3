package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleConversionService_SendEvents() {
	client, _ := inMemory()
	ctx := context.Background()
	dataset, err := client.Conversions.CreateDataset(ctx, graphtest.WABAID, whatsapp.CreateDatasetRequest{})
	if err != nil {
		log.Fatal(err)
	}
	receipt, err := client.Conversions.SendEvents(ctx, dataset.ID, whatsapp.SendConversionEventsRequest{
		Events: []whatsapp.ConversionEvent{{
			Name: whatsapp.ConversionEventNamePurchase,
			Time: time.Now(),
			UserData: whatsapp.ConversionUserData{
				CTWAClid:     "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAF", // of the referral in the first message
				WABAID:       graphtest.WABAID,
				PhoneNumbers: []whatsapp.UserDataHash{whatsapp.HashPhone("+1 555 010 0200")},
			},
			CustomData: &whatsapp.ConversionData{Value: new(49.90), Currency: "EUR", OrderID: "1001"},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(receipt.EventsReceived, "received")
	// Output: 1 received
}

func ExampleConversionService_GetDataset() {
	client, _ := inMemory()
	dataset, err := client.Conversions.GetDataset(context.Background(), graphtest.WABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dataset.Name)
	// Output: Retail account events
}
