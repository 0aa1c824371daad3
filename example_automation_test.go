package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleAutomationService_Plan() {
	client, _ := inMemory()
	ctx := context.Background()
	plan, err := client.Automation.Plan(ctx, graphtest.PhoneNumberID, whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Where is my order?"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)
	if err := client.Automation.Apply(ctx, plan); err != nil {
		log.Fatal(err)
	}
	// Output:
	// ~ welcome message: off -> on
	// - prompt "What are your opening hours?"
}
