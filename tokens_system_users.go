package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

const systemUsersOf = "/{business-id}/system_users"

// ListSystemUsers returns one page of the system users of a business portfolio.
//
//	GET /{business-id}/system_users
//
// Permission: business_management.
//
// https://developers.facebook.com/docs/marketing-api/reference/business/system_users/
func (s *TokenService) ListSystemUsers(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) (*Page[SystemUser], error) {
	return list[SystemUser](ctx, s.client, operation(http.MethodGet, systemUsersOf, businessID), page, opts)
}

// AllSystemUsers iterates over the system users of a business portfolio; see
// [TokenService.ListSystemUsers].
func (s *TokenService) AllSystemUsers(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*SystemUser, error] {
	return all[SystemUser](ctx, s.client, operation(http.MethodGet, systemUsersOf, businessID), page, opts)
}

// CreateSystemUser adds a system user to a business portfolio that has claimed
// the app. Next, assign it what it works with, such as an account with
// [UserService.Add], and install the app with [TokenService.InstallApp].
//
//	POST /{business-id}/system_users
//
// Permission: business_management, with the token of an admin.
//
// https://developers.facebook.com/docs/marketing-api/reference/business/system_users/
func (s *TokenService) CreateSystemUser(ctx context.Context, businessID string, request CreateSystemUserRequest, opts ...RequestOption) (*CreatedSystemUser, error) {
	op := operation(http.MethodPost, systemUsersOf, businessID)
	op.checks = []validator{request}
	op.Form = url.Values{"name": {request.Name}}
	setIfPresent(op.Form, "role", string(request.Role))
	op.requires = "id"
	op.reconcile = "list the portfolio's system users before adding it again"
	return decode[CreatedSystemUser](ctx, s.client, op, opts)
}

// InstallApp lets an app act for a system user, who then can have tokens of it.
// Both must belong to the same business portfolio.
//
//	POST /{system-user-id}/applications
//
// Permission: business_management, with the token of an admin or of a system
// user.
//
// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens/
func (s *TokenService) InstallApp(ctx context.Context, systemUserID, appID string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{system-user-id}/applications", systemUserID)
	op.checks = []validator{idCheck{"business_app", appID}}
	op.Form = url.Values{"business_app": {appID}}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// CreateForSystemUser returns a new access token for a system user who has
// installed the app; see [TokenService.InstallApp].
//
//	POST /{system-user-id}/access_tokens
//
// Permission: business_management, with the token of an admin or of a system
// user of the same portfolio. It must be signed, so the client needs
// [WithAppSecret].
//
// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens/
func (s *TokenService) CreateForSystemUser(ctx context.Context, systemUserID string, request CreateSystemUserTokenRequest, opts ...RequestOption) (*AccessToken, error) {
	op := operation(http.MethodPost, "/{system-user-id}/access_tokens", systemUserID)
	op.checks = []validator{request}
	op.Form = url.Values{"business_app": {request.AppID}}
	setScopes(op.Form, request.Scopes)
	setFlag(op.Form, "set_token_expires_in_60_days", request.ExpiresIn60Days)
	op.reconcile = "create another token; nobody has the one that was lost"
	return s.issue(ctx, op, opts)
}

// CreateForBusiness returns an access token for a customer's business
// portfolio, whose assets the customer has shared with the app: after a hosted
// Embedded Signup, which gives no code, or when the token of an earlier code is
// lost. With FetchOnly, it is the token that the app already has there.
//
//	POST /{business-id}/system_user_access_tokens
//
// Permission: business_management, with a system user's token of your own
// portfolio. It must be signed, so the client needs [WithAppSecret]. The
// business id is the customer's; the webhook account_update with the event
// PARTNER_ADDED has it. Code 3962 says that a permission does not exist.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/hosted-es
func (s *TokenService) CreateForBusiness(ctx context.Context, businessID string, request CreateBusinessTokenRequest, opts ...RequestOption) (*AccessToken, error) {
	op := operation(http.MethodPost, "/{business-id}/system_user_access_tokens", businessID)
	op.checks = []validator{request}
	op.Form = url.Values{}
	setIfPresent(op.Form, "system_user_id", request.SystemUserID)
	setIfPresent(op.Form, "asset", jsonList(request.AssetIDs))
	setScopes(op.Form, request.Scopes)
	setFlag(op.Form, "fetch_only", request.FetchOnly)
	setFlag(op.Form, "set_token_expires_in_60_days", request.ExpiresIn60Days)
	if request.FetchOnly {
		op.Repeat = RepeatSafe
	}
	op.reconcile = "fetch the token with FetchOnly, which creates none"
	return s.issue(ctx, op, opts)
}

// CreateForApp returns an access token of an app for a business portfolio. The
// system user of the token is made if there is none with this name.
//
//	POST /{business-id}/access_token
//
// Permission: business_management. It must be signed, so the client needs
// [WithAppSecret].
//
// https://developers.facebook.com/docs/marketing-api/reference/business/access_token/
func (s *TokenService) CreateForApp(ctx context.Context, businessID string, request CreateAppTokenRequest, opts ...RequestOption) (*AccessToken, error) {
	op := operation(http.MethodPost, "/{business-id}/access_token", businessID)
	op.checks = []validator{request}
	op.Form = url.Values{"app_id": {request.AppID}}
	setScopes(op.Form, request.Scopes)
	setIfPresent(op.Form, "system_user_name", request.SystemUserName)
	setIfPresent(op.Form, "fbe_external_business_id", request.ExternalBusinessID)
	op.reconcile = "create another token with the same SystemUserName, of which no second user is made"
	return s.issue(ctx, op, opts)
}

// issue performs an operation that returns a token, which Graph does for signed
// requests only.
func (s *TokenService) issue(ctx context.Context, op Operation, opts []RequestOption) (*AccessToken, error) {
	if s.client.config.proof == nil {
		return nil, errNoAppSecret
	}
	return decode[AccessToken](ctx, s.client, op, opts)
}

func setScopes(form url.Values, scopes []Scope) {
	names := make([]string, len(scopes))
	for i, scope := range scopes {
		names[i] = string(scope)
	}
	setIfPresent(form, "scope", strings.Join(names, ","))
}

func setFlag(form url.Values, name string, value bool) {
	if value {
		form.Set(name, "true")
	}
}

// SystemUser is a user of a business portfolio who stands for a program.
type SystemUser struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Role is ADMIN or EMPLOYEE, whatever else was asked for.
	Role              SystemUserRole `json:"role"`
	CreatedTime       Time           `json:"created_time,omitzero"`
	CreatedBy         *UserSummary   `json:"created_by,omitzero"`
	FinancePermission string         `json:"finance_permission,omitempty"`
	IPPermission      string         `json:"ip_permission,omitempty"`
}

