package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

const catalogID = "146265584024623"

// sendBodies sends what a shop says besides texts. It needs a catalog, payments
// and templates, so it runs in memory only.
func (s sender) sendBodies(ctx context.Context) error {
	demo.Title("What a shop says")
	for _, content := range slices.Concat(files(), questions(), offers(), orders()) {
		if _, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{To: s.to, Content: content}); err != nil {
			return err
		}
		fmt.Printf("  accepted: %T\n", content)
	}
	for _, template := range templates() {
		if _, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{To: s.to, Content: template}); err != nil {
			return err
		}
		fmt.Printf("  accepted: template %s\n", template.Name)
	}
	wrong := order()
	wrong.TotalAmount.Value = 999
	_, err := s.Client.Messages.Send(ctx, s.from, whatsapp.Message{
		To: s.to, Content: whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: wrong},
	})
	fmt.Printf("  not sent: %v\n", err)
	return nil
}

// files are fetched by Meta; those of your own are uploaded first.
func files() []whatsapp.Content {
	return []whatsapp.Content{
		whatsapp.Image{Link: "https://shop.test/bread.jpg", Caption: "Fresh"},
		whatsapp.Video{Link: "https://shop.test/oven.mp4"},
		whatsapp.Audio{Link: "https://shop.test/jingle.mp3"},
		whatsapp.Document{Link: "https://shop.test/menu.pdf", Filename: "menu.pdf"},
		whatsapp.Sticker{Link: "https://shop.test/pretzel.webp"},
	}
}

// questions ask for something.
func questions() []whatsapp.Content {
	return []whatsapp.Content{
		whatsapp.InteractiveList{Body: "When shall we deliver?", Button: "Choose", Sections: []whatsapp.ListSection{
			{Rows: []whatsapp.ListRow{{ID: "morning", Title: "Morning"}, {ID: "evening", Title: "Evening", Description: "from 5 to 8"}}},
		}},
		whatsapp.InteractiveLocationRequest{Body: "Where shall we deliver?"},
		whatsapp.InteractiveAddress{Body: "Where shall we deliver?", Country: "IN"},
		whatsapp.InteractiveContactRequest{Body: "Which number can the courier call?"},
		whatsapp.InteractiveVoiceCall{Body: "Any questions?", DisplayText: "Call us", TTLMinutes: 60},
		whatsapp.InteractiveCallPermission{Body: "May we call you?"},
		whatsapp.InteractiveFlow{Body: "Book a table", FlowID: "5561", CallToAction: "Book", Token: "token-17"},
	}
}

// offers show what there is.
func offers() []whatsapp.Content {
	return []whatsapp.Content{
		whatsapp.Location{Latitude: 52.5, Longitude: 13.4, Name: "Bakery", Address: "1 Main Street"},
		whatsapp.Contacts{{Name: whatsapp.ContactName{FormattedName: "Support line"}, Phones: []whatsapp.ContactPhone{{Phone: "+15550100"}}}},
		whatsapp.InteractiveURL{Body: "This week's bread", DisplayText: "Look", URL: "https://shop.test/bread"},
		whatsapp.InteractiveProduct{CatalogID: catalogID, ProductRetailerID: "b1"},
		whatsapp.InteractiveProductList{Header: whatsapp.TextHeader("Today"), Body: "Fresh", CatalogID: catalogID, Sections: []whatsapp.ProductSection{
			{Title: "Bread", Products: []whatsapp.ProductItem{{ProductRetailerID: "b1"}}},
		}},
		whatsapp.InteractiveCatalog{Body: "All we bake"},
		whatsapp.InteractiveCarousel{Body: "Goes well with it", Cards: []whatsapp.CarouselCard{
			{CatalogID: catalogID, ProductRetailerID: "b1"}, {CatalogID: catalogID, ProductRetailerID: "c1"},
		}},
	}
}

func orders() []whatsapp.Content {
	return []whatsapp.Content{
		whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: order()},
		whatsapp.InteractiveOrderStatus{
			Body: "Thank you, it is on its way.", ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped,
			Payment: &whatsapp.OrderPaymentUpdate{Status: whatsapp.OrderPaymentStatusCaptured},
		},
	}
}

