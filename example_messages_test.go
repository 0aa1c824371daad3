package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleMessageService_Send() {
	client, _ := inMemory()
	sent, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To: "+15550123",
		Content: whatsapp.InteractiveButtons{
			Body:    "Deliver it today?",
			Buttons: []whatsapp.ReplyButton{{ID: "today", Title: "Today"}, {ID: "later", Title: "Later"}},
		},
		CallbackData: "order-17",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.Contacts[0].Input)
	// Output: +15550123
}
