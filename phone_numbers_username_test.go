package whatsapp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func usernameMethods() []method {
	const path = "/{phone-number-id}/username"
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetUsername(ctx, id, opts...))
	}
	set := func(request whatsapp.SetUsernameRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.SetUsername(ctx, id, request, append(first, opts...)...))
		}
	}
	reserved := &whatsapp.BusinessUsername{Status: whatsapp.UsernameStatusReserved}
	return []method{
		{
			name: "PhoneNumbers.GetUsername", operation: "GET " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID, mayBeEmpty: true,
			cases: []exchange{
				one("phone_numbers/get_username_success", get, &whatsapp.BusinessUsername{Username: "support.line", Status: whatsapp.UsernameStatusReserved}),
				one("phone_numbers/get_username_none", get, &whatsapp.BusinessUsername{}),
			},
		},
		{
			name: "PhoneNumbers.SetUsername", operation: "POST " + path, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/set_username_success", set(whatsapp.SetUsernameRequest{Username: "support.line"}), &whatsapp.BusinessUsername{Status: whatsapp.UsernameStatusApproved}),
				one("phone_numbers/set_username_transfer", set(whatsapp.SetUsernameRequest{Username: "support.line", Transfer: whatsapp.UsernameTransferForce}), reserved),
				one("phone_numbers/set_username_beyond_limits", set(whatsapp.SetUsernameRequest{Username: "www."}, whatsapp.WithoutValidation()), reserved),
			},
		},
		{
			name: "PhoneNumbers.DeleteUsername", operation: "DELETE " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{one("phone_numbers/delete_username_success", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return nothing(client.PhoneNumbers.DeleteUsername(ctx, id, opts...))
			}, nil)},
		},
		usernameSuggestionMethod(),
	}
}

func usernameSuggestionMethod() method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetUsernameSuggestions(ctx, id, opts...))
	}
	return method{
		name: "PhoneNumbers.GetUsernameSuggestions", operation: "GET /{phone-number-id}/username_suggestions",
		repeat: whatsapp.RepeatSafe, id: phoneNumberID,
		cases: []exchange{
			one("phone_numbers/get_username_suggestions_success", get, sampleSuggestions()),
			one("phone_numbers/get_username_suggestions_none", get, &whatsapp.UsernameSuggestions{Data: []whatsapp.SuggestedUsernames{}}),
		},
	}
}

func sampleSuggestions() *whatsapp.UsernameSuggestions {
	return &whatsapp.UsernameSuggestions{Data: []whatsapp.SuggestedUsernames{
		{Usernames: []string{"support.line", "supportline"}}, {Usernames: []string{"support_line"}},
	}}
}

func TestSuggestedUsernames(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"support.line", "supportline", "support_line"}, sampleSuggestions().Usernames())
	require.Empty(t, new(whatsapp.UsernameSuggestions).Usernames())
}

func TestUsernameForm(t *testing.T) {
	t.Parallel()
	const (
		characters = "username may hold letters from a to z, digits, periods and underscores only"
		letter     = "username needs at least one letter"
		periods    = "username must not begin or end with a period, nor hold two in a row"
		www        = `username must not begin with "www"`
		domain     = "username must not end as a domain does"
	)
	tests := map[string][]string{
		"abc": nil, "A.b_1": nil, "shop.www": nil, "a..b": {periods}, ".ab": {periods}, "ab.": {periods},
		strings.Repeat("a", 35): nil, strings.Repeat("a", 36): {"username has 36 characters, at most 35 are allowed"},
		"ab": {"username has 2 characters, at least 3 are required"}, "": {"username is required", letter},
		"shop-1": {characters}, "lädchen": {characters}, "1_2": {letter}, "wWwshop": {www},
		"shop.com": {domain}, "shop.HTML": {domain}, "shopcom": nil, "shop.com.a": nil,
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireProblems(t, whatsapp.SetUsernameRequest{Username: name}.Validate(), want)
		})
	}
}
