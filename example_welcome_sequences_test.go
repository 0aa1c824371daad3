package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A sequence that an ad uses cannot be deleted.
func ExampleWelcomeSequenceService_Delete() {
	client, _ := inMemory()
	for _, sequenceID := range []string{graphtest.SequenceID, graphtest.UsedSequenceID} {
		err := client.WelcomeSequences.Delete(context.Background(), graphtest.WABAID, sequenceID)
		switch {
		case errors.Is(err, whatsapp.ErrSequenceInUse):
			fmt.Println("an ad uses it")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println("deleted")
		}
	}
	// Output:
	// deleted
	// an ad uses it
}
