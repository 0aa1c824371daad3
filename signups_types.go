package whatsapp

import (
	"regexp"
	"strings"
)

// SignupTermsURL has the terms that [SignupTermsAcceptNow] accepts. Meta takes
// no other URL.
const SignupTermsURL = "https://www.facebook.com/legal/ads-manager-marketing-messages-terms"

// SignupTerms says whether a request accepts Meta's terms for the business.
type SignupTerms string

// What a request can say about the terms. Neither is the default.
const (
	// SignupTermsAcceptNow accepts the terms at [SignupTermsURL] in the name of
	// the business. It belongs to the first signup of a business only.
	SignupTermsAcceptNow SignupTerms = "accept now"
	// SignupTermsAcceptedBefore accepts nothing, because the business has
	// accepted the terms before.
	SignupTermsAcceptedBefore SignupTerms = "accepted before"
)

const (
	maxSignupMessage     = 300
	maxSignupPromoCode   = 50
	maxSignupDisplayName = 256
)

var (
	signupPromoCode   = regexp.MustCompile(`^[A-Za-z0-9]*$`)
	signupPlaceholder = regexp.MustCompile(`\{\{[^{}]*\}\}`)
)

// SignupPromoCode is the placeholder for the promo code in a confirmation
// message.
const SignupPromoCode = "{{promo_code}}"

// Signup is an in-app signup. In lists, Meta shows a part of it.
type Signup struct {
	ID                  string       `json:"id"`
	WABAID              string       `json:"waba_id,omitzero"`
	SignupMessage       string       `json:"signup_message,omitzero"`
	ConfirmationMessage string       `json:"confirmation_message,omitzero"`
	PrivacyPolicyURL    string       `json:"privacy_policy_url,omitzero"`
	PromoCode           string       `json:"promo_code,omitzero"`
	Status              SignupStatus `json:"status,omitzero"`
	DisplayName         string       `json:"display_name,omitzero"`
	WebsiteURL          string       `json:"website_url,omitzero"`
}

// SignupStatus is the state of a signup.
type SignupStatus string

// The states that Meta documents.
const (
	SignupStatusActive SignupStatus = "ACTIVE"
	// SignupStatusDisabled shows an error to whoever opens the link. It can be
	// active again.
	SignupStatusDisabled SignupStatus = "DISABLED"
)

// CreateSignupRequest describes a signup. The first three fields are required.
type CreateSignupRequest struct {
	// SignupMessage is what people read before they agree: 1 to 300 characters,
	// which may be formatted.
	SignupMessage string `json:"signup_message"`
	// ConfirmationMessage is sent to them when they have: 1 to 300 characters.
	// [SignupPromoCode] stands for the promo code.
	ConfirmationMessage string `json:"confirmation_message"`
	// PrivacyPolicyURL begins with http:// or https:// and cannot be changed.
	PrivacyPolicyURL string `json:"privacy_policy_url"`
	// WebsiteURL begins with https://.
	WebsiteURL string `json:"website_url,omitempty"`
	// PromoCode has up to 50 letters and digits.
	PromoCode string `json:"promo_code,omitempty"`
	// DisplayName is for the business only, with up to 256 characters.
	DisplayName string `json:"display_name,omitempty"`
}

// Validate checks the limits that Meta documents.
func (r CreateSignupRequest) Validate() error {
	var found violations
	r.validate(&found)
	return found.err()
}

func (r CreateSignupRequest) validate(found *violations) {
	found.length("signup_message", r.SignupMessage, 1, maxSignupMessage)
	found.length("confirmation_message", r.ConfirmationMessage, 1, maxSignupMessage)
	found.signupPlaceholders(r.ConfirmationMessage)
	if strings.Contains(r.ConfirmationMessage, SignupPromoCode) && r.PromoCode == "" {
		found.add("promo_code", "is required, because confirmation_message has %s", SignupPromoCode)
	}
	if !strings.HasPrefix(r.PrivacyPolicyURL, "http://") && !strings.HasPrefix(r.PrivacyPolicyURL, "https://") {
		found.add("privacy_policy_url", "must begin with http:// or https://, not %q", r.PrivacyPolicyURL)
	}
	if r.WebsiteURL != "" {
		found.signupWebsite(r.WebsiteURL)
	}
	found.signupPromoCode(r.PromoCode, 0)
	found.length("display_name", r.DisplayName, 0, maxSignupDisplayName)
}

func (v *violations) signupPlaceholders(message string) {
	for _, placeholder := range signupPlaceholder.FindAllString(message, -1) {
		if placeholder != SignupPromoCode {
			v.add("confirmation_message", "must not contain %s: %s is the only placeholder", placeholder, SignupPromoCode)
		}
	}
}

func (v *violations) signupWebsite(address string) {
	if !strings.HasPrefix(address, "https://") {
		v.add("website_url", "must begin with https://, not %q", address)
	}
}

func (v *violations) signupPromoCode(code string, minimum int) {
	v.length("promo_code", code, minimum, maxSignupPromoCode)
	if !signupPromoCode.MatchString(code) {
		v.add("promo_code", "must contain only letters and digits, not %q", code)
	}
}

// signupWithTerms is a new signup and what it says about the terms.
type signupWithTerms struct {
	CreateSignupRequest
	Policy *signupPolicy `json:"policy,omitempty"`
	terms  SignupTerms
}

type signupPolicy struct {
	Terms    string `json:"tos"`
	Accepted bool   `json:"accepted"`
}

// Validate also refuses to guess whether the terms are accepted.
func (r signupWithTerms) Validate() error {
	var found violations
	if r.terms != SignupTermsAcceptNow && r.terms != SignupTermsAcceptedBefore {
		found.add("policy", "is unclear: say SignupTermsAcceptNow or SignupTermsAcceptedBefore, not %q", string(r.terms))
	}
	r.validate(&found)
	return found.err()
}

// CreatedSignup is the answer to [SignupService.Create].
type CreatedSignup struct {
	// ID is the id for [SignupURL].
	ID string `json:"id"`
}

// UpdateSignupRequest changes a signup; what is nil or empty stays as it is.
// The limits are those of [CreateSignupRequest].
type UpdateSignupRequest struct {
	Status              SignupStatus `json:"status,omitempty"`
	SignupMessage       *string      `json:"signup_message,omitempty"`
	ConfirmationMessage *string      `json:"confirmation_message,omitempty"`
	PromoCode           *string      `json:"promo_code,omitempty"`
	DisplayName         *string      `json:"display_name,omitempty"`
	WebsiteURL          *string      `json:"website_url,omitempty"`
}

// Validate checks that there is something to change, and the limits that Meta
// documents.
func (r UpdateSignupRequest) Validate() error {
	var found violations
	if r == (UpdateSignupRequest{}) {
		found.add("status", "or another field to change is required")
	}
	found.optionalLength("signup_message", r.SignupMessage, 1, maxSignupMessage)
	found.optionalLength("confirmation_message", r.ConfirmationMessage, 1, maxSignupMessage)
	if r.ConfirmationMessage != nil {
		found.signupPlaceholders(*r.ConfirmationMessage)
	}
	if r.PromoCode != nil {
		found.signupPromoCode(*r.PromoCode, 1)
	}
	found.optionalLength("display_name", r.DisplayName, 1, maxSignupDisplayName)
	if r.WebsiteURL != nil {
		found.signupWebsite(*r.WebsiteURL)
	}
	return found.err()
}
