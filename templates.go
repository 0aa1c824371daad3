package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

// TemplateService manages the message templates of a WhatsApp Business Account:
// a template is a [MessageTemplate]. To send one that Meta has approved, put a
// [Template] into a [Message]; [MessageTemplate.Check] compares the two. The
// sample of a header's media goes to [UploadService.Upload] first.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
type TemplateService service

const templatesOfWABA = "/{waba-id}/message_templates"

// List returns one page of an account's templates, one entry for each language.
//
//	GET /{waba-id}/message_templates
//
// Permission: whatsapp_business_management. The call counts against the
// account's management quota: [ErrRateLimited]. A cursor that is no longer
// valid is [ErrStaleCursor] from v24.0 on: start with the first page again.
func (s *TemplateService) List(ctx context.Context, wabaID string, page *ListTemplatesOptions, opts ...RequestOption) (*Page[MessageTemplate], error) {
	return list[MessageTemplate](ctx, s.client, operation(http.MethodGet, templatesOfWABA, wabaID), page, opts)
}

// All iterates over an account's templates; see [TemplateService.List].
func (s *TemplateService) All(ctx context.Context, wabaID string, page *ListTemplatesOptions, opts ...RequestOption) iter.Seq2[*MessageTemplate, error] {
	return all[MessageTemplate](ctx, s.client, operation(http.MethodGet, templatesOfWABA, wabaID), page, opts)
}

// Get returns one template in one language. [WithFields] selects what it holds;
// [FieldsOf] lists what there is.
//
//	GET /{template-id}
//
// Permission: whatsapp_business_management.
func (s *TemplateService) Get(ctx context.Context, templateID string, opts ...RequestOption) (*MessageTemplate, error) {
	return decode[MessageTemplate](ctx, s.client, operation(http.MethodGet, "/{template-id}", templateID), opts)
}

// Create submits a template for review. Its status is usually
// [MessageTemplateStatusPending] until a webhook reports the decision; a
// template from the library is approved at once. An account can create 100
// templates an hour.
//
//	POST /{waba-id}/message_templates
//
// Permission: whatsapp_business_management. Code 2388019 says that the account
// has as many templates as it may have, 250 unless the business is verified.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components
func (s *TemplateService) Create(ctx context.Context, wabaID string, request CreateMessageTemplateRequest, opts ...RequestOption) (*CreatedMessageTemplate, error) {
	op := operation(http.MethodPost, templatesOfWABA, wabaID)
	op.Body = request
	op.requires = "id"
	op.reconcile = "list the templates with this name before creating it again"
	return decode[CreatedMessageTemplate](ctx, s.client, op, opts)
}

// Update changes a template that is approved, rejected or paused, and submits
// it for review again. Its components are replaced as a whole. An approved
// template keeps its category, and can be edited once in 24 hours and ten times
// in 30 days; the others have no such limit.
//
//	POST /{template-id}
//
// Permission: whatsapp_business_management. Code 2388039 says that the state of
// the template does not allow an edit.
func (s *TemplateService) Update(ctx context.Context, templateID string, request UpdateMessageTemplateRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{template-id}", templateID)
	op.Body = request
	op.Repeat = RepeatNever // every edit counts
	op.reconcile = "read the template to see whether it has changed"
	return s.client.perform(ctx, op, nil, opts)
}

// Unpause makes a paused template available again.
//
//	POST /{template-id}/unpause
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/message-templates/guidelines#template-pausing
func (s *TemplateService) Unpause(ctx context.Context, templateID string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{template-id}/unpause", templateID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// CreatedMessageTemplate is the answer to [TemplateService.Create].
type CreatedMessageTemplate struct {
	ID     string                `json:"id"`
	Status MessageTemplateStatus `json:"status"`
	// Category may differ from the one that was asked for.
	Category MessageTemplateCategory `json:"category"`
}
