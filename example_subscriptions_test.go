package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The webhooks of an account come to the app of the token, under an address of
// their own, until the app unsubscribes.
func ExampleSubscriptionService_Subscribe() {
	client, _ := inMemory()
	ctx := context.Background()
	_, err := client.Subscriptions.Subscribe(ctx, graphtest.SecondWABAID, whatsapp.SubscribeRequest{
		OverrideCallbackURI: "https://hooks.shop.test/wholesale", VerifyToken: "chosen by you",
	})
	if err != nil {
		log.Fatal(err)
	}
	for app, err := range client.Subscriptions.All(ctx, graphtest.SecondWABAID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(app.Name, app.OverrideCallbackURI)
	}
	fmt.Println(client.Subscriptions.Unsubscribe(ctx, graphtest.SecondWABAID))
	// Output:
	// Messaging console https://hooks.shop.test/wholesale
	// <nil>
}

// An app says which webhooks it wants, and where. Meta calls the address before
// the method returns.
func ExampleSubscriptionService_SetForApp() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.Subscriptions.SetForApp(ctx, graphtest.AppID, whatsapp.SetAppSubscriptionRequest{
		CallbackURL: "https://hooks.shop.test/whatsapp", VerifyToken: "chosen by you",
		Fields: []string{"messages", "message_template_status_update"},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Subscriptions.DeleteForApp(ctx, graphtest.AppID, whatsapp.DeleteAppSubscriptionRequest{
		Fields: []string{"message_template_status_update"},
	}); err != nil {
		log.Fatal(err)
	}
	for subscription, err := range client.Subscriptions.AllForApp(ctx, graphtest.AppID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		for _, field := range subscription.Fields {
			fmt.Println(subscription.CallbackURL, field.Name)
		}
	}
	// Output: https://hooks.shop.test/whatsapp messages
}

func ExampleSubscriptionService_Diagnose() {
	client, _ := inMemory()
	diagnosis, err := client.Subscriptions.Diagnose(context.Background(), graphtest.SecondWABAID, graphtest.AppID, whatsapp.DiagnoseWebhooksRequest{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("can arrive:", diagnosis.CanArrive())
	for _, finding := range diagnosis.Findings {
		fmt.Println(finding)
	}
	// Output:
	// can arrive: false
	// subscription: problem: the app is not subscribed to the account; call Subscriptions.Subscribe with a token of this app
	// callback: ok: the app's callback URL is https://hooks.shop.test/whatsapp
	// fields: ok: the app receives messages
	// override: ok: there is no override
}
