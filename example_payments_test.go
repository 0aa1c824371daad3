package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A part of an order is paid back, once.
func ExamplePaymentService_Refund() {
	client, _ := inMemory()
	ctx := context.Background()
	_, err := client.Payments.Refund(ctx, graphtest.PhoneNumberID, whatsapp.RefundPaymentRequest{
		ReferenceID: graphtest.PaidOrderID, ConfigurationName: graphtest.PaymentConfigurationName,
		Amount: whatsapp.RefundAmount{Currency: "INR", Value: 5000, Offset: 100},
	})
	if err != nil {
		log.Fatal(err) // ErrOutcomeUnknown: look the payment up first
	}
	payment, err := client.Payments.Get(ctx, graphtest.PhoneNumberID, graphtest.PaymentConfigurationName, graphtest.PaidOrderID)
	if err != nil {
		log.Fatal(err)
	}
	for _, transaction := range payment.Transactions {
		for _, refund := range transaction.Refunds {
			fmt.Println(refund.Status, refund.Amount.Value, "of", payment.Amount.Value)
		}
	}
	// Output: success 5000 of 21000
}

func ExamplePaymentService_CreateConfiguration() {
	client, server := inMemory()
	ctx := context.Background()
	created, err := client.Payments.CreateConfiguration(ctx, graphtest.WABAID, whatsapp.CreatePaymentConfigurationRequest{
		Name: "second-shop", ProviderName: whatsapp.PaymentProviderRazorpay,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sign in at", created.OAuthURL) // string(created.OAuthURL) is the whole
	server.SetPaymentConfigurationStatus(graphtest.WABAID, "second-shop", "Active")
	configuration, err := client.Payments.GetConfiguration(ctx, graphtest.WABAID, "second-shop")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(configuration.Status, configuration.ProviderName)
	// Output:
	// sign in at https://www.facebook.com/[REDACTED]
	// Active RAZORPAY
}
