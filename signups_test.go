package whatsapp_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	signupID       = "9876543210123456"
	customerBaseID = "456789012345678"
)

func signupMethods() []method {
	return slices.Concat(signupLists(), signups(), customerBases())
}

func fullSignup() whatsapp.Signup {
	return whatsapp.Signup{
		ID: signupID, WABAID: wabaID, SignupMessage: "Get our offers in WhatsApp",
		ConfirmationMessage: "You have signed up. Your code is {{promo_code}}.", PrivacyPolicyURL: "https://shop.test/privacy",
		PromoCode: "WELCOME10", Status: whatsapp.SignupStatusActive, DisplayName: "Summer sale", WebsiteURL: "https://shop.test",
	}
}

func signupLists() []method {
	return listRow[whatsapp.Signup, whatsapp.ListOptions]{
		list:      (*whatsapp.SignupService).List,
		all:       (*whatsapp.SignupService).All,
		operation: "GET /{waba-id}/signups",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"id", "status"},
		page: &whatsapp.Page[whatsapp.Signup]{Paging: lastPage, Data: []whatsapp.Signup{
			fullSignup(), {ID: "9876543210654321", SignupMessage: "Hear of new teas first", Status: whatsapp.SignupStatusDisabled},
		}},
	}.methods()
}

func newSignup() whatsapp.CreateSignupRequest {
	full := fullSignup()
	return whatsapp.CreateSignupRequest{
		SignupMessage: full.SignupMessage, ConfirmationMessage: full.ConfirmationMessage, PrivacyPolicyURL: full.PrivacyPolicyURL,
		WebsiteURL: full.WebsiteURL, PromoCode: full.PromoCode, DisplayName: full.DisplayName,
	}
}

func signups() []method {
	create := func(request whatsapp.CreateSignupRequest, terms whatsapp.SignupTerms, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Signups.Create(ctx, id, request, terms, append(first, opts...)...))
		}
	}
	update := func(request whatsapp.UpdateSignupRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Signups.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Signups.Get(ctx, id, opts...))
	}
	full, another := fullSignup(), &whatsapp.CreatedSignup{ID: "9876543210654321"}
	return []method{
		{
			name: "Signups.Get", operation: "GET /signups/{signup-id}", repeat: whatsapp.RepeatSafe, id: signupID,
			cases: []exchange{one("signups/get_success", get, &full)},
		},
		{
			name: "Signups.Create", operation: "POST /{waba-id}/signups", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("signups/create_accept_now", create(newSignup(), whatsapp.SignupTermsAcceptNow), &whatsapp.CreatedSignup{ID: signupID}),
				one("signups/create_accepted_before", create(whatsapp.CreateSignupRequest{
					SignupMessage: "Hear of new teas first", ConfirmationMessage: "Welcome", PrivacyPolicyURL: "http://shop.test/privacy",
				}, whatsapp.SignupTermsAcceptedBefore), another),
				one("signups/create_beyond_limits", create(whatsapp.CreateSignupRequest{}, "", whatsapp.WithoutValidation()), another),
			},
		},
		{
			name: "Signups.Update", operation: "POST /signups/{signup-id}", repeat: whatsapp.RepeatSafe, id: signupID,
			cases: []exchange{
				one("signups/update_success", update(whatsapp.UpdateSignupRequest{
					Status: whatsapp.SignupStatusDisabled, SignupMessage: new("Hear of new teas first"), ConfirmationMessage: new("Welcome"),
					PromoCode: new("SAVE20"), DisplayName: new("Teas"), WebsiteURL: new("https://tea.test"),
				}), nil),
				one("signups/update_beyond_limits", update(whatsapp.UpdateSignupRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

func customerBases() []method {
	create := func(name string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			request := whatsapp.CreateCustomerBaseRequest{Name: name}
			return result(client.Signups.CreateCustomerBase(ctx, id, request, append(first, opts...)...))
		}
	}
	set := func(base string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			request := whatsapp.SetDefaultCustomerBaseRequest{CustomerBaseID: base}
			return result(client.Signups.SetDefaultCustomerBase(ctx, id, request, append(first, opts...)...))
		}
	}
	bases := &whatsapp.MessagingCustomerBases{CustomerBases: []whatsapp.MessagingCustomerBase{{ID: customerBaseID, Name: "Subscribers"}}}
	standard := &whatsapp.DefaultCustomerBase{ID: customerBaseID, UpdatedTime: moment(`"2026-06-03T19:20:00+0000"`)}
	created := &whatsapp.CreatedCustomerBase{ID: "456789012345679"}
	return []method{
		{
			name: "Signups.GetCustomerBases", operation: "GET /{business-id}/messaging_customer_base", repeat: whatsapp.RepeatSafe, id: businessID,
			cases: []exchange{one("signups/get_customer_bases_success", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return result(client.Signups.GetCustomerBases(ctx, id, opts...))
			}, bases)},
		},
		{
			name: "Signups.CreateCustomerBase", operation: "POST /{business-id}/messaging_customer_base", repeat: whatsapp.RepeatUnsafe, id: businessID,
			cases: []exchange{
				one("signups/create_customer_base_success", create("Tea lovers"), created),
				one("signups/create_customer_base_beyond_limits", create("", whatsapp.WithoutValidation()), created),
			},
		},
		{
			name: "Signups.GetDefaultCustomerBase", operation: "GET /{waba-id}/default_messaging_customer_base", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("signups/get_default_customer_base_success", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return result(client.Signups.GetDefaultCustomerBase(ctx, id, opts...))
			}, standard)},
		},
		{
			name: "Signups.SetDefaultCustomerBase", operation: "POST /{waba-id}/default_messaging_customer_base", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("signups/set_default_customer_base_success", set(customerBaseID), standard),
				one("signups/set_default_customer_base_beyond_limits", set("", whatsapp.WithoutValidation()), standard),
			},
		},
	}
}

func TestCreateSignupLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.CreateSignupRequest
	requireViolations(t, newSignup().Validate())
	longest := newSignup()
	longest.SignupMessage, longest.ConfirmationMessage = strings.Repeat("ü", 300), strings.Repeat("ü", 300)
	longest.PromoCode, longest.DisplayName = strings.Repeat("9", 50), strings.Repeat("ü", 256)
	requireViolations(t, longest.Validate())
	requireViolations(t, request{}.Validate(), "signup_message is required", "confirmation_message is required",
		`privacy_policy_url must begin with http:// or https://, not ""`)
	requireViolations(t, request{
		SignupMessage: strings.Repeat("a", 301), ConfirmationMessage: strings.Repeat("a", 301), PrivacyPolicyURL: "ftp://shop.test",
		WebsiteURL: "http://shop.test", PromoCode: strings.Repeat("-", 51), DisplayName: strings.Repeat("a", 257),
	}.Validate(),
		"signup_message has 301 characters, at most 300 are allowed", "confirmation_message has 301 characters, at most 300 are allowed",
		`privacy_policy_url must begin with http:// or https://, not "ftp://shop.test"`,
		`website_url must begin with https://, not "http://shop.test"`, "promo_code has 51 characters, at most 50 are allowed",
		`promo_code must contain only letters and digits, not "`+strings.Repeat("-", 51)+`"`,
		"display_name has 257 characters, at most 256 are allowed")
	unclear := newSignup()
	unclear.ConfirmationMessage, unclear.PromoCode = "{{promo_code}}, {{name}}", ""
	requireViolations(t, unclear.Validate(),
		"confirmation_message must not contain {{name}}: {{promo_code}} is the only placeholder",
		"promo_code is required, because confirmation_message has {{promo_code}}")
}

func TestUpdateSignupLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.UpdateSignupRequest
	requireViolations(t, request{Status: whatsapp.SignupStatusActive}.Validate())
	requireViolations(t, request{ConfirmationMessage: new("Your code: {{promo_code}}")}.Validate())
	requireViolations(t, request{}.Validate(), "status or another field to change is required")
	requireViolations(t, request{
		SignupMessage: new(""), ConfirmationMessage: new("{{name}}"), PromoCode: new(""), DisplayName: new(""), WebsiteURL: new(""),
	}.Validate(), "signup_message is required", "confirmation_message must not contain {{name}}: {{promo_code}} is the only placeholder",
		"promo_code is required", "display_name is required", `website_url must begin with https://, not ""`)
}

// Whether the terms are accepted is never guessed, and nothing is sent.
func TestSignupsNeedAWordAboutTheTerms(t *testing.T) {
	t.Parallel()
	for _, terms := range []whatsapp.SignupTerms{"", "yes"} {
		client := newClient(t, script())
		_, err := client.Signups.Create(t.Context(), wabaID, whatsapp.CreateSignupRequest{SignupMessage: "a"}, terms)
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
		require.ErrorContains(t, err, "policy is unclear: say SignupTermsAcceptNow or SignupTermsAcceptedBefore, not ")
		require.ErrorContains(t, err, "confirmation_message is required")
	}
}

// The terms are accepted once, with the first signup of a business.
func TestTermsOfSignups(t *testing.T) {
	t.Parallel()
	client, _ := inMemory()
	create := func(terms whatsapp.SignupTerms) error {
		_, err := client.Signups.Create(t.Context(), graphtest.ClientWABAID, newSignup(), terms)
		return err
	}
	require.ErrorIs(t, create(whatsapp.SignupTermsAcceptedBefore), whatsapp.ErrPolicy)
	require.NoError(t, create(whatsapp.SignupTermsAcceptNow))
	require.ErrorIs(t, create(whatsapp.SignupTermsAcceptNow), whatsapp.ErrInvalidRequest)
	require.NoError(t, create(whatsapp.SignupTermsAcceptedBefore))
	_, err := client.Signups.Get(t.Context(), "7")
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
}

func TestSignupURL(t *testing.T) {
	t.Parallel()
	require.Equal(t, "https://wa.me/15550100/signup/"+signupID, whatsapp.SignupURL("+1 555-0100", signupID))
	require.Equal(t, "https://wa.me/15550100/signup/a%2F..", whatsapp.SignupURL("15550100", "a/.."))
}
