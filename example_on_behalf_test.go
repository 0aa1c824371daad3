package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// An account moves to a solution.
func ExampleOnBehalfService_SetIntent() {
	client, _ := inMemory()
	ctx := context.Background()
	set, err := client.OnBehalf.SetIntent(ctx, graphtest.WABAID, whatsapp.SetOBOMobilityIntentRequest{
		SolutionID: graphtest.SolutionID, ClientMutationID: "move-17",
	})
	if err != nil {
		log.Fatal(err)
	}
	intent, err := client.OnBehalf.GetIntent(ctx, set.IntentID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(intent.WABA.Name, "moves to", intent.Solution.Name, intent.Status)
	// Output: Retail account moves to Shared messaging PENDING
}
