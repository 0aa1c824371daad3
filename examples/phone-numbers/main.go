// Phone-numbers lists the phone numbers of an account that are live, newest
// first, reads one with selected fields, its settings, username and badge, its
// QR codes and whom it has blocked, makes a QR code and deletes it, and adds a
// number to a business portfolio.
//
//	go run ./examples/phone-numbers
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_BUSINESS_ACCOUNT_ID and
// WHATSAPP_PHONE_NUMBER_ID set, it does the same against Meta, and changes
// nothing unless -apply is given. Then it needs WHATSAPP_BUSINESS_ID and
// WHATSAPP_NEW_PHONE_NUMBER too.
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
	ctx, session := demo.Start()
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)

	demo.Check(listLive(ctx, session.Client, wabaID))
	demo.Check(showNumber(ctx, session.Client, phoneNumberID))
	demo.Check(showSettings(ctx, session.Client.PhoneNumbers, phoneNumberID))
	demo.Check(listQRCodes(ctx, session.Client, phoneNumberID))
	demo.Check(listBlocked(ctx, session.Client, phoneNumberID))

	demo.Title("A QR code for a poster")
	if session.Apply {
		demo.Check(printQRCode(ctx, session.Client.QRCodes, phoneNumberID))
	} else {
		demo.NotApplied()
	}
	demo.Title("Add a phone number, twice")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	businessID := session.ID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)
	number := session.ID("WHATSAPP_NEW_PHONE_NUMBER", "+15550110")
	demo.Check(addNumber(ctx, session.Client, businessID, number))
	demo.Check(addNumber(ctx, session.Client, businessID, number))
}

func listLive(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	demo.Title("Live phone numbers of %s, newest first", wabaID)
	options := &whatsapp.ListPhoneNumbersOptions{
		Filters: []whatsapp.PhoneNumberFilter{{Field: "account_mode", Operator: "EQUAL", Value: whatsapp.AccountModeLive}},
		Sort:    whatsapp.PhoneNumberSortCreationTimeDescending,
	}
	for number, err := range client.PhoneNumbers.All(ctx, wabaID, options) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-16s  %-20s  %s\n", number.ID, number.DisplayPhoneNumber, number.VerifiedName, number.QualityRating)
	}
	return nil
}

func listQRCodes(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	demo.Title("QR codes of %s", phoneNumberID)
	for code, err := range client.QRCodes.All(ctx, phoneNumberID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s  %s\n", code.DeepLinkURL, code.PrefilledMessage)
	}
	return nil
}

// printQRCode makes a code, reads it as whoever prints it would, and deletes it
// after the season.
func printQRCode(ctx context.Context, codes *whatsapp.QRCodeService, phoneNumberID string) error {
	created, err := codes.Create(ctx, phoneNumberID, whatsapp.CreateQRCodeRequest{
		PrefilledMessage: "What is in season?", GenerateQRImage: new(whatsapp.QRImageFormatSVG),
	})
	if err != nil {
		return err
	}
	code, err := codes.Get(ctx, phoneNumberID, created.Code)
	if err != nil {
		return err
	}
	fmt.Printf("  says     %s\n", code.PrefilledMessage)
	if err := codes.Delete(ctx, phoneNumberID, created.Code); err != nil {
		return err
	}
	fmt.Println("  deleted")
	return nil
}

func listBlocked(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	demo.Title("Blocked by %s", phoneNumberID)
	for user, err := range client.BlockedUsers.All(ctx, phoneNumberID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s\n", user.WAID)
	}
	return nil
}

func showNumber(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	demo.Title("Phone number %s", phoneNumberID)
	number, err := client.PhoneNumbers.Get(ctx, phoneNumberID, whatsapp.WithFields(
		"display_phone_number", "verified_name", "name_status", "status", "throughput", "last_onboarded_time", "health_status",
	))
	if err != nil {
		return err
	}
	fmt.Printf("  number      %s\n", number.DisplayPhoneNumber)
	fmt.Printf("  name        %s (%s)\n", number.VerifiedName, number.NameStatus)
	fmt.Printf("  status      %s\n", number.Status)
	if number.Throughput != nil {
		fmt.Printf("  throughput  %s\n", number.Throughput.Level)
	}
	if !number.LastOnboardedTime.IsZero() {
		fmt.Printf("  onboarded   %s\n", number.LastOnboardedTime.Format("2 January 2006"))
	}
	if number.HealthStatus != nil {
		fmt.Printf("  can send    %s\n", number.HealthStatus.CanSendMessage)
	}
	return nil
}

func showSettings(ctx context.Context, numbers *whatsapp.PhoneNumberService, phoneNumberID string) error {
	demo.Title("Settings of %s", phoneNumberID)
	settings, err := numbers.GetSettings(ctx, phoneNumberID)
	if err != nil {
		return err
	}
	username, err := numbers.GetUsername(ctx, phoneNumberID)
	if err != nil {
		return err
	}
	badge, err := numbers.GetOfficialBusinessAccount(ctx, phoneNumberID)
	if err != nil {
		return err
	}
	if settings.Calling != nil {
		fmt.Printf("  calls       %s\n", settings.Calling.Status)
	}
	fmt.Printf("  username    %s\n", username.Username)
	fmt.Printf("  badge       %s\n", badge.Status)
	return nil
}

// addNumber adds a number. A number that is already registered is not an error.
func addNumber(ctx context.Context, client *whatsapp.Client, businessID, number string) error {
	created, err := client.PhoneNumbers.Add(ctx, businessID, number)
	switch {
	case errors.Is(err, whatsapp.ErrAlreadyRegistered):
		fmt.Printf("  %s is already registered: choose another number\n", number)
		return nil
	case err != nil:
		return err
	}
	fmt.Printf("  %s added as %s\n", number, created.ID)
	return nil
}
