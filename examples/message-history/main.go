// Message-history counts the delivery events of a message and lists the
// failures.
//
//	go run ./examples/message-history
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_MESSAGE_HISTORY_ID set, it does the
// same against Meta. It changes nothing.
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
	historyID := session.ID("WHATSAPP_MESSAGE_HISTORY_ID", graphtest.MessageHistoryID)

	demo.Check(countEvents(ctx, session.Client, historyID))
	demo.Check(showFailures(ctx, session.Client, historyID))
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
