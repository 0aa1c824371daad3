package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// SolutionService manages Multi-Partner Solutions, in which two apps share the
// work on a client's account.
//
// https://developers.facebook.com/docs/whatsapp/solution-providers/multi-partner-solutions
type SolutionService service

// List returns one page of the solutions of an app.
//
//	GET /{app-id}/whatsapp_business_solutions
//
// Permission: whatsapp_business_management.
func (s *SolutionService) List(ctx context.Context, appID string, page *ListSolutionsOptions, opts ...RequestOption) (*Page[Solution], error) {
	return list[Solution](ctx, s.client, operation(http.MethodGet, solutionsOfApp, appID), page, opts)
}

// All iterates over the solutions of an app; see [SolutionService.List].
func (s *SolutionService) All(ctx context.Context, appID string, page *ListSolutionsOptions, opts ...RequestOption) iter.Seq2[*Solution, error] {
	return all[Solution](ctx, s.client, operation(http.MethodGet, solutionsOfApp, appID), page, opts)
}

const solutionsOfApp = "/{app-id}/whatsapp_business_solutions"

// ListForWABA returns one page of the solutions that an account is shared with.
//
//	GET /{waba-id}/solutions
//
// Permission: whatsapp_business_management.
func (s *SolutionService) ListForWABA(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[Solution], error) {
	return list[Solution](ctx, s.client, operation(http.MethodGet, solutionsOfWABA, wabaID), page, opts)
}

// AllForWABA iterates over these solutions; see [SolutionService.ListForWABA].
func (s *SolutionService) AllForWABA(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*Solution, error] {
	return all[Solution](ctx, s.client, operation(http.MethodGet, solutionsOfWABA, wabaID), page, opts)
}

const solutionsOfWABA = "/{waba-id}/solutions"

// Get returns a solution.
//
//	GET /{solution-id}
//
// Permission: whatsapp_business_management.
func (s *SolutionService) Get(ctx context.Context, solutionID string, opts ...RequestOption) (*Solution, error) {
	return decode[Solution](ctx, s.client, operation(http.MethodGet, "/{solution-id}", solutionID), opts)
}

// ListPartners returns one page of the apps that take part in a solution, or
// were invited to.
//
//	GET /{solution-id}/partners
//
// Permission: whatsapp_business_management.
func (s *SolutionService) ListPartners(ctx context.Context, solutionID string, page *ListOptions, opts ...RequestOption) (*Page[SolutionPartner], error) {
	return list[SolutionPartner](ctx, s.client, operation(http.MethodGet, solutionPartners, solutionID), page, opts)
}

// AllPartners iterates over these apps; see [SolutionService.ListPartners].
func (s *SolutionService) AllPartners(ctx context.Context, solutionID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*SolutionPartner, error] {
	return all[SolutionPartner](ctx, s.client, operation(http.MethodGet, solutionPartners, solutionID), page, opts)
}

const solutionPartners = "/{solution-id}/partners"

// Create proposes a solution to a partner.
//
//	POST /{app-id}/whatsapp_business_solution
//
// Permission: whatsapp_business_management.
func (s *SolutionService) Create(ctx context.Context, appID string, request CreateSolutionRequest, opts ...RequestOption) (*CreatedSolution, error) {
	op := operation(http.MethodPost, "/{app-id}/whatsapp_business_solution", appID)
	op.Body = request.withLists()
	op.requires = "solution_id"
	op.reconcile = "list the solutions of the app to see whether there is one with this name"
	return decode[CreatedSolution](ctx, s.client, op, opts)
}

// AccessToken returns a token for what a client business has shared with a
// solution. Every call makes another one, for the app that calls.
//
//	GET /{solution-id}/access_token?business_id=
//
// Permission: whatsapp_business_management. A business that has shared no
// account with the solution is [ErrInvalidRequest].
func (s *SolutionService) AccessToken(ctx context.Context, solutionID, businessID string, opts ...RequestOption) (*SolutionAccessToken, error) {
	op := operation(http.MethodGet, "/{solution-id}/access_token", solutionID)
	op.Query = url.Values{"business_id": {businessID}}
	hasToken := func(t *SolutionAccessToken) bool { return t.AccessToken != "" }
	return decodeOne(ctx, s.client, op, opts, businessID, hasToken)
}
