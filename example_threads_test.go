package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A bot gives a conversation to the people of the escalation partner, with a
// word about what it is about.
func ExampleThreadService_Pass() {
	client, server := inMemory()
	_, err := client.Threads.Pass(context.Background(), graphtest.PhoneNumberID, whatsapp.PassThreadRequest{
		ThreadRequest: whatsapp.ThreadRequest{To: "+15550100123", Metadata: "asks for a refund of order 7781"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("now with", server.ThreadOwner(graphtest.PhoneNumberID, "+15550100123"))
	// Output: now with escalation
}

// The escalation partner takes a conversation from Meta's agent, and releases
// it at the end.
func ExampleThreadService_Take() {
	client, server := inMemory()
	ctx, person := context.Background(), whatsapp.ThreadRequest{To: "+15550100123"}
	server.SetEscalationPartner(graphtest.PhoneNumberID, true)
	server.PassThread(graphtest.PhoneNumberID, person.To, "ai_agent", "")
	if _, err := client.Threads.Take(ctx, graphtest.PhoneNumberID, person); err != nil {
		log.Fatal(err) // ErrPermission with the code 2494191 for other apps
	}
	fmt.Println("now with", server.ThreadOwner(graphtest.PhoneNumberID, person.To))
	if _, err := client.Threads.Release(ctx, graphtest.PhoneNumberID, person); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("now with %q\n", server.ThreadOwner(graphtest.PhoneNumberID, person.To))
	// Output:
	// now with escalation
	// now with ""
}
