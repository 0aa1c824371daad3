// Conversions reports a purchase to Meta that came of an ad: it finds or makes
// the dataset of a WhatsApp Business Account, takes the click from the first
// message of a chat, and sends the event once.
//
//	go run ./examples/conversions
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it looks for
// the dataset at Meta. With -apply it makes one and sends the event, as a test
// event if WHATSAPP_TEST_EVENT_CODE is set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// firstMessage is the body of a webhook: somebody has tapped an ad.
const firstMessage = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
	"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100100","phone_number_id":"106540352242922"},
	"messages":[{"from":"15550100200","id":"wamid.first","timestamp":"1772442000","type":"text","text":{"body":"Is it in stock?"},
		"referral":{"source_type":"ad","source_id":"120330000000000001","ctwa_clid":"ARAkLkA8rmlFeiCktEJQ"}}]}}]}]}`

func main() {
	ctx, session := demo.Start()
	conversions := session.Client.Conversions
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)

	demo.Title("Dataset of %s", wabaID)
	dataset, err := conversions.GetDataset(ctx, wabaID)
	switch {
	case errors.Is(err, whatsapp.ErrNotFound):
		fmt.Println("  there is none yet")
	default:
		demo.Check(err)
		fmt.Printf("  %s  %s\n", dataset.ID, dataset.Name)
	}

	demo.Title("Report a purchase")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	demo.Check(report(ctx, conversions, wabaID))
}

// report sends one event. CreateDataset returns the dataset that is there.
func report(ctx context.Context, conversions *whatsapp.ConversionService, wabaID string) error {
	dataset, err := conversions.CreateDataset(ctx, wabaID, whatsapp.CreateDatasetRequest{})
	if err != nil {
		return err
	}
	click, number, err := clickOf([]byte(firstMessage))
	if err != nil {
		return err
	}
	request := whatsapp.SendConversionEventsRequest{Events: []whatsapp.ConversionEvent{{
		Name: whatsapp.ConversionEventNamePurchase,
		Time: time.Now(),
		ID:   "order-1001",
		UserData: whatsapp.ConversionUserData{
			CTWAClid: click, WABAID: wabaID,
			PhoneNumbers: []whatsapp.UserDataHash{whatsapp.HashPhone(number)},
		},
		CustomData: &whatsapp.ConversionData{Value: new(49.90), Currency: "EUR", OrderID: "1001"},
	}}}
	if code := os.Getenv("WHATSAPP_TEST_EVENT_CODE"); code != "" {
		request.TestEventCode = &code
	}
	receipt, err := conversions.SendEvents(ctx, dataset.ID, request)
	if err != nil {
		return err // of an unknown outcome too: sent again, the purchase might count twice
	}
	fmt.Printf("  click %s: %d event received\n", click, receipt.EventsReceived)
	return nil
}

// clickOf finds the click, and the number of who clicked, in a webhook's body.
func clickOf(body []byte) (click, number string, err error) {
	notification, err := webhook.Parse(body)
	if err != nil {
		return "", "", err
	}
	for event := range notification.Events() {
		if message, ok := event.(*webhook.MessageEvent); ok && message.Message.Referral != nil {
			return message.Message.Referral.CTWAClid, message.Message.From, nil
		}
	}
	return "", "", errors.New("nobody came from an ad")
}