// templates say the same at any time.
func templates() []whatsapp.Template {
	bread := []whatsapp.TemplateParameter{whatsapp.ProductParameter{CatalogID: catalogID, ProductRetailerID: "b1"}}
	return []whatsapp.Template{
		{Name: "invoice", Language: "en_US", Buttons: []whatsapp.TemplateButton{whatsapp.OrderDetailsButton(0, order())}},
		{Name: "shipped", Language: "en_US", OrderStatus: &whatsapp.OrderUpdate{ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped}},
		{Name: "call_us", Language: "en_US", Buttons: []whatsapp.TemplateButton{whatsapp.VoiceCallButton(0, 60, "order-17")}},
		{Name: "our_shop", Language: "en_US", Buttons: []whatsapp.TemplateButton{whatsapp.CatalogButton(0, "b1"), whatsapp.FlowButton(1, "token-17", nil)}},
		{Name: "our_offers", Language: "en_US", Buttons: []whatsapp.TemplateButton{whatsapp.ProductsButton(0, "b1", whatsapp.ProductSection{
			Title: "Bread", Products: []whatsapp.ProductItem{{ProductRetailerID: "b1"}},
		})}},
		{Name: "our_bread", Language: "en_US", Header: bread},
		{Name: "our_shop_window", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.Image{Link: "https://shop.test/bread.jpg"}}},
		{Name: "our_baker", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.Video{Link: "https://shop.test/oven.mp4"}}},
		{Name: "our_menu", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.Document{Link: "https://shop.test/menu.pdf", Filename: "menu.pdf"}}},
		{Name: "our_address", Language: "en_US", Header: []whatsapp.TemplateParameter{
			whatsapp.Location{Latitude: 52.5, Longitude: 13.4, Name: "Bakery", Address: "1 Main Street"},
		}},
		{Name: "our_best", Language: "en_US", Cards: []whatsapp.TemplateCard{{Header: bread}, {Header: bread}}},
		{
			Name: "spring_sale", Language: "en_US", OfferExpiration: time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC),
			Body:      []whatsapp.TemplateParameter{whatsapp.TextParameter{Name: "first_name", Text: "Ada"}},
			Buttons:   []whatsapp.TemplateButton{whatsapp.CopyCodeButton(0, "SPRING25"), whatsapp.URLButton(1, "spring")},
			TapTarget: &whatsapp.TapTarget{URL: "https://shop.test/spring", Title: "Spring sale"},
		},
	}
}

// order is an order in Brazil, paid with a Pix code.
func order() whatsapp.OrderPayment {
	reais := func(cents int64) *whatsapp.OrderAmount { return &whatsapp.OrderAmount{Value: cents, Offset: 100} }
	return whatsapp.OrderPayment{
		ReferenceID: "order-17", Type: whatsapp.GoodsTypePhysical, PaymentType: whatsapp.OrderPaymentTypeBrazil, Currency: "BRL",
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

// sendElsewhere reacts to a message, pins one in a group, and sends a template
// with an animated picture through the Marketing Messages API.
func (s sender) sendElsewhere(ctx context.Context) error {
	sent, err := s.Client.Messages.SendText(ctx, s.from, s.to, "Thank you!")
	if err != nil {
		return err
	}
	for _, message := range []whatsapp.Message{
		{To: s.to, Content: whatsapp.Reaction{MessageID: sent.ID(), Emoji: "👍"}},
		{To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Pin{
			Type: whatsapp.PinTypePin, MessageID: sent.ID(), ExpirationDays: 7,
		}},
	} {
		if _, err := s.Client.Messages.Send(ctx, s.from, message); err != nil {
			return err
		}
	}
	_, err = s.Client.Messages.SendMarketing(ctx, s.from, whatsapp.MarketingMessage{
		To: s.to, ProductPolicy: whatsapp.ProductPolicyStrict, MessageActivitySharing: new(false),
		Template: whatsapp.Template{
			Name: "our_oven", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.GIF{Link: "https://shop.test/oven.mp4"}},
		},
	})
	if err == nil {
		fmt.Println("  a reaction, a pin and a marketing message accepted")
	}
	return err
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
