package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

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

// One number sends its webhooks elsewhere than the others of the app.
func ExamplePhoneNumberService_SetWebhookOverride() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.PhoneNumbers.SetWebhookOverride(ctx, graphtest.PhoneNumberID, whatsapp.WebhookOverride{
		CallbackURI: "https://hooks.shop.test/support", VerifyToken: "chosen by you",
	})
	if err != nil {
		log.Fatal(err)
	}
	number, err := client.PhoneNumbers.Get(ctx, graphtest.PhoneNumberID, whatsapp.WithFields("webhook_configuration"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(number.WebhookConfiguration.PhoneNumber)
	// Output: https://hooks.shop.test/support
}

func ExamplePhoneNumberService_RequestOfficialBusinessAccount() {
	client, server := inMemory()
	ctx := context.Background()
	requested, err := client.PhoneNumbers.RequestOfficialBusinessAccount(ctx, graphtest.PhoneNumberID, whatsapp.OfficialBusinessAccountRequest{
		BusinessWebsiteURL:        "https://www.shop.test",
		PrimaryCountryOfOperation: "US",
		SupportingLinks: []string{
			"https://daily.test/the-shop", "https://weekly.test/bread", "https://radio.test/ovens", "https://trade.test/awards", "https://city.test/markets",
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(requested.Success)

	server.ReviewOfficialBusinessAccount(graphtest.PhoneNumberID, "APPROVED") // as Meta does in a few days
	badge, err := client.PhoneNumbers.GetOfficialBusinessAccount(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(badge.Status)
	// Output:
	// true
	// APPROVED
}

// The contacts and chats of the WhatsApp Business app come by webhook, each
// kind once and within a day of the onboarding.
func ExamplePhoneNumberService_SyncBusinessApp() {
	client, _ := inMemory()
	ctx := context.Background()
	for _, data := range []whatsapp.BusinessAppData{whatsapp.BusinessAppDataContacts, whatsapp.BusinessAppDataHistory} {
		started, err := client.PhoneNumbers.SyncBusinessApp(ctx, graphtest.BusinessAppPhoneNumberID, data)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(data, started.RequestID != "")
	}
	// Output:
	// smb_app_state_sync true
	// history true
}

// Somebody asks to be forgotten: the portfolio no longer knows which number
// belongs to the user id.
func ExamplePhoneNumberService_DeleteFromContactBook() {
	client, server := inMemory()
	ctx := context.Background()
	const userID = "US.13491208655302741918"
	hooks := server.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "app-secret")
	if err := hooks.Deliver(ctx, graphtest.Inbound{From: "15550100123", UserID: userID, Text: "Please forget me"}); err != nil {
		log.Fatal(err)
	}
	forgotten, err := client.PhoneNumbers.DeleteFromContactBook(ctx, graphtest.PhoneNumberID, userID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(forgotten.Deleted)
	// Output: true
}

// A number that moves elsewhere gives its username up first.
func ExamplePhoneNumberService_Deregister() {
	client, _ := inMemory()
	ctx := context.Background()
	numbers := client.PhoneNumbers
	if _, err := numbers.SetUsername(ctx, graphtest.PhoneNumberID, whatsapp.SetUsernameRequest{Username: "support.line"}); err != nil {
		log.Fatal(err)
	}
	if err := numbers.DeleteUsername(ctx, graphtest.PhoneNumberID); err != nil {
		log.Fatal(err)
	}
	if err := numbers.Deregister(ctx, graphtest.PhoneNumberID); err != nil {
		log.Fatal(err)
	}
	number, err := numbers.Get(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(number.Status)
	// Output: DISCONNECTED
}
