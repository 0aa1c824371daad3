package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"time"

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

// An order is held to its sums before it is sent.
func ExampleInteractiveOrderDetails() {
	client, _ := inMemory()
	reais := func(cents int64) *whatsapp.OrderAmount { return &whatsapp.OrderAmount{Value: cents, Offset: 100} }
	order := whatsapp.OrderPayment{
		ReferenceID: "order-17", Type: whatsapp.GoodsTypeDigital, PaymentType: whatsapp.OrderPaymentTypeBrazil, Currency: "BRL",
		PaymentSettings: []whatsapp.PaymentSetting{whatsapp.LinkPayment("https://shop.test/pay/17")},
		TotalAmount:     *reais(990),
		Order: whatsapp.Order{
			Status:   whatsapp.OrderStatusPending,
			Items:    []whatsapp.OrderItem{{RetailerID: "b1", Name: "Bread", Amount: *reais(500), Quantity: 2}},
			Subtotal: reais(1000), Tax: reais(0),
		},
	}
	_, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To: "+15550123", Content: whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: order},
	})
	fmt.Println(err)
	// Output: whatsapp: invalid request: interactive.action.parameters.total_amount.value is 990; subtotal + tax + shipping - discount is 1000
}

// A template announces an offer that ends, with a coupon to copy.
func ExampleTemplate() {
	client, server := inMemory()
	_, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To: "+15550123",
		Content: whatsapp.Template{
			Name: "spring_sale", Language: "en_US",
			Header:          []whatsapp.TemplateParameter{whatsapp.Image{Link: "https://shop.test/spring.jpg"}},
			Body:            []whatsapp.TemplateParameter{whatsapp.TextParameter{Name: "first_name", Text: "Ada"}},
			OfferExpiration: time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC),
			Buttons:         []whatsapp.TemplateButton{whatsapp.CopyCodeButton(0, "SPRING25"), whatsapp.URLButton(1, "spring")},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(server.Outbox()[0].Type)
	// Output: template
}

// A message says more than its content: what it answers, to whom it may go, and
// what its webhooks repeat.
func ExampleMessageService_Send_envelope() {
	client, server := inMemory()
	sent, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		Recipient:          "US.13491208655302741918",            // a user id, where the number is not known
		ReplyTo:            "wamid.HBgLMTU1NTAxMjMVAgASGBQzQUYz", // quoted
		CallbackData:       "order-17",                           // comes back in every status
		IdentityKeyHash:    "DF2lS5v2W6x=",                       // not sent if somebody else has the number now
		MessagingAccountID: graphtest.WABAID,
		Content:            whatsapp.Text{Body: "It is on its way."},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.ID() == server.Outbox()[0].ID, server.Outbox()[0].BizOpaqueCallbackData)
	// Output: true order-17
}

// A passcode without a template, by Direct Send.
func ExampleMessageService_Send_direct() {
	client, server := inMemory()
	_, err := client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To: "+15550123", Category: whatsapp.MessageCategoryAuthentication, TTLSeconds: 300,
		Content: whatsapp.Text{Body: "Your code is on the screen of the shop."},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(server.Outbox()[0].Category)
	// Output: authentication
}
