// Payments sets up a payment gateway for orders in India, sends an order, looks
// up whether it is paid, and pays a part of it back.
//
//	go run ./examples/payments
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it lists the
// payment configurations of an account at Meta, and changes nothing.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	customer    = "+15550100123"
	shop        = "second-shop"
	referenceID = "order-8001"
)

func main() {
	ctx, session := demo.Start()
	client := session.Client
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)

	demo.Title("Payment configurations of %s", wabaID)
	demo.Check(show(ctx, client, wabaID))
	if session.Server == nil {
		return // the rest moves money
	}
	demo.Title("Connect a payment gateway")
	demo.Check(connect(ctx, client, session.Server, wabaID))
	demo.Title("Send an order, and see it paid")
	demo.Check(sell(ctx, client, session.Server, graphtest.PhoneNumberID))
	demo.Title("Pay a part of it back")
	demo.Check(refund(ctx, client, session.Server, graphtest.PhoneNumberID))
	demo.Title("Close the shop")
	demo.Check(client.Payments.DeleteConfiguration(ctx, wabaID, shop))
	demo.Check(show(ctx, client, wabaID))
}

func show(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	for configuration, err := range client.Payments.AllConfigurations(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-15s  %-10s  %s\n", configuration.Name, configuration.ProviderName, configuration.Status)
	}
	return nil
}

// connect creates a configuration. A person at the business opens the link.
func connect(ctx context.Context, client *whatsapp.Client, server *graphtest.Server, wabaID string) error {
	created, err := client.Payments.CreateConfiguration(ctx, wabaID, whatsapp.CreatePaymentConfigurationRequest{
		Name: shop, ProviderName: whatsapp.PaymentProviderRazorpay, MerchantCategoryCode: "5814", PurposeCode: "00",
	})
	if err != nil {
		return err
	}
	fmt.Println("  sign in at", created.OAuthURL)
	link, err := client.Payments.RenewOAuthLink(ctx, wabaID, whatsapp.RenewOAuthLinkRequest{ConfigurationName: shop})
	if err != nil {
		return err
	}
	fmt.Println("  or, once that has expired, at", link.OAuthURL)
	err = client.Payments.UpdateConfiguration(ctx, wabaID, shop, whatsapp.UpdatePaymentConfigurationRequest{
		DataEndpointURL: new("https://flows.shop.test/checkout"),
	})
	if err != nil {
		return err
	}
	server.SetPaymentConfigurationStatus(wabaID, shop, "Active")
	configuration, err := client.Payments.GetConfiguration(ctx, wabaID, shop)
	if err == nil {
		fmt.Println("  it is", configuration.Status)
	}
	return err
}

// sell sends an order and does not believe in the payment before it has looked.
func sell(ctx context.Context, client *whatsapp.Client, server *graphtest.Server, phoneNumberID string) error {
	amount := whatsapp.OrderAmount{Value: 25000, Offset: 100}
	_, err := client.Messages.Send(ctx, phoneNumberID, whatsapp.Message{
		To: customer,
		Content: whatsapp.InteractiveOrderDetails{
			Body: "Your order is ready to be paid.",
			Payment: whatsapp.OrderPayment{
				ReferenceID: referenceID, Type: whatsapp.GoodsTypeDigital, Currency: "INR", TotalAmount: amount,
				PaymentSettings: []whatsapp.PaymentSetting{whatsapp.GatewayPayment(whatsapp.PaymentGateway{
					Type: whatsapp.PaymentGatewayTypeRazorpay, ConfigurationName: shop,
				})},
				Order: whatsapp.Order{
					Status: whatsapp.OrderStatusPending, Subtotal: &amount, Tax: &whatsapp.OrderAmount{Offset: 100},
					Items: []whatsapp.OrderItem{{RetailerID: "book-1", Name: "Cookbook", Amount: amount, Quantity: 1}},
				},
			},
		},
	})
	if err != nil {
		return err
	}
	for _, attempt := range []graphtest.PaymentAttempt{{FailureReason: "incorrect_pin"}, {Method: "card"}} {
		server.PayOrder(phoneNumberID, referenceID, attempt)
		payment, err := client.Payments.Get(ctx, phoneNumberID, shop, referenceID)
		if err != nil {
			return err
		}
		fmt.Printf("  %s after %d attempts\n", payment.Status, len(payment.Transactions))
	}
	return nil
}

// refund loses the answer of the first request, and looks before it leaps.
func refund(ctx context.Context, client *whatsapp.Client, server *graphtest.Server, phoneNumberID string) error {
	server.Script("POST /{phone}/payments_refund", graphtest.DropAfter())
	_, err := client.Payments.Refund(ctx, phoneNumberID, whatsapp.RefundPaymentRequest{
		ReferenceID: referenceID, ConfigurationName: shop, Speed: whatsapp.RefundSpeedInstant,
		Amount: whatsapp.RefundAmount{Currency: "INR", Value: 5000, Offset: 100},
	})
	fmt.Println("  errors.Is(err, ErrOutcomeUnknown):", errors.Is(err, whatsapp.ErrOutcomeUnknown))
	payment, err := client.Payments.Get(ctx, phoneNumberID, shop, referenceID)
	if err != nil {
		return err
	}
	for _, transaction := range payment.Transactions {
		for _, made := range transaction.Refunds {
			fmt.Printf("  paid back: %d of %d, %s\n", made.Amount.Value, payment.Amount.Value, made.Status)
		}
	}
	return nil
}
