package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

const wabaCatalogs = "/{waba-id}/product_catalogs"

// ListCatalogs returns one page of the product catalogs that are connected to
// an account.
//
//	GET /{waba-id}/product_catalogs
//
// Permission: whatsapp_business_management and catalog_management.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs/
func (s *WABAService) ListCatalogs(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[ProductCatalog], error) {
	return list[ProductCatalog](ctx, s.client, operation(http.MethodGet, wabaCatalogs, wabaID), page, opts)
}

// AllCatalogs iterates over the product catalogs that are connected to an
// account; see [WABAService.ListCatalogs].
func (s *WABAService) AllCatalogs(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*ProductCatalog, error] {
	return all[ProductCatalog](ctx, s.client, operation(http.MethodGet, wabaCatalogs, wabaID), page, opts)
}

// AddCatalog connects a product catalog of the business portfolio to an
// account, whose messages can then show the products. Whether people see the
// catalog on a number is one of its commerce settings:
// [CommerceService.Update].
//
//	POST /{waba-id}/product_catalogs
//
// Permission: whatsapp_business_management and catalog_management.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs/
func (s *WABAService) AddCatalog(ctx context.Context, wabaID, catalogID string, opts ...RequestOption) error {
	return s.changeCatalogs(ctx, http.MethodPost, wabaID, catalogID, opts)
}

// RemoveCatalog disconnects a product catalog from an account. The catalog
// itself stays.
//
//	DELETE /{waba-id}/product_catalogs?catalog_id=
//
// Permission: whatsapp_business_management and catalog_management.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs/
func (s *WABAService) RemoveCatalog(ctx context.Context, wabaID, catalogID string, opts ...RequestOption) error {
	return s.changeCatalogs(ctx, http.MethodDelete, wabaID, catalogID, opts)
}

// changeCatalogs may be repeated: a catalog is connected or it is not.
func (s *WABAService) changeCatalogs(ctx context.Context, method, wabaID, catalogID string, opts []RequestOption) error {
	op := operation(method, wabaCatalogs, wabaID)
	op.checks = []validator{idCheck{"catalog_id", catalogID}}
	op.Form = url.Values{"catalog_id": {catalogID}}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// ProductCatalog names a product catalog. The node has more fields than these;
// [Client.Do] reaches them.
type ProductCatalog struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// ProductCount and Vertical come when they are asked for.
	ProductCount *int   `json:"product_count,omitzero"`
	Vertical     string `json:"vertical,omitempty"` // "commerce"
}
