package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExamplePhoneNumberService_Register() {
	client, server := inMemory()
	ctx := context.Background()
	numbers := client.PhoneNumbers
	created, err := numbers.Create(ctx, graphtest.WABAID, whatsapp.CreatePhoneNumberRequest{
		CountryCode: new("1"), PhoneNumber: "15550177", VerifiedName: "Repairs",
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := numbers.RequestCode(ctx, created.ID, whatsapp.CodeMethodSMS, "en_US"); err != nil {
		log.Fatal(err)
	}
	code := server.VerificationCode(created.ID) // from the phone's screen
	if err := numbers.VerifyCode(ctx, created.ID, code); err != nil {
		log.Fatal(err)
	}
	err = numbers.Register(ctx, created.ID, whatsapp.RegisterPhoneNumberRequest{PIN: "135790"})
	if errors.Is(err, whatsapp.ErrRateLimited) {
		log.Fatal("wait 72 hours: ", err)
	}
	number, err := numbers.Get(ctx, created.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(number.Status, number.CodeVerificationStatus, number.PlatformType)
	// Output: CONNECTED VERIFIED CLOUD_API
}

func ExamplePhoneNumberService_UpdateSettings() {
	client, _ := inMemory()
	ctx := context.Background()
	numbers := client.PhoneNumbers
	err := numbers.UpdateSettings(ctx, graphtest.PhoneNumberID, whatsapp.UpdatePhoneNumberSettingsRequest{
		Calling: &whatsapp.CallingSettingsRequest{
			Status:    new(whatsapp.FeatureStatusEnabled),
			CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{"US", "BR"}},
			SIP: &whatsapp.SIPSettingsRequest{
				Status: whatsapp.FeatureStatusEnabled, Servers: []whatsapp.SIPServerRequest{{Hostname: "sip.shop.test"}},
			},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	settings, err := numbers.GetSettingsWithSIPCredentials(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	server := settings.Calling.SIP.Servers[0]
	fmt.Println(settings.Calling.Status, server.Hostname, server.SIPUserPassword) // string(server.SIPUserPassword) is the text
	// Output: ENABLED sip.shop.test [REDACTED]
}

func ExamplePhoneNumberService_SetUsername() {
	client, _ := inMemory()
	ctx := context.Background()
	suggestions, err := client.PhoneNumbers.GetUsernameSuggestions(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	name := suggestions.Usernames()[0]
	claimed, err := client.PhoneNumbers.SetUsername(ctx, graphtest.PhoneNumberID, whatsapp.SetUsernameRequest{Username: name})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(name, claimed.Status)
	// Output: supportline reserved
}
