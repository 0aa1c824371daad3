package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// CommerceService reads and changes whether people see a catalog and a shopping
// cart in the chat with a phone number. The catalog itself is connected to the
// account: [WABAService.AddCatalog].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/commerce-settings-api
type CommerceService service

const commerceSettings = "/{phone-number-id}/whatsapp_commerce_settings"

// Get returns the commerce settings of a phone number.
//
//	GET /{phone-number-id}/whatsapp_commerce_settings
//
// Permission: whatsapp_business_management. A number that has none is
// [ErrNotFound].
func (s *CommerceService) Get(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*CommerceSettings, error) {
	op := operation(http.MethodGet, commerceSettings, phoneNumberID)
	return decodeOne(ctx, s.client, op, opts, phoneNumberID, func(*CommerceSettings) bool { return true })
}

// Update changes the commerce settings of a phone number. What is nil stays as
// it is.
//
//	POST /{phone-number-id}/whatsapp_commerce_settings
//
// Permission: whatsapp_business_management.
func (s *CommerceService) Update(ctx context.Context, phoneNumberID string, request UpdateCommerceSettingsRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, commerceSettings, phoneNumberID)
	op.checks = []validator{request}
	op.Query = request.query()
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// CommerceSettings says what people see in the chat with a phone number.
type CommerceSettings struct {
	ID string `json:"id"`
	// IsCartEnabled lets people put products into a cart and order them.
	IsCartEnabled bool `json:"is_cart_enabled"`
	// IsCatalogVisible shows the catalog in the profile and in the chat.
	IsCatalogVisible bool `json:"is_catalog_visible"`
}

// UpdateCommerceSettingsRequest changes commerce settings. What is nil stays as
// it is.
type UpdateCommerceSettingsRequest struct {
	IsCartEnabled    *bool
	IsCatalogVisible *bool
}

// Validate checks that there is something to change.
func (r UpdateCommerceSettingsRequest) Validate() error {
	var found violations
	if r == (UpdateCommerceSettingsRequest{}) {
		found.changesNothing("is_cart_enabled")
	}
	return found.err()
}

// query has the settings where Meta's document has them.
func (r UpdateCommerceSettingsRequest) query() url.Values {
	query := url.Values{}
	if r.IsCartEnabled != nil {
		query.Set("is_cart_enabled", strconv.FormatBool(*r.IsCartEnabled))
	}
	if r.IsCatalogVisible != nil {
		query.Set("is_catalog_visible", strconv.FormatBool(*r.IsCatalogVisible))
	}
	return query
}
