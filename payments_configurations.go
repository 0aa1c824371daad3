package whatsapp

import (
	"context"
	"iter"
	"net/http"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

const (
	paymentConfigurations      = "/{waba-id}/payment_configurations"
	paymentConfigurationOfName = "/{waba-id}/payment_configuration/{configuration-name}"
	paymentConfiguration       = "/{waba-id}/payment_configuration"
)

// ListConfigurations returns one page of the payment configurations of an
// account.
//
//	GET /{waba-id}/payment_configurations
//
// Permission: whatsapp_business_management. An account that has not accepted
// the terms of WhatsApp Payments is [ErrPermission], whose details have the
// link to accept them.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) ListConfigurations(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[PaymentConfiguration], error) {
	return list[PaymentConfiguration](ctx, s.client, operation(http.MethodGet, paymentConfigurations, wabaID), page, opts)
}

// AllConfigurations iterates over the payment configurations of an account; see
// [PaymentService.ListConfigurations].
func (s *PaymentService) AllConfigurations(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*PaymentConfiguration, error] {
	return all[PaymentConfiguration](ctx, s.client, operation(http.MethodGet, paymentConfigurations, wabaID), page, opts)
}

// GetConfiguration returns the payment configuration with a name.
//
//	GET /{waba-id}/payment_configuration/{configuration-name}
//
// Permission: whatsapp_business_management. A name that does not exist is
// [ErrNotFound].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) GetConfiguration(ctx context.Context, wabaID, configurationName string, opts ...RequestOption) (*PaymentConfiguration, error) {
	op := operation(http.MethodGet, paymentConfigurationOfName, wabaID, configurationName)
	return decodeOne(ctx, s.client, op, opts, configurationName, func(*PaymentConfiguration) bool { return true })
}

// CreateConfiguration adds a payment configuration. One of a payment gateway
// comes with a link at which the business signs in to the gateway; until it
// has, the configuration is [PaymentConfigurationStatusNeedsConnecting].
//
//	POST /{waba-id}/payment_configuration
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) CreateConfiguration(ctx context.Context, wabaID string, request CreatePaymentConfigurationRequest, opts ...RequestOption) (*CreatedPaymentConfiguration, error) {
	op := operation(http.MethodPost, paymentConfiguration, wabaID)
	op.Body = request
	op.reconcile = "get the configuration by its name before creating it again"
	op.answersLink = true
	return decode[CreatedPaymentConfiguration](ctx, s.client, op, opts)
}

// UpdateConfiguration links the endpoint that checkout templates ask for
// coupons, addresses and stock. What is nil stays as it is, and an empty text
// removes the endpoint.
//
//	POST /{waba-id}/payment_configuration/{configuration-name}
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) UpdateConfiguration(ctx context.Context, wabaID, configurationName string, request UpdatePaymentConfigurationRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, paymentConfigurationOfName, wabaID, configurationName)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// RenewOAuthLink returns another link at which the business signs in to its
// payment gateway, for a configuration that is not connected, or no longer.
//
//	POST /{waba-id}/generate_payment_configuration_oauth_link
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) RenewOAuthLink(ctx context.Context, wabaID string, request RenewOAuthLinkRequest, opts ...RequestOption) (*PaymentOAuthLink, error) {
	op := operation(http.MethodPost, "/{waba-id}/generate_payment_configuration_oauth_link", wabaID)
	op.Body = request
	op.requires = "oauth_url"
	op.reconcile = "ask for another link, since nobody has the one that was lost"
	op.answersLink = true
	return decode[PaymentOAuthLink](ctx, s.client, op, opts)
}

// DeleteConfiguration removes a payment configuration.
//
//	DELETE /{waba-id}/payment_configuration
//
// Permission: whatsapp_business_management. A name that does not exist is
// [ErrNotFound].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis
func (s *PaymentService) DeleteConfiguration(ctx context.Context, wabaID, configurationName string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, paymentConfiguration, wabaID)
	op.Body = deletePaymentConfiguration{configurationName}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

type deletePaymentConfiguration struct {
	Name string `json:"configuration_name"`
}

func (r deletePaymentConfiguration) Validate() error {
	var found violations
	found.require("configuration_name", r.Name)
	return found.err()
}

// PaymentConfiguration connects an account to a payment gateway or to a UPI
// handle.
type PaymentConfiguration struct {
	Name                 string                     `json:"configuration_name"`
	MerchantCategoryCode *PaymentCode               `json:"merchant_category_code,omitzero"`
	PurposeCode          *PaymentCode               `json:"purpose_code,omitzero"`
	Status               PaymentConfigurationStatus `json:"status"`
	// ProviderMID is the business's number at the gateway. It and ProviderName
	// are set for a gateway, MerchantVPA for a UPI handle.
	ProviderMID  string          `json:"provider_mid,omitempty"`
	ProviderName PaymentProvider `json:"provider_name,omitempty"`
	MerchantVPA  string          `json:"merchant_vpa,omitempty"`
	CreatedTime  Time            `json:"created_timestamp,omitzero"`
	UpdatedTime  Time            `json:"updated_timestamp,omitzero"`
}

func (*PaymentConfiguration) listMember() string { return "payment_configurations" }

// PaymentCode is a merchant category code or a purpose code.
type PaymentCode struct {
	Code        string `json:"code"`
	Description string `json:"description"`
}

