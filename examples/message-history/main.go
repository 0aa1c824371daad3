// Message-history lists the latest messages of a phone number, counts the
// delivery events of the first and lists its failures.
//
//	go run ./examples/message-history
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it does the same
// against Meta. It changes nothing.
package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)

	page, err := session.Client.MessageHistory.List(ctx, phoneNumberID, nil)
	demo.Check(err)
	showLatest(phoneNumberID, page.Data)
	if len(page.Data) > 0 {
		demo.Check(countEvents(ctx, session.Client, page.Data[0].ID))
		demo.Check(showFailures(ctx, session.Client, page.Data[0].ID))
	}
}

func showLatest(phoneNumberID string, histories []whatsapp.MessageHistory) {
	demo.Title("Messages of the phone number %s", phoneNumberID)
	for _, history := range histories {
		fmt.Printf("  %s  %s\n", history.ID, history.MessageID)
	}
}

// countEvents fetches ten events at a time; the iterator asks for the next page
// when it needs it.
func countEvents(ctx context.Context, client *whatsapp.Client, historyID string) error {
	demo.Title("Events of the message history %s", historyID)
	options := &whatsapp.ListEventsOptions{ListOptions: whatsapp.ListOptions{Limit: 10}}
	counts := map[whatsapp.DeliveryStatus]int{}
	for event, err := range client.MessageHistory.AllEvents(ctx, historyID, options) {
		if err != nil {
			return err
		}
		counts[event.Node.DeliveryStatus]++
	}
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("  %-10s  %3d\n", status, counts[status])
	}
	return nil
}

func showFailures(ctx context.Context, client *whatsapp.Client, historyID string) error {
	demo.Title("Failures")
	options := &whatsapp.ListEventsOptions{Status: whatsapp.DeliveryStatusError}
	for event, err := range client.MessageHistory.AllEvents(ctx, historyID, options) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s  %s\n", event.Node.OccurrenceTime.UTC().Format("2006-01-02 15:04"), event.Node.ErrorDescription)
	}
	return nil
}
