package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The first signup of a business accepts Meta's terms for it.
func ExampleSignupService_Create() {
	client, _ := inMemory()
	ctx := context.Background()
	created, err := client.Signups.Create(ctx, graphtest.ClientWABAID, whatsapp.CreateSignupRequest{
		SignupMessage:       "Hear of new teas first.",
		ConfirmationMessage: "Welcome! Your code is " + whatsapp.SignupPromoCode + ".",
		PrivacyPolicyURL:    "https://tea.test/privacy",
		PromoCode:           "TEA10",
	}, whatsapp.SignupTermsAcceptNow) // SignupTermsAcceptedBefore from the second one on
	if err != nil {
		log.Fatal(err)
	}
	signup, err := client.Signups.Get(ctx, created.ID)
	if err != nil {
		log.Fatal(err)
	}
	link := whatsapp.SignupURL("+1 555-0100", signup.ID)
	fmt.Println(signup.Status, strings.TrimSuffix(link, signup.ID))
	// Output: ACTIVE https://wa.me/15550100/signup/
}
