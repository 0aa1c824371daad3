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

// Create proposes a solution to a partner.
//
//	POST /{app-id}/whatsapp_business_solution
//
// Permission: whatsapp_business_management.
func (s *SolutionService) Create(ctx context.Context, appID string, request CreateSolutionRequest, opts ...RequestOption) (*CreatedSolution, error) {
	op := operation(http.MethodPost, "/{app-id}/whatsapp_business_solution", appID)
	op.Body = request.withLists()
	op.requires = "solution_id"
	return decode[CreatedSolution](ctx, s.client, op, opts)
}

// ListSolutionsOptions selects a page of solutions.
type ListSolutionsOptions struct {
	ListOptions
	// Role keeps the solutions in which the app has this role.
	Role SolutionRole
}

func (o *ListSolutionsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "role", string(o.Role))
	return nil
}

// CreateSolutionRequest is Graph's WhatsAppBusinessSolutionCreateRequest.
type CreateSolutionRequest struct {
	// Name has 2 to 75 characters.
	Name         string `json:"solution_name"`
	PartnerAppID string `json:"partner_app_id"`
	// OwnerPermissions and PartnerPermissions say which side sends messages.
	// MESSAGING is the only permission that can be given, to one side at least.
	OwnerPermissions   []Task `json:"owner_permissions"`
	PartnerPermissions []Task `json:"partner_permissions"`
}

// withLists replaces missing lists, which are required, by empty ones.
func (r CreateSolutionRequest) withLists() CreateSolutionRequest {
	if r.OwnerPermissions == nil {
		r.OwnerPermissions = []Task{}
	}
	if r.PartnerPermissions == nil {
		r.PartnerPermissions = []Task{}
	}
	return r
}

// Validate checks the limits that Meta documents.
func (r CreateSolutionRequest) Validate() error {
	var found violations
	found.length("solution_name", r.Name, 2, 75)
	found.digits("partner_app_id", r.PartnerAppID)
	found.solutionPermissions("owner_permissions", r.OwnerPermissions)
	found.solutionPermissions("partner_permissions", r.PartnerPermissions)
	if len(r.OwnerPermissions)+len(r.PartnerPermissions) == 0 {
		found.add("owner_permissions", "or partner_permissions must hold %s", TaskMessaging)
	}
	return found.err()
}

func (v *violations) solutionPermissions(field string, permissions []Task) {
	v.atMost(field, len(permissions), 1)
	for _, permission := range permissions {
		if permission != TaskMessaging {
			v.add(field, "may hold %s only, not %q", TaskMessaging, permission)
		}
	}
}

// CreatedSolution is the answer to [SolutionService.Create].
type CreatedSolution struct {
	ID string `json:"solution_id"`
}

// Solution is Graph's WhatsAppBusinessSolution.
type Solution struct {
	ID                      string                `json:"id"`
	Name                    string                `json:"name"`
	Status                  SolutionStatus        `json:"status"`
	StatusForPendingRequest SolutionPendingStatus `json:"status_for_pending_request"`
	OwnerApp                *Application          `json:"owner_app,omitzero"`
	OwnerPermissions        []Task                `json:"owner_permissions,omitzero"`
}

// SolutionRole is the part an app has in a solution.
type SolutionRole string

// The roles that Meta documents.
const (
	SolutionRoleOwner   SolutionRole = "OWNER"
	SolutionRolePartner SolutionRole = "PARTNER"
)

// SolutionStatus is the state of a solution.
type SolutionStatus string

// The states that Meta documents.
const (
	SolutionStatusDraft       SolutionStatus = "DRAFT"
	SolutionStatusInitiated   SolutionStatus = "INITIATED"
	SolutionStatusActive      SolutionStatus = "ACTIVE"
	SolutionStatusRejected    SolutionStatus = "REJECTED"
	SolutionStatusDeactivated SolutionStatus = "DEACTIVATED"
)

// SolutionPendingStatus says what a solution waits for.
type SolutionPendingStatus string

// The pending states that Meta documents.
const (
	SolutionPendingStatusActivation   SolutionPendingStatus = "PENDING_ACTIVATION"
	SolutionPendingStatusDeactivation SolutionPendingStatus = "PENDING_DEACTIVATION"
	SolutionPendingStatusNone         SolutionPendingStatus = "NONE"
)
