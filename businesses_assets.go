package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

const (
	usersOfBusiness = "/{business-id}/business_users"
	ownedCatalogs   = "/{business-id}/owned_product_catalogs"
)

// ListUsers returns one page of the people who belong to a business portfolio,
// such as those to assign to an account with [UserService.Add]. Its system
// users are in [TokenService.ListSystemUsers].
//
//	GET /{business-id}/business_users
//
// Permission: business_management.
//
// https://developers.facebook.com/docs/marketing-api/reference/business/business_users/
func (s *BusinessService) ListUsers(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) (*Page[BusinessUser], error) {
	return list[BusinessUser](ctx, s.client, operation(http.MethodGet, usersOfBusiness, businessID), page, opts)
}

// AllUsers iterates over the people who belong to a business portfolio; see
// [BusinessService.ListUsers].
func (s *BusinessService) AllUsers(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*BusinessUser, error] {
	return all[BusinessUser](ctx, s.client, operation(http.MethodGet, usersOfBusiness, businessID), page, opts)
}

// ListCatalogs returns one page of the product catalogs that a business
// portfolio owns. [WABAService.AddCatalog] connects one to an account.
//
//	GET /{business-id}/owned_product_catalogs
//
// Permission: business_management and catalog_management.
//
// https://developers.facebook.com/docs/marketing-api/reference/business/owned_product_catalogs/
func (s *BusinessService) ListCatalogs(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) (*Page[ProductCatalog], error) {
	return list[ProductCatalog](ctx, s.client, operation(http.MethodGet, ownedCatalogs, businessID), page, opts)
}

// AllCatalogs iterates over the product catalogs that a business portfolio
// owns; see [BusinessService.ListCatalogs].
func (s *BusinessService) AllCatalogs(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*ProductCatalog, error] {
	return all[ProductCatalog](ctx, s.client, operation(http.MethodGet, ownedCatalogs, businessID), page, opts)
}

// BusinessUser is a person in a business portfolio. Graph answers with id and
// name, and [WithFields] adds the rest.
type BusinessUser struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Business *BusinessSummary `json:"business,omitzero"`
	// Role is what the person may do in the portfolio, such as "ADMIN".
	Role      string `json:"role,omitempty"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Title     string `json:"title,omitempty"`
	// FinancePermission is what the person may do about money.
	FinancePermission string `json:"finance_permission,omitempty"`
	// MarkedForRemoval says that the person is about to leave.
	MarkedForRemoval *bool `json:"marked_for_removal,omitzero"`
}
