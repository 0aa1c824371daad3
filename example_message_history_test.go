package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The first of the events of a message that failed.
func ExampleMessageHistoryService_AllEvents() {
	client, _ := inMemory()
	failed := &whatsapp.ListEventsOptions{Status: whatsapp.DeliveryStatusError}
	for event, err := range client.MessageHistory.AllEvents(context.Background(), graphtest.MessageHistoryID, failed) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Node.ErrorDescription)
		break
	}
	// Output: The webhook endpoint did not answer in time
}
