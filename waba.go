package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// WABAService manages WhatsApp Business Accounts: their settings, the log of
// what has happened to them, their schedules and their product catalogs.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/
type WABAService service

const (
	everyAccount   = "/{business-id}/whatsapp_business_accounts"
	ownedAccounts  = "/{business-id}/owned_whatsapp_business_accounts"
	clientAccounts = "/{business-id}/client_whatsapp_business_accounts"
)

// Get returns a WhatsApp Business Account. Graph answers with the id, name,
// timezone_id and message_template_namespace unless [WithFields] asks for more;
// [FieldsOf] lists what there is.
//
//	GET /{waba-id}
//
// Permission: whatsapp_business_management. The call counts against the
// account's management quota: [ErrRateLimited].
func (s *WABAService) Get(ctx context.Context, wabaID string, opts ...RequestOption) (*WABA, error) {
	return decode[WABA](ctx, s.client, operation(http.MethodGet, "/{waba-id}", wabaID), opts)
}

// Update changes an account. What is nil stays as it is.
//
//	POST /{waba-id}
//
// Permission: whatsapp_business_management.
func (s *WABAService) Update(ctx context.Context, wabaID string, request UpdateWABARequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{waba-id}", wabaID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// List returns one page of the accounts of a business portfolio.
//
//	GET /{business-id}/whatsapp_business_accounts
//
// Permission: whatsapp_business_management and business_management. Where this
// edge is not available, [WABAService.ListOwned] and [WABAService.ListShared]
// together return the same.
func (s *WABAService) List(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) (*Page[WABA], error) {
	return list[WABA](ctx, s.client, operation(http.MethodGet, everyAccount, businessID), page, opts)
}

// All iterates over the accounts of a business portfolio; see
// [WABAService.List].
func (s *WABAService) All(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) iter.Seq2[*WABA, error] {
	return all[WABA](ctx, s.client, operation(http.MethodGet, everyAccount, businessID), page, opts)
}

// ListOwned returns one page of the accounts that a business portfolio owns.
//
//	GET /{business-id}/owned_whatsapp_business_accounts
//
// Permission: whatsapp_business_management and business_management.
func (s *WABAService) ListOwned(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) (*Page[WABA], error) {
	return list[WABA](ctx, s.client, operation(http.MethodGet, ownedAccounts, businessID), page, opts)
}

// AllOwned iterates over the accounts that a business portfolio owns; see
// [WABAService.ListOwned].
func (s *WABAService) AllOwned(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) iter.Seq2[*WABA, error] {
	return all[WABA](ctx, s.client, operation(http.MethodGet, ownedAccounts, businessID), page, opts)
}

// ListShared returns one page of the accounts that clients have shared with a
// business portfolio.
//
//	GET /{business-id}/client_whatsapp_business_accounts
//
// Permission: whatsapp_business_management and business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/business/client-whatsapp-business-accounts-api
func (s *WABAService) ListShared(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) (*Page[WABA], error) {
	return list[WABA](ctx, s.client, operation(http.MethodGet, clientAccounts, businessID), page, opts)
}

// AllShared iterates over the accounts that clients have shared with a business
// portfolio; see [WABAService.ListShared].
func (s *WABAService) AllShared(ctx context.Context, businessID string, page *ListWABAsOptions, opts ...RequestOption) iter.Seq2[*WABA, error] {
	return all[WABA](ctx, s.client, operation(http.MethodGet, clientAccounts, businessID), page, opts)
}

// Create makes a WhatsApp Business Account in a business portfolio. Graph
// admits few apps to this call; most accounts come from Embedded Signup.
//
//	POST /{business-id}/whatsapp_business_accounts
//
// Permission: whatsapp_business_management and business_management. It is never
// repeated.
func (s *WABAService) Create(ctx context.Context, businessID string, request CreateWABARequest, opts ...RequestOption) (*CreatedWABA, error) {
	op := operation(http.MethodPost, everyAccount, businessID)
	op.Body = request
	op.Repeat = RepeatNever
	op.requires = "id"
	op.reconcile = "list the portfolio's accounts to see whether there is one with this name"
	return decode[CreatedWABA](ctx, s.client, op, opts)
}

// ListWABAsOptions selects a page of accounts.
type ListWABAsOptions struct {
	ListOptions
	// BusinessTypes keeps accounts of these types only.
	BusinessTypes []BusinessType
	// Find keeps the account with this id only.
	Find string
}

func (o *ListWABAsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "find", o.Find)
	setIfPresent(query, "business_type", commaList(o.BusinessTypes))
	return nil
}

// CreateWABARequest is Graph's WhatsAppBusinessAccountCreationRequest.
type CreateWABARequest struct {
	// Name is required.
	Name                 string        `json:"name"`
	PrimaryFundingID     *string       `json:"primary_funding_id,omitzero"`
	PurchaseOrderNumber  *string       `json:"purchase_order_number,omitzero"`
	Currency             *string       `json:"currency,omitzero"` // ISO 4217: "EUR"
	TimezoneID           *int          `json:"timezone_id,omitzero"`
	BusinessType         *BusinessType `json:"business_type,omitzero"`
	OnBehalfOfBusinessID *string       `json:"on_behalf_of_business_id,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r CreateWABARequest) Validate() error {
	var found violations
	found.length("name", r.Name, 1, 255)
	if r.Currency != nil && !isCurrencyCode(*r.Currency) {
		found.add("currency", "must be three capital letters such as %q, not %q", "EUR", *r.Currency)
	}
	if r.OnBehalfOfBusinessID != nil {
		found.digits("on_behalf_of_business_id", *r.OnBehalfOfBusinessID)
	}
	return found.err()
}

func isCurrencyCode(code string) bool {
	return len(code) == 3 && !strings.ContainsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// CreatedWABA is the answer to [WABAService.Create].
type CreatedWABA struct {
	ID               string `json:"id"`
	PaymentAccountID string `json:"payment_account_id"`
}

// UpdateWABARequest changes an account. What is nil stays as it is.
type UpdateWABARequest struct {
	// Name has 1 to 100 characters.
	Name       *string `json:"name,omitzero"`
	TimezoneID *string `json:"timezone_id,omitzero"`

	// The switches below are not in Meta's OpenAPI document. Meta's SDKs and
	// guides have them.

	// IsEnabledForInsights turns template analytics on, and they stay on: Graph
	// accepts only true.
	IsEnabledForInsights *bool `json:"is_enabled_for_insights,omitzero"`
	// DisableMarketingMessagesOnCloudAPI lets marketing templates go through
	// the Marketing Messages API only. Sending one with [MessageService.Send]
	// then fails with code 131063.
	DisableMarketingMessagesOnCloudAPI *bool `json:"disable_marketing_messages_on_cloud_api,omitzero"`
	// TemplateAutoArchivalEnabled lets Meta archive templates that are not
	// used.
	TemplateAutoArchivalEnabled *bool `json:"template_auto_archival_enabled,omitzero"`
}

const maxWABAName = 100

// Validate checks the limits that Meta documents, and that there is something
// to change.
func (r UpdateWABARequest) Validate() error {
	var found violations
	if r == (UpdateWABARequest{}) {
		found.changesNothing("name")
	}
	found.optionalLength("name", r.Name, 1, maxWABAName)
	if r.TimezoneID != nil {
		found.digits("timezone_id", *r.TimezoneID)
	}
	if r.IsEnabledForInsights != nil && !*r.IsEnabledForInsights {
		found.add("is_enabled_for_insights", "must not be false: template analytics cannot be turned off again")
	}
	return found.err()
}
