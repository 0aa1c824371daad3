package whatsapp

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// ListPreviews returns one page of the texts that Meta writes for
// authentication templates, one entry for each language.
//
//	GET /{waba-id}/message_template_previews
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates#template-previews
func (s *TemplateService) ListPreviews(ctx context.Context, wabaID string, page *ListTemplatePreviewsOptions, opts ...RequestOption) (*Page[TemplatePreview], error) {
	return list[TemplatePreview](ctx, s.client, templatePreviews(wabaID), page, opts)
}

// AllPreviews iterates over the texts that Meta writes for authentication
// templates; see [TemplateService.ListPreviews].
func (s *TemplateService) AllPreviews(ctx context.Context, wabaID string, page *ListTemplatePreviewsOptions, opts ...RequestOption) iter.Seq2[*TemplatePreview, error] {
	return all[TemplatePreview](ctx, s.client, templatePreviews(wabaID), page, opts)
}

// templatePreviews asks for the only category and buttons that have previews.
func templatePreviews(wabaID string) Operation {
	op := operation(http.MethodGet, "/{waba-id}/message_template_previews", wabaID)
	op.Query = url.Values{
		"category":     {string(MessageTemplateCategoryAuthentication)},
		"button_types": {string(MessageTemplateButtonTypeOTP)},
	}
	return op
}

// Upsert creates an authentication template in many languages, and changes it
// where it is there already. The answer has one entry for each language.
//
//	POST /{waba-id}/upsert_message_templates
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates#bulk-management
func (s *TemplateService) Upsert(ctx context.Context, wabaID string, request UpsertMessageTemplatesRequest, opts ...RequestOption) (*UpsertedMessageTemplates, error) {
	op := operation(http.MethodPost, "/{waba-id}/upsert_message_templates", wabaID)
	op.Body = request
	op.Repeat = RepeatNever // every edit counts
	op.reconcile = "list the templates with this name to see which have changed"
	return decode[UpsertedMessageTemplates](ctx, s.client, op, opts)
}

// ListTemplatePreviewsOptions selects a page of previews, and what the
// templates would have.
type ListTemplatePreviewsOptions struct {
	ListOptions
	// Languages are codes such as en_US. Without any, all languages come.
	Languages []string
	// AddSecurityRecommendation previews the advice not to share the code.
	AddSecurityRecommendation *bool
	// CodeExpirationMinutes previews the footer: 1 to 90 minutes.
	CodeExpirationMinutes *int
}

func (o *ListTemplatePreviewsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "languages", jsonList(o.Languages))
	if o.AddSecurityRecommendation != nil {
		query.Set("add_security_recommendation", strconv.FormatBool(*o.AddSecurityRecommendation))
	}
	if o.CodeExpirationMinutes == nil {
		return nil
	}
	query.Set("code_expiration_minutes", strconv.Itoa(*o.CodeExpirationMinutes))
	return nil
}

// TemplatePreview is the text of an authentication template in one language.
type TemplatePreview struct {
	Language string                  `json:"language"`
	Body     string                  `json:"body"`
	Footer   string                  `json:"footer"`
	Buttons  []TemplatePreviewButton `json:"buttons,omitzero"`
}

// TemplatePreviewButton has the labels of a button.
type TemplatePreviewButton struct {
	Text         string `json:"text"`
	AutofillText string `json:"autofill_text"`
}

// UpsertMessageTemplatesRequest describes an authentication template in many
// languages. Meta writes all of its texts.
type UpsertMessageTemplatesRequest struct {
	// Name has at most 512 small letters, digits and underscores. It is
	// required.
	Name string `json:"name"`
	// Languages are codes such as en_US. At least one is required.
	Languages []string `json:"languages"`
	// Category is [MessageTemplateCategoryAuthentication].
	Category MessageTemplateCategory `json:"category"`
	// Components are a body, optionally a footer, and one button of the type
	// OTP, all without texts.
	Components MessageTemplateComponents `json:"components"`
	// SendTTLSeconds is 30 to 900 seconds, or -1 for 30 days.
	SendTTLSeconds *int `json:"message_send_ttl_seconds,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r UpsertMessageTemplatesRequest) Validate() error {
	var found violations
	found.templateName(r.Name)
	if len(r.Languages) == 0 {
		found.add("languages", "needs at least one language")
	}
	for i, language := range r.Languages {
		found.require(fmt.Sprintf("languages[%d]", i), language)
	}
	if r.Category != MessageTemplateCategoryAuthentication {
		found.add("category", "must be AUTHENTICATION, not %q", r.Category)
	}
	found.templateTTL(MessageTemplateCategoryAuthentication, r.SendTTLSeconds)
	found.templateComponents(r.Components, templateRules{category: MessageTemplateCategoryAuthentication})
	found.textsOfMeta(r.Components)
	return found.err()
}

// textsOfMeta refuses texts where only Meta may write them.
func (v *violations) textsOfMeta(components MessageTemplateComponents) {
	for i, component := range components {
		var entry violations
		switch component := component.(type) {
		case MessageTemplateBody:
			entry.noText("text", component.Text)
		case MessageTemplateFooter:
			entry.noText("text", component.Text)
		case MessageTemplateButtons:
			for place, button := range component {
				var inner violations
				inner.noText("text", button.Text)
				inner.noText("autofill_text", button.AutofillText)
				entry.addEntry("buttons", place, inner)
			}
		}
		v.addEntry("components", i, entry)
	}
}

func (v *violations) noText(field, text string) {
	if text != "" {
		v.add(field, "must be empty; Meta writes the texts in all languages")
	}
}

// UpsertedMessageTemplates is the answer to [TemplateService.Upsert].
type UpsertedMessageTemplates struct {
	Data []UpsertedMessageTemplate `json:"data"`
}

// UpsertedMessageTemplate is a template in one language.
type UpsertedMessageTemplate struct {
	ID       string                `json:"id"`
	Status   MessageTemplateStatus `json:"status"`
	Language string                `json:"language"`
}
