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
