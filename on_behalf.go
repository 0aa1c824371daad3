package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

// OnBehalfService hands accounts that one business manages on behalf of (OBO)
// another to a solution partner.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions
type OnBehalfService service

const onBehalfRequests = "/{waba-id}/in_progress_onbehalf_request"

// ListRequests returns one page of the requests to manage an account on behalf
// of another business that are not settled.
//
//	GET /{waba-id}/in_progress_onbehalf_request
//
// Permission: whatsapp_business_management.
func (s *OnBehalfService) ListRequests(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[OnBehalfRequest], error) {
	return list[OnBehalfRequest](ctx, s.client, operation(http.MethodGet, onBehalfRequests, wabaID), page, opts)
}

// AllRequests iterates over these requests; see [OnBehalfService.ListRequests].
func (s *OnBehalfService) AllRequests(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*OnBehalfRequest, error] {
	return all[OnBehalfRequest](ctx, s.client, operation(http.MethodGet, onBehalfRequests, wabaID), page, opts)
}

// CreateIntent starts, confirms or cancels the transfer of an account to
// another solution, or asks for, approves or rejects its handover.
//
//	POST /{waba-id}/obo_mobility_intent
//
// Permission: whatsapp_business_management. A solution in another state than
// the step needs is [ErrInvalidRequest].
func (s *OnBehalfService) CreateIntent(ctx context.Context, wabaID string, request CreateOBOMobilityIntentRequest, opts ...RequestOption) (*CreatedOBOMobilityIntent, error) {
	op := operation(http.MethodPost, "/{waba-id}/obo_mobility_intent", wabaID)
	op.Body = request
	op.requires = "mobility_intent_id"
	op.reconcile = "list the account's requests, and the solutions that it belongs to"
	return decode[CreatedOBOMobilityIntent](ctx, s.client, op, opts)
}

// SetIntent declares that an account is to move to a solution. The account in
// the request is the one in the path.
//
//	POST /{waba-id}/set_obo_mobility_intent
//
// Permission: whatsapp_business_management. Graph may refuse with a status of
// success and an error_msg, which the error quotes.
func (s *OnBehalfService) SetIntent(ctx context.Context, wabaID string, request SetOBOMobilityIntentRequest, opts ...RequestOption) (*DeclaredOBOMobilityIntent, error) {
	op := operation(http.MethodPost, "/{waba-id}/set_obo_mobility_intent", wabaID)
	op.Body = oboIntentOf{wabaID, request}
	op.reconcile = "list the solutions that the account belongs to, and declare it again if it has not moved"
	return decode[DeclaredOBOMobilityIntent](ctx, s.client, op, opts)
}

// GetIntent returns how far the move of an account has got.
//
//	GET /{obo-mobility-intent-id}
//
// Permission: whatsapp_business_management.
func (s *OnBehalfService) GetIntent(ctx context.Context, intentID string, opts ...RequestOption) (*OBOMobilityIntent, error) {
	return decode[OBOMobilityIntent](ctx, s.client, operation(http.MethodGet, "/{obo-mobility-intent-id}", intentID), opts)
}
