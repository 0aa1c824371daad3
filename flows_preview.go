package whatsapp

import (
	"context"
	"net/http"
	"net/url"
)

// Preview returns a link to a web page that shows the flow to anyone who has
// the link, for 30 days. It is the same link until it expires. The parameters
// of the page that make it interactive are in Meta's documentation.
//
//	GET /{flow-id}?fields=preview.invalidate(false)
//
// Permission: whatsapp_business_management.
func (s *FlowService) Preview(ctx context.Context, flowID string, opts ...RequestOption) (*FlowPreview, error) {
	return s.preview(ctx, flowID, previewFields, opts)
}

// RenewPreview returns a new link like [FlowService.Preview], and ends the old
// one: whoever has that no longer sees the flow.
//
//	GET /{flow-id}?fields=preview.invalidate(true)
//
// Permission: whatsapp_business_management.
func (s *FlowService) RenewPreview(ctx context.Context, flowID string, opts ...RequestOption) (*FlowPreview, error) {
	return s.preview(ctx, flowID, newPreviewFields, opts)
}

// These are shared by all calls; the query of an operation is never changed.
var (
	previewFields    = url.Values{"fields": {"preview.invalidate(false)"}}
	newPreviewFields = url.Values{"fields": {"preview.invalidate(true)"}}
)

func (s *FlowService) preview(ctx context.Context, flowID string, fields url.Values, opts []RequestOption) (*FlowPreview, error) {
	op := operation(http.MethodGet, oneFlow, flowID)
	op.Query = fields
	op.requires = "preview"
	op.answersLink = true
	flow, err := decode[Flow](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	return flow.Preview, nil
}

// FlowPreview is a web page that shows a flow.
type FlowPreview struct {
	// PreviewURL opens the page for everyone who has it.
	PreviewURL SecretURL `json:"preview_url"`
	ExpiresAt  Time      `json:"expires_at,omitzero"`
}