// PaymentConfigurationStatus is the state of a payment configuration.
type PaymentConfigurationStatus string

// The states that Meta documents. Webhooks write them with blanks.
const (
	// PaymentConfigurationStatusActive can be paid with.
	PaymentConfigurationStatusActive PaymentConfigurationStatus = "Active"
	// PaymentConfigurationStatusNeedsConnecting waits for the business to sign
	// in to the gateway.
	PaymentConfigurationStatusNeedsConnecting PaymentConfigurationStatus = "Needs_Connecting"
	// PaymentConfigurationStatusNeedsTesting waits for a test in WhatsApp
	// Manager.
	PaymentConfigurationStatusNeedsTesting PaymentConfigurationStatus = "Needs_Testing"
)

// UnmarshalJSON reads a documented state, in any case and with blanks or
// underscores, as its constant, and any other one as it is.
func (s *PaymentConfigurationStatus) UnmarshalJSON(data []byte) error { return readGraph(data, s) }

func (s *PaymentConfigurationStatus) decodeGraph(d *graphjson.Decoder) bool {
	return decodeWords(d, s,
		PaymentConfigurationStatusActive, PaymentConfigurationStatusNeedsConnecting, PaymentConfigurationStatusNeedsTesting)
}

// PaymentProvider is a payment gateway, or UPI.
type PaymentProvider string

// The providers that Meta documents. Graph writes their names in several ways:
// they decode to these.
const (
	PaymentProviderBillDesk PaymentProvider = "BILLDESK"
	PaymentProviderPayU     PaymentProvider = "PAYU"
	PaymentProviderRazorpay PaymentProvider = "RAZORPAY"
	PaymentProviderUPI      PaymentProvider = "UPI_VPA"
	PaymentProviderZaakpay  PaymentProvider = "ZAAKPAY"
)

// UnmarshalJSON reads a documented provider in any case as its constant, and
// any other one as it is.
func (p *PaymentProvider) UnmarshalJSON(data []byte) error { return readGraph(data, p) }

func (p *PaymentProvider) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, p,
		PaymentProviderBillDesk, PaymentProviderPayU, PaymentProviderRazorpay, PaymentProviderUPI, PaymentProviderZaakpay)
}

// CreatePaymentConfigurationRequest describes a payment configuration. Name and
// ProviderName are required.
type CreatePaymentConfigurationRequest struct {
	// Name is what orders name the configuration by: at most 60 characters.
	Name         string          `json:"configuration_name"`
	ProviderName PaymentProvider `json:"provider_name"`
	// MerchantCategoryCode and PurposeCode say what the business sells: "5814",
	// "00".
	MerchantCategoryCode string `json:"merchant_category_code,omitempty"`
	PurposeCode          string `json:"purpose_code,omitempty"`
	// MerchantVPA is the UPI handle, for [PaymentProviderUPI].
	MerchantVPA string `json:"merchant_vpa,omitempty"`
	// RedirectURL is where the business goes once it has signed in to the
	// gateway.
	RedirectURL string `json:"redirect_url,omitempty"`
}

// Validate checks that the configuration has a name and a provider, and UPI a
// handle.
func (r CreatePaymentConfigurationRequest) Validate() error {
	var found violations
	found.length("configuration_name", r.Name, 1, maxPaymentConfiguration)
	found.require("provider_name", string(r.ProviderName))
	if r.ProviderName == PaymentProviderUPI {
		found.require("merchant_vpa", r.MerchantVPA)
	}
	return found.err()
}

// CreatedPaymentConfiguration is the answer to
// [PaymentService.CreateConfiguration]. For a UPI handle, it has no link.
type CreatedPaymentConfiguration struct {
	Success bool `json:"success"`
	// OAuthURL is where the business signs in to its gateway, until Expiration.
	// Whoever opens it decides who is paid.
	OAuthURL   SecretURL `json:"oauth_url,omitempty"`
	Expiration Time      `json:"expiration,omitzero"`
}

// UpdatePaymentConfigurationRequest changes a payment configuration.
type UpdatePaymentConfigurationRequest struct {
	// DataEndpointURL is an https URL.
	DataEndpointURL *string `json:"data_endpoint_url,omitempty"`
}

// Validate checks that there is something to change.
func (r UpdatePaymentConfigurationRequest) Validate() error {
	var found violations
	if r.DataEndpointURL == nil {
		found.add("data_endpoint_url", "is required")
	}
	return found.err()
}

// RenewOAuthLinkRequest names the configuration that a link is for.
type RenewOAuthLinkRequest struct {
	// ConfigurationName is required.
	ConfigurationName string `json:"configuration_name"`
	// RedirectURL is where the business goes once it has signed in to the
	// gateway.
	RedirectURL string `json:"redirect_url,omitempty"`
}

// Validate checks that there is a name.
func (r RenewOAuthLinkRequest) Validate() error {
	var found violations
	found.require("configuration_name", r.ConfigurationName)
	return found.err()
}

// PaymentOAuthLink is where a business signs in to its payment gateway. Whoever
// opens it decides who is paid.
type PaymentOAuthLink struct {
	OAuthURL   SecretURL `json:"oauth_url"`
	Expiration Time      `json:"expiration,omitzero"`
}
