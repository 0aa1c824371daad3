package whatsapp

import (
	"context"
	"net/http"
)

const defaultCustomerBase = "/{waba-id}/default_messaging_customer_base"

// GetCustomerBases returns the customer bases of a business: the lists that
// people are put on when they sign up. Meta makes the first one with the first
// signup.
//
//	GET /{business-id}/messaging_customer_base
//
// Permission: whatsapp_business_management.
func (s *SignupService) GetCustomerBases(ctx context.Context, businessID string, opts ...RequestOption) (*MessagingCustomerBases, error) {
	op := operation(http.MethodGet, "/{business-id}/messaging_customer_base", businessID)
	return decode[MessagingCustomerBases](ctx, s.client, op, opts)
}

// CreateCustomerBase adds a customer base to a business.
//
//	POST /{business-id}/messaging_customer_base
//
// Permission: whatsapp_business_management.
func (s *SignupService) CreateCustomerBase(ctx context.Context, businessID string, request CreateCustomerBaseRequest, opts ...RequestOption) (*CreatedCustomerBase, error) {
	op := operation(http.MethodPost, "/{business-id}/messaging_customer_base", businessID)
	op.Body = request
	op.requires = "messaging_customer_base_id"
	op.reconcile = "get the customer bases of the business before creating it again"
	return decode[CreatedCustomerBase](ctx, s.client, op, opts)
}

// GetDefaultCustomerBase returns the customer base of the people who sign up
// for the messages of an account.
//
//	GET /{waba-id}/default_messaging_customer_base
//
// Permission: whatsapp_business_management.
func (s *SignupService) GetDefaultCustomerBase(ctx context.Context, wabaID string, opts ...RequestOption) (*DefaultCustomerBase, error) {
	return decode[DefaultCustomerBase](ctx, s.client, operation(http.MethodGet, defaultCustomerBase, wabaID), opts)
}

// SetDefaultCustomerBase puts whoever signs up from now on into another
// customer base of the business.
//
//	POST /{waba-id}/default_messaging_customer_base
//
// Permission: whatsapp_business_management.
func (s *SignupService) SetDefaultCustomerBase(ctx context.Context, wabaID string, request SetDefaultCustomerBaseRequest, opts ...RequestOption) (*DefaultCustomerBase, error) {
	op := operation(http.MethodPost, defaultCustomerBase, wabaID)
	op.Body = request
	op.Repeat = RepeatSafe
	return decode[DefaultCustomerBase](ctx, s.client, op, opts)
}

// MessagingCustomerBases are the customer bases of a business.
type MessagingCustomerBases struct {
	CustomerBases []MessagingCustomerBase `json:"messaging_customer_bases,omitzero"`
}

// MessagingCustomerBase is a list of people who have signed up.
type MessagingCustomerBase struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CreateCustomerBaseRequest describes a customer base.
type CreateCustomerBaseRequest struct {
	// Name is required.
	Name string `json:"messaging_customer_base_name"`
}

// Validate checks that there is a name.
func (r CreateCustomerBaseRequest) Validate() error {
	var found violations
	found.require("messaging_customer_base_name", r.Name)
	return found.err()
}

// CreatedCustomerBase is the answer to [SignupService.CreateCustomerBase].
type CreatedCustomerBase struct {
	ID string `json:"messaging_customer_base_id"`
}

// SetDefaultCustomerBaseRequest names a customer base.
type SetDefaultCustomerBaseRequest struct {
	// CustomerBaseID is required.
	CustomerBaseID string `json:"messaging_customer_base_id"`
}

// Validate checks that there is an id.
func (r SetDefaultCustomerBaseRequest) Validate() error {
	var found violations
	found.digits("messaging_customer_base_id", r.CustomerBaseID)
	return found.err()
}

// DefaultCustomerBase is where the people go who sign up for the messages of an
// account.
type DefaultCustomerBase struct {
	ID          string `json:"default_messaging_customer_base_id"`
	UpdatedTime Time   `json:"updated_time,omitzero"`
}
