package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleBusinessProfileService_Update() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.BusinessProfiles.Update(ctx, graphtest.PhoneNumberID, whatsapp.UpdateBusinessProfileRequest{
		About:    new("Open until eight"),
		Vertical: new(whatsapp.BusinessVerticalRetail),
		Email:    new(""), // nobody reads it
	})
	if err != nil {
		log.Fatal(err)
	}
	profile, err := client.BusinessProfiles.Get(ctx, graphtest.PhoneNumberID,
		whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.BusinessProfile]()...))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %s, %q\n", profile.About, profile.Vertical, profile.Email)
	// Output: Open until eight, RETAIL, ""
}

func ExampleBusinessProfileService_SetPicture() {
	client, _ := inMemory()
	picture := whatsapp.File{Name: "shop.png", Content: strings.NewReader("\x89PNG\r\n\x1a\n and so on")}
	err := client.BusinessProfiles.SetPicture(context.Background(), graphtest.AppID, graphtest.PhoneNumberID, picture)
	fmt.Println(err)
	// Output: <nil>
}

// A profile can also be had by its own id.
func ExampleBusinessProfileService_GetByID() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.BusinessProfiles.UpdateByID(ctx, graphtest.BusinessProfileID, whatsapp.UpdateBusinessProfileRequest{
		Description: new("Bread and cakes"),
	})
	if err != nil {
		log.Fatal(err)
	}
	profile, err := client.BusinessProfiles.GetByID(ctx, graphtest.BusinessProfileID, whatsapp.WithFields("description"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(profile.Description)
	// Output: Bread and cakes
}
