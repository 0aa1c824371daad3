package whatsapp

import (
	"context"
	"net/http"
)

// Migrate copies templates from another account of the same business portfolio:
// the high and unknown quality ones among those that are approved. They keep
// their names, and are not reviewed again. A call that takes more than 30
// seconds ends with an error; then ask for a smaller Count.
//
//	POST /{waba-id}/migrate_message_templates
//
// Permission: whatsapp_business_management, for both accounts.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/template-migration
func (s *TemplateService) Migrate(ctx context.Context, wabaID string, request MigrateMessageTemplatesRequest, opts ...RequestOption) (*TemplateMigration, error) {
	op := operation(http.MethodPost, "/{waba-id}/migrate_message_templates", wabaID)
	op.Body = request
	op.reconcile = "list the templates of the account to see which have arrived"
	return decode[TemplateMigration](ctx, s.client, op, opts)
}

const maxMigratedTemplates = 500

// MigrateMessageTemplatesRequest says which templates to copy: all of the
// source in sets of 500, or those with the ids.
type MigrateMessageTemplatesRequest struct {
	// SourceWABAID is the account that has the templates. It is required.
	SourceWABAID string `json:"source_waba_id"`
	// PageNumber is the set to copy, from 0. Repeat the call with the next one
	// until an answer is empty.
	PageNumber *int `json:"page_number,omitzero"`
	// Count is how many templates of the set to copy, at most 500.
	Count *int `json:"count,omitzero"`
	// TemplateIDs selects templates, at most 500.
	TemplateIDs []string `json:"template_ids,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r MigrateMessageTemplatesRequest) Validate() error {
	var found violations
	found.digits("source_waba_id", r.SourceWABAID)
	if r.PageNumber != nil && *r.PageNumber < 0 {
		found.add("page_number", "must be at least 0, not %d", *r.PageNumber)
	}
	if r.Count != nil && (*r.Count < 1 || *r.Count > maxMigratedTemplates) {
		found.add("count", "must be between 1 and %d, not %d", maxMigratedTemplates, *r.Count)
	}
	if r.TemplateIDs != nil {
		found.ids("template_ids", r.TemplateIDs, maxMigratedTemplates)
	}
	return found.err()
}

// TemplateMigration is the answer to [TemplateService.Migrate].
type TemplateMigration struct {
	// MigratedTemplates has the ids of the copies.
	MigratedTemplates []string `json:"migrated_templates"`
	// FailedTemplates says by id why a template was not copied.
	FailedTemplates TemplateFailures `json:"failed_templates,omitzero"`
}
