// Register-number takes a phone number from created to registered: it adds it
// to an account, verifies it with the code that Meta sends, and connects it to
// the Cloud API.
//
//	go run ./examples/register-number
//
// It runs in memory only, because a number has ten registrations in 72 hours.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.StartInMemory()
	numbers := session.Client.PhoneNumbers

	demo.Title("Register a phone number")
	created, err := numbers.Create(ctx, graphtest.WABAID, whatsapp.CreatePhoneNumberRequest{
		PhoneNumber: "15550177", VerifiedName: "Repairs",
	})
	demo.Check(err)
	fmt.Printf("  created as %s\n", created.ID)

	demo.Check(numbers.RequestCode(ctx, created.ID, whatsapp.CodeMethodSMS, "en_US"))
	code := session.Server.VerificationCode(created.ID) // as its owner would read it
	demo.Check(numbers.VerifyCode(ctx, created.ID, code))
	fmt.Println("  verified")
	demo.Check(register(ctx, session.Client, created.ID, "135790"))

	demo.Title("With another PIN")
	demo.Check(register(ctx, session.Client, created.ID, "000000"))
	demo.Title("More often than is allowed")
	for range 9 {
		demo.Check(register(ctx, session.Client, created.ID, "135790"))
	}
}

// register is never repeated by itself, because a number has ten registrations
// in 72 hours.
func register(ctx context.Context, client *whatsapp.Client, phoneNumberID string, pin whatsapp.Secret) error {
	err := client.PhoneNumbers.Register(ctx, phoneNumberID, whatsapp.RegisterPhoneNumberRequest{PIN: pin})
	failure, refused := errors.AsType[*whatsapp.GraphAPIError](err)
	switch {
	case err == nil:
		fmt.Println("  registered")
		return nil
	case refused && failure.Code == 133005:
		fmt.Println("  the PIN is wrong: the number has another one")
		return nil
	case errors.Is(err, whatsapp.ErrRateLimited):
		fmt.Printf("  registered too often: try again in %s\n", whatsapp.Decide(err).After)
		return nil
	}
	return err
}