// UserSummary names a user.
type UserSummary struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CreateSystemUserRequest describes a system user. Name is required.
type CreateSystemUserRequest struct {
	Name string
	// Role is what the user may do in the portfolio, Meta's choice if it is
	// empty.
	Role SystemUserRole
}

// Validate checks that there is a name.
func (r CreateSystemUserRequest) Validate() error {
	var found violations
	found.require("name", r.Name)
	return found.err()
}

// CreatedSystemUser is the answer to [TokenService.CreateSystemUser].
type CreatedSystemUser struct {
	ID string `json:"id"`
}

// CreateSystemUserTokenRequest describes an access token of a system user.
// AppID and Scopes are required.
type CreateSystemUserTokenRequest struct {
	AppID  string
	Scopes []Scope
	// ExpiresIn60Days makes a token that expires, which some portfolios insist
	// on. [TokenService.Refresh] replaces it in time.
	ExpiresIn60Days bool
}

// Validate checks what Graph requires.
func (r CreateSystemUserTokenRequest) Validate() error {
	var found violations
	found.digits("business_app", r.AppID)
	found.scopes(r.Scopes)
	if len(r.Scopes) == 0 {
		found.add("scope", "needs at least one permission")
	}
	return found.err()
}

// CreateBusinessTokenRequest says which access token of a customer's portfolio
// is wanted.
type CreateBusinessTokenRequest struct {
	// FetchOnly returns the token that the app has already, and creates none.
	FetchOnly bool
	// SystemUserID is the user that the token is for.
	SystemUserID string
	// AssetIDs and Scopes limit the token to some objects and permissions.
	AssetIDs []string
	Scopes   []Scope
	// ExpiresIn60Days makes a token that expires, which some portfolios insist
	// on. [TokenService.Refresh] replaces it in time.
	ExpiresIn60Days bool
}

// Validate checks ids and permissions.
func (r CreateBusinessTokenRequest) Validate() error {
	var found violations
	if r.SystemUserID != "" {
		found.digits("system_user_id", r.SystemUserID)
	}
	for i, id := range r.AssetIDs {
		var entry violations
		entry.digits("", id)
		found.addEntry("asset", i, entry)
	}
	found.scopes(r.Scopes)
	return found.err()
}

// CreateAppTokenRequest describes an access token of an app. AppID is required.
type CreateAppTokenRequest struct {
	AppID  string
	Scopes []Scope
	// SystemUserName is the name of the system user that the token is for.
	SystemUserName string
	// ExternalBusinessID is the customer's id in the Meta Business Extension.
	ExternalBusinessID string
}

// Validate checks the id and the permissions.
func (r CreateAppTokenRequest) Validate() error {
	var found violations
	found.digits("app_id", r.AppID)
	found.scopes(r.Scopes)
	return found.err()
}

// scopes checks permissions, which travel in one text with commas between them.
func (v *violations) scopes(scopes []Scope) {
	for i, scope := range scopes {
		var entry violations
		entry.oneName(string(scope))
		v.addEntry("scope", i, entry)
	}
}

// SystemUserRole is the role of a system user in a business portfolio.
type SystemUserRole string

// The roles of system users; Meta documents more for other users.
const (
	SystemUserRoleAdmin    SystemUserRole = "ADMIN"
	SystemUserRoleEmployee SystemUserRole = "EMPLOYEE"
)
