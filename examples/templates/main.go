// Templates lists the message templates of an account and Meta's library,
// checks a message against its template before it is sent, and creates a
// template with a picture, reads it and deletes it again. In memory it also
// looks after templates: it translates, improves, archives, copies, compares
// and groups them.
//
//	go run ./examples/templates
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID set, it does the
// same against Meta, and changes nothing unless -apply is given. Then it needs
// WHATSAPP_APP_ID too: the sample of the picture is uploaded to an app.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	templates := session.Client.Templates
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)

	demo.Title("Templates of %s", wabaID)
	demo.Check(list(ctx, templates, wabaID))
	demo.Title("Templates about orders in the library")
	demo.Check(browse(ctx, templates))
	demo.Title("Check a message before it is sent")
	demo.Check(check(ctx, templates, wabaID))
	demo.Title("What a passcode says")
	demo.Check(preview(ctx, templates, wabaID))

	demo.Title("Create a template")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	appID := session.ID("WHATSAPP_APP_ID", graphtest.AppID)
	demo.Check(createAndDelete(ctx, session.Client, wabaID, appID))
	if session.Server == nil {
		return // the rest is for the templates of the sample account
	}
	demo.Title("Look after templates")
	demo.Check(translate(ctx, templates, wabaID))
	demo.Check(revive(ctx, templates))
	demo.Check(putAside(ctx, templates, wabaID))
	demo.Check(copyTo(ctx, templates, wabaID, graphtest.SecondWABAID))
	demo.Title("Groups of templates")
	demo.Check(group(ctx, templates, wabaID))
}

func list(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	for template, err := range templates.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		body, _ := template.Components.Body()
		fmt.Printf("  %-14s  %-6s  %-14s  %-9s  %s\n", template.Name, template.Language, template.Category, template.Status, body.Text)
	}
	return nil
}

func browse(ctx context.Context, templates *whatsapp.TemplateService) error {
	options := &whatsapp.ListLibraryOptions{Topic: whatsapp.LibraryTemplateTopicOrderManagement, Language: "en_US"}
	page, err := templates.ListLibrary(ctx, options)
	if err != nil {
		return err
	}
	for _, entry := range page.Data {
		fmt.Printf("  %-18s  %s\n", entry.Name, entry.Body)
	}
	return nil
}

// check finds out what a message lacks without sending it.
func check(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	for template, err := range templates.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		err := template.Check(whatsapp.Template{Name: template.Name, Language: template.Language})
		var incomplete *whatsapp.ValidationError
		if !errors.As(err, &incomplete) {
			fmt.Printf("  %-14s  can be sent as it is\n", template.Name)
			continue
		}
		for _, violation := range incomplete.Violations {
			fmt.Printf("  %-14s  %s\n", template.Name, violation)
		}
	}
	return nil
}

// createAndDelete uploads a sample of the picture, which the people who review
// the template see.
func createAndDelete(ctx context.Context, client *whatsapp.Client, wabaID, appID string) error {
	picture := whatsapp.File{Content: strings.NewReader("\x89PNG\r\n\x1a\n"), Name: "parcel.png", MIMEType: "image/png"}
	handle, err := client.Uploads.Upload(ctx, appID, picture)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("order_shipped_%d", time.Now().Unix())
	created, err := client.Templates.Create(ctx, wabaID, whatsapp.CreateMessageTemplateRequest{
		Name:            name,
		Language:        "en_US",
		Category:        whatsapp.MessageTemplateCategoryUtility,
		ParameterFormat: new(whatsapp.MessageTemplateParameterFormatNamed),
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage, Handles: []string{handle}},
			whatsapp.MessageTemplateBody{
				Text:     "Hi {{first_name}}, order {{order}} is on its way.",
				Examples: []whatsapp.TemplateExample{{Name: "first_name", Value: "Ada"}, {Name: "order", Value: "17"}},
			},
			whatsapp.MessageTemplateButtons{{
				Type: whatsapp.MessageTemplateButtonTypeURL, Text: "Track",
				URL: "https://shop.test/orders/{{1}}", Example: []string{"https://shop.test/orders/17"},
			}},
		},
	})
	if err != nil {
		return err
	}
	fmt.Printf("  created  %s: %s\n", created.ID, created.Status)

	template, err := client.Templates.Get(ctx, created.ID)
	if err != nil {
		return err
	}
	fmt.Printf("  has      %d components and %d button\n", len(template.Components), len(template.Components.Buttons()))
	if err := client.Templates.Delete(ctx, wabaID, name); err != nil {
		return err
	}
	fmt.Println("  deleted")
	return nil
}
