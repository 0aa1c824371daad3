package whatsapp

import "net/url"

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

// SolutionPartner is an app that takes part in a solution, or was invited to.
type SolutionPartner struct {
	ID         string                `json:"id"`
	Status     SolutionPartnerStatus `json:"status"`
	PartnerApp *Application          `json:"partner_app,omitzero"`
	// PartnerPermissions are what the partner may do with the accounts of
	// clients.
	PartnerPermissions []Task `json:"partner_permissions,omitzero"`
}

// SolutionAccessToken is the answer to [SolutionService.AccessToken].
type SolutionAccessToken struct {
	AccessToken Secret `json:"access_token"`
	// ExpiresAt is zero if the token does not expire or Graph does not say.
	ExpiresAt Time `json:"expires_at,omitzero"`
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
	// SolutionStatusPendingDeactivation waits for the partner to accept the
	// end.
	SolutionStatusPendingDeactivation SolutionStatus = "PENDING_DEACTIVATION"
)

// SolutionPendingStatus says what a solution waits for.
type SolutionPendingStatus string

// The pending states that Meta documents.
const (
	SolutionPendingStatusActivation   SolutionPendingStatus = "PENDING_ACTIVATION"
	SolutionPendingStatusDeactivation SolutionPendingStatus = "PENDING_DEACTIVATION"
	SolutionPendingStatusNone         SolutionPendingStatus = "NONE"
)

// SolutionPartnerStatus is how far a partner has got with an invitation.
type SolutionPartnerStatus string

// The states that Meta documents.
const (
	SolutionPartnerStatusDraft            SolutionPartnerStatus = "DRAFT"
	SolutionPartnerStatusInitiated        SolutionPartnerStatus = "INITIATED"
	SolutionPartnerStatusNotificationSent SolutionPartnerStatus = "NOTIFICATION_SENT"
	SolutionPartnerStatusAccepted         SolutionPartnerStatus = "ACCEPTED"
	SolutionPartnerStatusRejected         SolutionPartnerStatus = "REJECTED"
	SolutionPartnerStatusDeactivated      SolutionPartnerStatus = "DEACTIVATED"
)
