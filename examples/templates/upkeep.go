package main

import (
	"context"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// preview shows the texts of authentication templates, which are Meta's.
func preview(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	options := &whatsapp.ListTemplatePreviewsOptions{Languages: []string{"en_US"}, CodeExpirationMinutes: new(5)}
	for text, err := range templates.AllPreviews(ctx, wabaID, options) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-6s  %s %s\n", text.Language, text.Body, text.Footer)
	}
	return nil
}

// translate has one authentication template in two languages, whether or not
// it has been there before.
func translate(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	upserted, err := templates.Upsert(ctx, wabaID, whatsapp.UpsertMessageTemplatesRequest{
		Name: "second_factor", Languages: []string{"en_US", "pt_BR"}, Category: whatsapp.MessageTemplateCategoryAuthentication,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateBody{AddSecurityRecommendation: new(true)},
			whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeOTP, OTPType: whatsapp.MessageTemplateOTPTypeCopyCode}},
		},
	})
	if err != nil {
		return err
	}
	for _, template := range upserted.Data {
		fmt.Printf("  second_factor  %s: %s\n", template.Language, template.Status)
	}
	return nil
}

// revive improves the text of a template that is paused because people have
// complained, and makes it available again.
func revive(ctx context.Context, templates *whatsapp.TemplateService) error {
	if err := templates.Unpause(ctx, graphtest.PausedTemplateID); err != nil {
		return err
	}
	err := templates.Update(ctx, graphtest.PausedTemplateID, whatsapp.UpdateMessageTemplateRequest{
		Components: whatsapp.MessageTemplateComponents{whatsapp.MessageTemplateBody{Text: "This week there is rye bread."}},
	})
	if err != nil {
		return err
	}
	end := time.Now()
	comparison, err := templates.Compare(ctx, graphtest.PausedTemplateID, graphtest.HelloTemplateID, end.AddDate(0, 0, -7), end)
	if err != nil {
		return err
	}
	fmt.Printf("  weekly_offer   changed, compared by %d metrics\n", len(comparison.Data))
	return nil
}

// putAside archives a template and takes it back.
func putAside(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	ids := []string{graphtest.HelloTemplateID}
	archived, err := templates.Archive(ctx, wabaID, ids)
	if err != nil {
		return err
	}
	restored, err := templates.Unarchive(ctx, wabaID, archived.ArchivedTemplates)
	if err != nil {
		return err
	}
	fmt.Printf("  hello_world    archived and restored: %t\n", len(restored.UnarchivedTemplates) == len(ids))
	return nil
}

// copyTo gives the templates of one account to another of the same portfolio.
func copyTo(ctx context.Context, templates *whatsapp.TemplateService, wabaID, destinationID string) error {
	migration, err := templates.Migrate(ctx, destinationID, whatsapp.MigrateMessageTemplatesRequest{SourceWABAID: wabaID})
	if err != nil {
		return err
	}
	fmt.Printf("  %d copied, %d not\n", len(migration.MigratedTemplates), len(migration.FailedTemplates))
	return nil
}

// group has analytics count two templates together, and a third later.
func group(ctx context.Context, templates *whatsapp.TemplateService, wabaID string) error {
	created, err := templates.CreateGroup(ctx, wabaID, whatsapp.CreateTemplateGroupRequest{
		Name: "Offers", Description: "What there is this week", TemplateIDs: []string{graphtest.PausedTemplateID},
	})
	if err != nil {
		return err
	}
	err = templates.UpdateGroup(ctx, created.ID, whatsapp.UpdateTemplateGroupRequest{AddTemplateIDs: []string{graphtest.HelloTemplateID}})
	if err != nil {
		return err
	}
	offers, err := templates.GetGroup(ctx, created.ID)
	if err != nil {
		return err
	}
	fmt.Printf("  %s: %s\n", offers.Name, offers.Description)
	if err := templates.DeleteGroup(ctx, created.ID); err != nil {
		return err
	}
	for left, err := range templates.AllGroups(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s is left\n", left.Name)
	}
	return nil
}
