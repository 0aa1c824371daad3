package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

// PreverifiedNumberService manages phone numbers that a solution partner has
// verified beforehand, so that clients need no code when they take one.
// [PhoneNumberService.Add] makes them.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers
type PreverifiedNumberService service

const (
	preverifiedNumbers = "/{business-id}/preverified_numbers"
	preverifiedShares  = "/{business-id}/share_preverified_numbers"
	preverifiedNumber  = "/{preverified-id}"
)

// List returns one page of the pre-verified numbers of a business portfolio.
//
//	GET /{business-id}/preverified_numbers
//
// Permission: whatsapp_business_management. Filters that exclude each other are
// [ErrInvalidRequest].
func (s *PreverifiedNumberService) List(ctx context.Context, businessID string, page *ListPreverifiedNumbersOptions, opts ...RequestOption) (*Page[PreverifiedNumber], error) {
	return list[PreverifiedNumber](ctx, s.client, operation(http.MethodGet, preverifiedNumbers, businessID), page, opts)
}

// All iterates over the pre-verified numbers of a business portfolio; see
// [PreverifiedNumberService.List].
func (s *PreverifiedNumberService) All(ctx context.Context, businessID string, page *ListPreverifiedNumbersOptions, opts ...RequestOption) iter.Seq2[*PreverifiedNumber, error] {
	return all[PreverifiedNumber](ctx, s.client, operation(http.MethodGet, preverifiedNumbers, businessID), page, opts)
}

// Get returns whether an id is one of a pre-verified number, and which.
//
//	GET /{preverified-id}
//
// Permission: whatsapp_business_management.
func (s *PreverifiedNumberService) Get(ctx context.Context, preverifiedID string, opts ...RequestOption) (*PreverifiedNumberDetails, error) {
	return decode[PreverifiedNumberDetails](ctx, s.client, operation(http.MethodGet, preverifiedNumber, preverifiedID), opts)
}

// Delete takes a number out of the pre-verified ones.
//
//	DELETE /{preverified-id}
//
// Permission: whatsapp_business_management. A number that a client uses stays:
// [ErrInvalidRequest].
func (s *PreverifiedNumberService) Delete(ctx context.Context, preverifiedID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, preverifiedNumber, preverifiedID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// ListPartners returns one page of the businesses that a number is shared with.
//
//	GET /{preverified-id}/partners
//
// Permission: whatsapp_business_management.
func (s *PreverifiedNumberService) ListPartners(ctx context.Context, preverifiedID string, page *ListOptions, opts ...RequestOption) (*Page[PreverifiedNumberPartner], error) {
	return list[PreverifiedNumberPartner](ctx, s.client, operation(http.MethodGet, preverifiedNumber+"/partners", preverifiedID), page, opts)
}

// AllPartners iterates over the businesses that a number is shared with; see
// [PreverifiedNumberService.ListPartners].
func (s *PreverifiedNumberService) AllPartners(ctx context.Context, preverifiedID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*PreverifiedNumberPartner, error] {
	return all[PreverifiedNumberPartner](ctx, s.client, operation(http.MethodGet, preverifiedNumber+"/partners", preverifiedID), page, opts)
}

// Share lets a partner's business offer a number to its own clients.
//
//	POST /{business-id}/share_preverified_numbers
//
// Permission: whatsapp_business_management. A number that is shared with it
// already is [ErrInvalidRequest].
func (s *PreverifiedNumberService) Share(ctx context.Context, businessID string, request SharePreverifiedNumberRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, preverifiedShares, businessID)
	op.Body = request
	op.reconcile = "list the partners of the number to see whether it is shared"
	return s.client.perform(ctx, op, nil, opts)
}

// Unshare takes a number back from a partner's business.
//
//	DELETE /{business-id}/share_preverified_numbers
//
// Permission: whatsapp_business_management.
func (s *PreverifiedNumberService) Unshare(ctx context.Context, businessID string, request SharePreverifiedNumberRequest, opts ...RequestOption) error {
	op := operation(http.MethodDelete, preverifiedShares, businessID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// RequestCode has Meta send a verification code to a number, by SMS or with a
// call. The language is a locale such as en_US.
//
//	POST /{preverified-id}/request_code
//
// Permission: whatsapp_business_management. It is never repeated, since codes
// are few: too many are [ErrRateLimited] or [ErrInvalidRequest].
func (s *PreverifiedNumberService) RequestCode(ctx context.Context, preverifiedID string, method CodeMethod, language string, opts ...RequestOption) error {
	op := operation(http.MethodPost, preverifiedNumber+"/request_code", preverifiedID)
	op.Body = codeRequest{method, language}
	op.Repeat = RepeatNever
	op.reconcile = "see whether a code arrives before requesting another"
	return s.client.perform(ctx, op, nil, opts)
}

// VerifyCode verifies a number with the code that it has received, of 4 to 8
// digits.
//
//	POST /{preverified-id}/verify_code
//
// Permission: whatsapp_business_management. It is never repeated, since every
// attempt counts. A code that is wrong or too old is [ErrInvalidRequest].
func (s *PreverifiedNumberService) VerifyCode(ctx context.Context, preverifiedID, code string, opts ...RequestOption) error {
	op := operation(http.MethodPost, preverifiedNumber+"/verify_code", preverifiedID)
	op.Body = preverifiedCode{Secret(code)}
	op.Repeat = RepeatNever
	op.reconcile = "list the number's verification_status before trying again"
	return s.client.perform(ctx, op, nil, opts)
}
