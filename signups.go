package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// SignupService manages in-app signups: links with which people sign up for the
// messages of a business inside WhatsApp ([SignupURL]). Who has signed up comes
// by webhook, in the field user_preferences, with the id of the signup.
//
// The signup of a business that comes to the platform is another thing: see
// [EmbeddedSignup].
//
// Meta offers in-app signups since v22.0, but neither to businesses nor to
// people in the European Economic Area, the United Kingdom, Brazil, Japan,
// South Korea, Nigeria, South Africa and Turkey.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/in-app-signup/
type SignupService service

const (
	signupsOfWABA = "/{waba-id}/signups"
	signupByID    = "/signups/{signup-id}"
)

// List returns one page of the signups of an account.
//
//	GET /{waba-id}/signups
//
// Permission: whatsapp_business_management.
func (s *SignupService) List(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[Signup], error) {
	return list[Signup](ctx, s.client, operation(http.MethodGet, signupsOfWABA, wabaID), page, opts)
}

// All iterates over the signups of an account; see [SignupService.List].
func (s *SignupService) All(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*Signup, error] {
	return all[Signup](ctx, s.client, operation(http.MethodGet, signupsOfWABA, wabaID), page, opts)
}

// Get returns one signup.
//
//	GET /signups/{signup-id}
//
// Permission: whatsapp_business_management. A signup that does not exist is
// [ErrNotFound].
func (s *SignupService) Get(ctx context.Context, signupID string, opts ...RequestOption) (*Signup, error) {
	return decode[Signup](ctx, s.client, operation(http.MethodGet, signupByID, signupID), opts)
}

// Create adds a signup to an account. The first one of a business accepts
// Meta's terms for it, so terms always says which of the two this is:
// [SignupTermsAcceptNow] makes the business a party to the terms at
// [SignupTermsURL], and [SignupTermsAcceptedBefore] says that it is one
// already. Accept only what the business has agreed to.
//
//	POST /{waba-id}/signups
//
// Permission: whatsapp_business_management. To accept terms a second time is an
// [ErrInvalidRequest] with the code 2494176, and not to accept them at all an
// [ErrPolicy] with the code 2494168; neither creates anything. An account that
// may not have signups is an [ErrPolicy] with the code 2494165.
func (s *SignupService) Create(ctx context.Context, wabaID string, request CreateSignupRequest, terms SignupTerms, opts ...RequestOption) (*CreatedSignup, error) {
	op := operation(http.MethodPost, signupsOfWABA, wabaID)
	body := signupWithTerms{CreateSignupRequest: request, terms: terms}
	if terms == SignupTermsAcceptNow {
		body.Policy = &signupPolicy{Terms: SignupTermsURL, Accepted: true}
	}
	op.Body = body
	op.requires = "id"
	op.reconcile = "list the signups of the account before creating it again"
	return decode[CreatedSignup](ctx, s.client, op, opts)
}

// Update changes a signup. To disable it is the only way to stop it: nothing
// deletes a signup.
//
//	POST /signups/{signup-id}
//
// Permission: whatsapp_business_management. A signup that does not exist is
// [ErrNotFound].
func (s *SignupService) Update(ctx context.Context, signupID string, request UpdateSignupRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, signupByID, signupID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// SignupURL returns the link that opens a signup in WhatsApp. The phone number,
// in any spelling, is one of the account's; a signup works with all of them.
func SignupURL(phoneNumber, signupID string) string {
	number := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phoneNumber)
	return "https://wa.me/" + number + "/signup/" + url.PathEscape(signupID)
}
