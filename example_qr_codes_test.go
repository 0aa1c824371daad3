package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleQRCodeService_Update() {
	client, _ := inMemory()
	// The code on the posters stays, and what it says changes.
	code, err := client.QRCodes.Update(context.Background(), graphtest.PhoneNumberID, graphtest.QRCodeID, whatsapp.UpdateQRCodeRequest{
		PrefilledMessage: "Which offers are there this week?",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(code.DeepLinkURL, code.PrefilledMessage)
	// Output: https://wa.me/message/4O4YGZEG3RIVE2 Which offers are there this week?
}
