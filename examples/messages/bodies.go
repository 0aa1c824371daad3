package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

// sendBodies sends what a shop says besides texts: a link, a request, a
// carousel, an order and its state, and messages that need no template. It
// needs a catalog and payments, so it runs in memory only.
func (s sender) sendBodies(ctx context.Context) error {
	demo.Title("What a shop says")
	contents := []whatsapp.Content{
		whatsapp.InteractiveURL{Body: "This week's bread", DisplayText: "Look", URL: "https://shop.test/bread"},
		whatsapp.InteractiveLocationRequest{Body: "Where shall we deliver?"},
		whatsapp.InteractiveContactRequest{Body: "Which number can the courier call?"},
		whatsapp.InteractiveVoiceCall{Body: "Any questions?", DisplayText: "Call us", TTLMinutes: 60},
		whatsapp.InteractiveCarousel{Body: "Goes well with it", Cards: []whatsapp.CarouselCard{
			{CatalogID: "146265584024623", ProductRetailerID: "b1"}, {CatalogID: "146265584024623", ProductRetailerID: "c1"},
		}},
		whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: order()},
		whatsapp.InteractiveOrderStatus{
			Body: "Thank you, it is on its way.", ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped,
			Payment: &whatsapp.OrderPaymentUpdate{Status: whatsapp.OrderPaymentStatusCaptured},
		},
	}
	for _, content := range contents {
		if _, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{To: s.to, Content: content}); err != nil {
			return err
		}
		fmt.Printf("  accepted: %T\n", content)
	}
	wrong := order()
	wrong.TotalAmount.Value = 999
	_, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{
		To: s.to, Content: whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: wrong},
	})
	fmt.Printf("  not sent: %v\n", err)
	return nil
}

// order is an order in Brazil, paid with a Pix code.
func order() whatsapp.OrderPayment {
	reais := func(cents int64) *whatsapp.OrderAmount { return &whatsapp.OrderAmount{Value: cents, Offset: 100} }
	return whatsapp.OrderPayment{
		ReferenceID: "order-17", Type: whatsapp.GoodsTypePhysical, PaymentType: "br", Currency: "BRL",
		PaymentSettings: []whatsapp.PaymentSetting{whatsapp.PixPayment(whatsapp.PixCode{
			Code: "00020101021226700014", MerchantName: "Bakery", Key: "39580525000189", KeyType: whatsapp.PixKeyTypeCNPJ,
		})},
		TotalAmount: *reais(1500),
		Order: whatsapp.Order{
			Status:   whatsapp.OrderStatusPending,
			Items:    []whatsapp.OrderItem{{RetailerID: "b1", Name: "Bread", Amount: *reais(500), Quantity: 2}},
			Subtotal: reais(1000), Tax: reais(0), Shipping: reais(500),
		},
	}
}

// missTheWindow writes to somebody who has not written for 24 hours. Graph
// accepts the message, and a status tells that it has failed. A message with a
// category gets through.
func missTheWindow(ctx context.Context) error {
	demo.Title("Outside the customer service window")
	server := graphtest.New(graphtest.WithServiceWindow())
	server.Webhooks(http.NotFoundHandler(), "secret")
	client, err := whatsapp.NewClient("token", whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		return err
	}
	late := whatsapp.Message{To: "+15550123", Content: whatsapp.Text{Body: "Your order is on its way."}}
	direct := late
	direct.Category = whatsapp.MessageCategoryUtility
	for _, message := range []whatsapp.Message{late, direct} {
		if _, err := client.Messages.Send(ctx, graphtest.PhoneNumberID, message); err != nil {
			return err
		}
	}
	for _, sent := range server.Outbox() {
		if sent.Failure != nil {
			fmt.Printf("  failed: %d %s\n", sent.Failure.Code, sent.Failure.Title)
			continue
		}
		fmt.Printf("  sent as %s\n", sent.Category)
	}
	return nil
}
