// Register-number takes a phone number from created to registered: it adds it
// to an account, verifies it with the code that Meta sends, connects it to the
// Cloud API, switches calls on and claims a username.
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

	demo.Title("Settings and username")
	demo.Check(switchCallsOn(ctx, numbers, created.ID))
	session.Server.AddUsername("repairs") // somebody else's
	demo.Check(claimUsername(ctx, numbers, created.ID, "repairs", "repairs.desk"))

	demo.Title("With another PIN")
	demo.Check(register(ctx, session.Client, created.ID, "000000"))
	demo.Title("More often than is allowed")
	for range 9 {
		demo.Check(register(ctx, session.Client, created.ID, "135790"))
	}
}

func switchCallsOn(ctx context.Context, numbers *whatsapp.PhoneNumberService, phoneNumberID string) error {
	hours := &whatsapp.CallHours{Status: whatsapp.FeatureStatusEnabled, TimezoneID: "Europe/Berlin"}
	for _, day := range []whatsapp.DayOfWeek{whatsapp.DayOfWeekMonday, whatsapp.DayOfWeekThursday} {
		hours.WeeklyOperatingHours = append(hours.WeeklyOperatingHours, whatsapp.OperatingHours{DayOfWeek: day, OpenTime: "0900", CloseTime: "1700"})
	}
	err := numbers.UpdateSettings(ctx, phoneNumberID, whatsapp.UpdatePhoneNumberSettingsRequest{
		Calling: &whatsapp.CallingSettingsRequest{Status: new(whatsapp.FeatureStatusEnabled), CallHours: hours},
	})
	if err != nil {
		return err
	}
	fmt.Println("  calls are on, from 09:00")
	return nil
}

// claimUsername takes the second name if the first one is taken.
func claimUsername(ctx context.Context, numbers *whatsapp.PhoneNumberService, phoneNumberID, first, second string) error {
	const usernameTaken = 147001
	claimed, err := numbers.SetUsername(ctx, phoneNumberID, whatsapp.SetUsernameRequest{Username: first})
	if failure, refused := errors.AsType[*whatsapp.GraphAPIError](err); refused && failure.Code == usernameTaken {
		if claimed, err = numbers.SetUsername(ctx, phoneNumberID, whatsapp.SetUsernameRequest{Username: second}); err == nil {
			fmt.Printf("  %q is taken, %q is %s\n", first, second, claimed.Status)
		}
	}
	return err
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
