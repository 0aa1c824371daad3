// Business-profiles shows what people see of a business when they tap its name,
// changes some of it, and gives it a picture in one call.
//
//	go run ./examples/business-profiles
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it reads the
// profile from Meta, and changes nothing unless -apply is given. The picture
// needs WHATSAPP_APP_ID too.
package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)

	demo.Check(show(ctx, session.Client, phoneNumberID))

	demo.Title("Change the profile")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	appID := session.ID("WHATSAPP_APP_ID", graphtest.AppID)
	demo.Check(change(ctx, session.Client, phoneNumberID))
	demo.Check(setPicture(ctx, session.Client, appID, phoneNumberID))
	demo.Check(show(ctx, session.Client, phoneNumberID))
}

func show(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	demo.Title("Profile of phone number %s", phoneNumberID)
	profile, err := client.BusinessProfiles.Get(ctx, phoneNumberID,
		whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.BusinessProfile]()...))
	if err != nil {
		return err
	}
	fmt.Printf("  about     %s\n", profile.About)
	fmt.Printf("  address   %s\n", profile.Address)
	fmt.Printf("  industry  %s\n", profile.Vertical)
	fmt.Printf("  websites  %s\n", strings.Join(profile.Websites, ", "))
	fmt.Printf("  picture   %t\n", profile.ProfilePictureURL != "")
	return nil
}

// change sets what is named here; the rest of the profile stays as it is.
func change(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	err := client.BusinessProfiles.Update(ctx, phoneNumberID, whatsapp.UpdateBusinessProfileRequest{
		About:    new("Open every day until eight"),
		Websites: []string{"https://www.shop.test", "https://www.shop.test/help"},
	})
	if err == nil {
		fmt.Println("  about and websites changed")
	}
	return err
}

// setPicture draws a picture and uploads it. A file on disk would do as well.
func setPicture(ctx context.Context, client *whatsapp.Client, appID, phoneNumberID string) error {
	const side = 640
	canvas := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(color.RGBA{R: 0x25, G: 0x6d, B: 0x85, A: 0xff}), image.Point{}, draw.Src)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, canvas); err != nil {
		return err
	}
	picture := whatsapp.File{Name: "profile.png", MIMEType: "image/png", Content: bytes.NewReader(encoded.Bytes())}
	if err := client.BusinessProfiles.SetPicture(ctx, appID, phoneNumberID, picture); err != nil {
		return err
	}
	fmt.Println("  picture uploaded and set")
	return nil
}
