package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// plants are the names of what the sample catalog has.
var plants = map[string]string{"sku-1": "Fern", "sku-2": "Cactus", "sku-3": "Watering can", "sku-4": "Moss"}

// answerToOrder asks for the payment of what is in a cart.
func answerToOrder(message *webhook.Message) whatsapp.Content {
	const hundredths = 100
	order := whatsapp.Order{Status: whatsapp.OrderStatusPending, CatalogID: message.Order.CatalogID}
	sum, currency := int64(0), "USD"
	for _, item := range message.Order.ProductItems {
		price, _ := item.ItemPrice.Float64()
		quantity, _ := item.Quantity.Int64()
		amount := whatsapp.OrderAmount{Value: int64(math.Round(price * hundredths)), Offset: hundredths}
		name := plants[item.ProductRetailerID]
		if name == "" {
			name = item.ProductRetailerID
		}
		order.Items = append(order.Items, whatsapp.OrderItem{
			RetailerID: item.ProductRetailerID, Name: name, Amount: amount, Quantity: int(quantity),
		})
		sum += amount.Value * quantity
		currency = item.Currency
	}
	order.Subtotal = &whatsapp.OrderAmount{Value: sum, Offset: hundredths}
	order.Tax = &whatsapp.OrderAmount{Offset: hundredths}
	return whatsapp.InteractiveOrderDetails{
		Body: "Thank you! This is your order.",
		Payment: whatsapp.OrderPayment{
			ReferenceID: referenceOf(message.ID), Type: whatsapp.GoodsTypePhysical, Currency: currency,
			TotalAmount: *order.Subtotal, Order: order,
		},
	}
}

// referenceOf returns an id of an order that is the same if the webhook comes
// again.
func referenceOf(messageID string) string {
	sum := sha256.Sum256([]byte(messageID))
	return "order-" + hex.EncodeToString(sum[:4])
}

// confirm tells whoever has paid that the order is on its way.
func (b *bot) confirm(ctx context.Context, event *webhook.StatusEvent) error {
	payment := event.Status.Payment
	if payment == nil || event.Status.Status != "captured" {
		return nil
	}
	_, err := b.client.Messages.Send(ctx, event.Metadata.PhoneNumberID, whatsapp.Message{
		To: event.Recipient().ID(), Content: whatsapp.InteractiveOrderStatus{
			Body: "We have your payment and pack the parcel.", ReferenceID: payment.ReferenceID, Status: whatsapp.OrderStatusProcessing,
			Description: "It is with you in two days",
		},
	})
	return err
}
