// Commerce sets up a phone number for selling: it connects a product catalog to
// the account, shows it and a cart in the chat, and says what Indian law wants
// customers to know about the business.
//
//	go run ./examples/commerce
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_BUSINESS_ACCOUNT_ID and
// WHATSAPP_PHONE_NUMBER_ID set, it shows the same of an account at Meta, and
// changes nothing unless -apply is given. The catalog needs WHATSAPP_CATALOG_ID
// too.
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
	client := session.Client
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	catalogID := session.OptionalID("WHATSAPP_CATALOG_ID", graphtest.FreeCatalogID)

	demo.Check(show(ctx, client, wabaID, phoneNumberID))
	demo.Title("Set up %s for selling", phoneNumberID)
	if !session.Apply {
		demo.NotApplied()
		return
	}
	if catalogID != "" {
		demo.Check(client.WABAs.AddCatalog(ctx, wabaID, catalogID))
		fmt.Println("  catalog connected")
	}
	demo.Check(change(ctx, client, phoneNumberID))
	demo.Check(show(ctx, client, wabaID, phoneNumberID))
}

func show(ctx context.Context, client *whatsapp.Client, wabaID, phoneNumberID string) error {
	demo.Title("Selling with %s", phoneNumberID)
	for catalog, err := range client.WABAs.AllCatalogs(ctx, wabaID, nil, whatsapp.WithFields("name", "product_count")) {
		if err != nil {
			return err
		}
		if catalog.ProductCount != nil {
			fmt.Printf("  catalog     %s, %d products\n", catalog.Name, *catalog.ProductCount)
		}
	}
	settings, err := client.Commerce.Get(ctx, phoneNumberID)
	switch {
	case errors.Is(err, whatsapp.ErrNotFound):
		fmt.Println("  no commerce settings yet")
	case err != nil:
		return err
	default:
		fmt.Printf("  visible     catalog %t, cart %t\n", settings.IsCatalogVisible, settings.IsCartEnabled)
	}
	info, err := client.Compliance.Get(ctx, phoneNumberID)
	switch {
	case errors.Is(err, whatsapp.ErrNotFound) || err == nil && info.EntityName == "":
		fmt.Println("  compliance  nothing said yet")
	case err != nil:
		return err
	default:
		fmt.Printf("  compliance  %s, %s\n", info.EntityName, info.EntityType)
	}
	return nil
}

func change(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	err := client.Commerce.Update(ctx, phoneNumberID, whatsapp.UpdateCommerceSettingsRequest{
		IsCatalogVisible: new(true), IsCartEnabled: new(true),
	})
	if err != nil {
		return err
	}
	fmt.Println("  catalog and cart shown")
	err = client.Compliance.Update(ctx, phoneNumberID, whatsapp.UpdateComplianceInfoRequest{
		EntityName: "Retail Partners", EntityType: whatsapp.BusinessEntityTypePartnership, IsRegistered: new(true),
		GrievanceOfficer: whatsapp.GrievanceOfficer{Name: "Chandra P.", Email: "complaints@shop.test"},
		CustomerCare:     whatsapp.CustomerCare{Email: "help@shop.test", MobileNumber: "+913854559033"},
	})
	if err == nil {
		fmt.Println("  compliance information given")
	}
	return err
}
