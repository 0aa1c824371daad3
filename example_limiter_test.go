package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// Messages leave at the pace that the number has. One whose place lies beyond
// the deadline is not sent, and the error says when to send it.
func ExampleWithLimiter() {
	limiter := whatsapp.NewLimiter(whatsapp.LimiterOptions{})
	limiter.SetThroughput(graphtest.PhoneNumberID, 1)
	client, _ := inMemory(whatsapp.WithLimiter(limiter))
	for range 2 {
		ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
		_, err := client.Messages.SendText(ctx, graphtest.PhoneNumberID, "+15550123", "Hello")
		cancel()
		pace, early := errors.AsType[*whatsapp.PaceError](err)
		switch {
		case early:
			fmt.Println("later, after about", pace.Wait.Round(time.Second))
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println("sent")
		}
	}
	// Output:
	// sent
	// later, after about 1s
}
