package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
)

// CreditLineService shares the credit line of a solution partner with its
// clients, whose messages Meta then bills to the partner.
//
// A credit line is shared with a client's business portfolio, which makes an
// allocation, and attached to the accounts of the client one by one.
// [CreditLineService.ShareAndAttach] does both.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/share-and-revoke-credit-lines
type CreditLineService service

const (
	creditLinesOf     = "/{business-id}/extendedcredits"                     //nolint:gosec // a path
	creditAllocations = "/{credit-line-id}/owning_credit_allocation_configs" //nolint:gosec // a path
	creditAllocation  = "/{allocation-config-id}"

	reconcileCredit = "list the allocations of the credit line before sharing it again, and see CreditLines.Verify"
)

// List returns one page of the credit lines of a business portfolio. Graph
// answers with their ids, and [WithFields] adds the rest.
//
//	GET /{business-id}/extendedcredits
//
// Permission: business_management, with the token of a system user who is an
// admin or a financial editor of the portfolio.
func (s *CreditLineService) List(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) (*Page[CreditLine], error) {
	return list[CreditLine](ctx, s.client, operation(http.MethodGet, creditLinesOf, businessID), page, opts)
}

// All iterates over the credit lines of a business portfolio; see
// [CreditLineService.List].
func (s *CreditLineService) All(ctx context.Context, businessID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*CreditLine, error] {
	return all[CreditLine](ctx, s.client, operation(http.MethodGet, creditLinesOf, businessID), page, opts)
}

// ShareAndAttach shares a credit line with the business that owns an account,
// and attaches it to the account. An account keeps the credit line that it has:
// another one needs another account. The partner is liable for what the account
// spends.
//
//	POST /{credit-line-id}/whatsapp_credit_sharing_and_attach
//
// Permission: business_management, with the token of a system user who is an
// admin or a financial editor of the portfolio, and is assigned to the account
// with [UserService.Add]. It is not repeated when it may have been carried out
// already, since it could make a second allocation: [ErrOutcomeUnknown].
func (s *CreditLineService) ShareAndAttach(ctx context.Context, creditLineID string, request AttachCreditLineRequest, opts ...RequestOption) (*AttachedCreditLine, error) {
	return s.attach(ctx, operation(http.MethodPost, "/{credit-line-id}/whatsapp_credit_sharing_and_attach", creditLineID), request, opts)
}

// Share shares a credit line with a client's business portfolio. It is the
// first half of a method that Meta means to replace
// [CreditLineService.ShareAndAttach] with; [CreditLineService.Attach] is the
// second.
//
//	POST /{credit-line-id}/whatsapp_credit_sharing?receiving_business_id=
//
// Permission: business_management, with the token of a system user who is an
// admin or a financial editor of the portfolio.
func (s *CreditLineService) Share(ctx context.Context, creditLineID, receivingBusinessID string, opts ...RequestOption) (*SharedCreditLine, error) {
	op := operation(http.MethodPost, "/{credit-line-id}/whatsapp_credit_sharing", creditLineID)
	op.checks = []validator{idCheck{"receiving_business_id", receivingBusinessID}}
	op.Query = url.Values{"receiving_business_id": {receivingBusinessID}}
	op.requires = "allocation_config_id"
	op.reconcile = reconcileCredit
	return decode[SharedCreditLine](ctx, s.client, op, opts)
}

// Attach attaches a credit line to an account of a business that it is shared
// with. An account keeps the credit line that it has.
//
//	POST /{credit-line-id}/whatsapp_credit_attach
//
// Permission: business_management, with the client's business token: see
// [WithToken].
func (s *CreditLineService) Attach(ctx context.Context, creditLineID string, request AttachCreditLineRequest, opts ...RequestOption) (*AttachedCreditLine, error) {
	return s.attach(ctx, operation(http.MethodPost, "/{credit-line-id}/whatsapp_credit_attach", creditLineID), request, opts)
}

func (s *CreditLineService) attach(ctx context.Context, op Operation, request AttachCreditLineRequest, opts []RequestOption) (*AttachedCreditLine, error) {
	op.checks = []validator{request}
	op.Query = url.Values{"waba_currency": {request.Currency}, "waba_id": {request.WABAID}}
	op.requires = "allocation_config_id"
	op.reconcile = reconcileCredit
	return decode[AttachedCreditLine](ctx, s.client, op, opts)
}

// ListAllocations returns one page of the allocations of a credit line that are
// in force: whom it is shared with.
//
//	GET /{credit-line-id}/owning_credit_allocation_configs
//
// Permission: business_management and whatsapp_business_management.
//
// https://developers.facebook.com/docs/marketing-api/reference/extended-credit/owning_credit_allocation_configs/
func (s *CreditLineService) ListAllocations(ctx context.Context, creditLineID string, page *ListCreditAllocationsOptions, opts ...RequestOption) (*Page[CreditAllocation], error) {
	return list[CreditAllocation](ctx, s.client, operation(http.MethodGet, creditAllocations, creditLineID), page, opts)
}

// AllAllocations iterates over the allocations of a credit line; see
// [CreditLineService.ListAllocations].
func (s *CreditLineService) AllAllocations(ctx context.Context, creditLineID string, page *ListCreditAllocationsOptions, opts ...RequestOption) iter.Seq2[*CreditAllocation, error] {
	return all[CreditAllocation](ctx, s.client, operation(http.MethodGet, creditAllocations, creditLineID), page, opts)
}

// GetAllocation returns an allocation, also one that was revoked. Most fields
// come only when [WithFields] asks for them.
//
//	GET /{allocation-config-id}
//
// Permission: business_management.
//
// https://developers.facebook.com/docs/graph-api/reference/extended-credit-allocation-config
func (s *CreditLineService) GetAllocation(ctx context.Context, allocationID string, opts ...RequestOption) (*CreditAllocation, error) {
	return decode[CreditAllocation](ctx, s.client, operation(http.MethodGet, creditAllocation, allocationID), opts)
}

// Verify reads an allocation and an account, and returns whether the one pays
// for the other. Where only the client's own token can read the account, read
// both yourself and call [CreditAllocation.Funds].
//
//	GET /{allocation-config-id}
//	GET /{waba-id}
//
// Permission: business_management and whatsapp_business_management.
func (s *CreditLineService) Verify(ctx context.Context, allocationID, wabaID string, opts ...RequestOption) (*CreditVerification, error) {
	if err := (idCheck{"waba_id", wabaID}).Validate(); err != nil {
		return nil, err
	}
	with := func(fields ...string) []RequestOption { return append(slices.Clip(opts), WithFields(fields...)) }
	allocation, err := s.GetAllocation(ctx, allocationID, with("receiving_credential", "receiving_business", "request_status")...)
	if err != nil {
		return nil, err
	}
	account, err := s.client.WABAs.Get(ctx, wabaID, with("primary_funding_id")...)
	if err != nil {
		return nil, err
	}
	return &CreditVerification{
		Shared: allocation.Funds(account), Allocation: *allocation, PrimaryFundingID: account.PrimaryFundingID,
	}, nil
}

// Revoke takes a credit line back from a business. It holds for all accounts of
// the business that are shared with the partner, which cannot send paid
// messages from then on.
//
//	DELETE /{allocation-config-id}
//
// Permission: business_management, with the token of a system user who is an
// admin or a financial editor of the portfolio.
func (s *CreditLineService) Revoke(ctx context.Context, allocationID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, creditAllocation, allocationID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}
