package whatsapp

import (
	"context"
	"net/http"
	"net/url"
)

// OnboardToMarketingMessages asks a client to accept the terms of the Marketing
// Messages API for its accounts. Meta writes to the admins of the client until
// they accept or decline; the webhook account_update with the event
// MM_LITE_TERMS_SIGNED says that they have accepted. The business id is the
// client's.
//
//	POST /{business-id}/onboard_partners_to_mm_lite
//
// Permission: whatsapp_business_management, with the token of a system user. A
// client without an account that is eligible is [ErrInvalidRequest]. One that
// was asked already is [ErrPermission] of the code 100; other codes say that
// the client may not join, or the token not ask. The request is not repeated
// when it may have been carried out already: [ErrOutcomeUnknown].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/onboarding
func (s *BusinessService) OnboardToMarketingMessages(ctx context.Context, businessID string, request OnboardToMarketingMessagesRequest, opts ...RequestOption) (*MarketingMessagesRequest, error) {
	op := operation(http.MethodPost, "/{business-id}/onboard_partners_to_mm_lite", businessID)
	op.checks = []validator{request}
	if request.SolutionID != "" {
		op.Query = url.Values{"solution_id": {request.SolutionID}}
	}
	op.requires = "request_id"
	op.reconcile = "ask the admins of the client whether they were asked; Meta refuses a second request"
	return decode[MarketingMessagesRequest](ctx, s.client, op, opts)
}

// OnboardToMarketingMessagesRequest says where accounts go that the partner
// manages on behalf of the client.
type OnboardToMarketingMessagesRequest struct {
	// SolutionID is a multi-partner solution that the accounts move to, instead
	// of being shared with the partner alone.
	SolutionID string
}

// Validate checks the form of the id.
func (r OnboardToMarketingMessagesRequest) Validate() error {
	var found violations
	if r.SolutionID != "" {
		found.digits("solution_id", r.SolutionID)
	}
	return found.err()
}

// MarketingMessagesRequest is the answer to
// [BusinessService.OnboardToMarketingMessages].
type MarketingMessagesRequest struct {
	RequestID string `json:"request_id"`
}
