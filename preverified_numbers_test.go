package whatsapp_test

import (
	"context"
	"slices"
	"testing"

	"github.com/wabakit/whatsapp"
)

const (
	preverifiedID     = "338201174955601"
	partnerBusinessID = "617303840095512"
)

func preverifiedNumberMethods() []method {
	return slices.Concat(preverifiedLists(), preverifiedReads(), preverifiedSharing(), preverifiedVerification())
}

func preverifiedLists() []method {
	numbers := listRow[whatsapp.PreverifiedNumber, whatsapp.ListPreverifiedNumbersOptions]{
		list:      (*whatsapp.PreverifiedNumberService).List,
		all:       (*whatsapp.PreverifiedNumberService).All,
		operation: "GET /{business-id}/preverified_numbers",
		ids:       []string{businessID},
		options: whatsapp.ListPreverifiedNumbersOptions{
			ListOptions: secondPage, VerificationStatus: whatsapp.VerificationStatusVerified,
			AvailabilityStatus: whatsapp.PreverifiedNumberAvailabilityAvailable, CountryCode: "US",
		},
		fields: []string{"id", "verification_status"},
		page: &whatsapp.Page[whatsapp.PreverifiedNumber]{Paging: lastPage, Data: []whatsapp.PreverifiedNumber{
			{
				ID: preverifiedID, DisplayPhoneNumber: "+1 555-0181", VerificationStatus: whatsapp.VerificationStatusVerified,
				AvailabilityStatus: whatsapp.PreverifiedNumberAvailabilityAvailable, CountryCode: "US", CountryPrefix: 1, Region: "North America",
				SupportedFeatures: []whatsapp.PreverifiedNumberFeature{whatsapp.PreverifiedNumberFeatureMessaging, whatsapp.PreverifiedNumberFeatureWebhooks},
				CreatedTime:       moment(`"2024-01-15T10:30:00Z"`), LastUpdated: moment(`"2024-01-20T14:45:00Z"`),
			},
			{
				ID: "338201174955602", DisplayPhoneNumber: "+1 555-0182", VerificationStatus: whatsapp.VerificationStatusPending,
				AvailabilityStatus: whatsapp.PreverifiedNumberAvailabilityReserved, CountryCode: "US", CountryPrefix: 1,
			},
		}},
	}
	partners := listRow[whatsapp.PreverifiedNumberPartner, whatsapp.ListOptions]{
		list:      (*whatsapp.PreverifiedNumberService).ListPartners,
		all:       (*whatsapp.PreverifiedNumberService).AllPartners,
		operation: "GET /{preverified-id}/partners",
		ids:       []string{preverifiedID},
		options:   secondPage,
		fields:    []string{"name", "verification_status"},
		page: &whatsapp.Page[whatsapp.PreverifiedNumberPartner]{Paging: lastPage, Data: []whatsapp.PreverifiedNumberPartner{
			{
				ID: partnerBusinessID, Name: "Client portfolio", VerificationStatus: whatsapp.VerificationStatusVerified,
				TwoFactorType: whatsapp.TwoFactorTypeAdminRequired, PrimaryPage: "9876543210987654", TimezoneID: new(0),
				CreatedTime: moment(`"2023-01-15T10:30:00Z"`), UpdatedTime: moment(`"2023-06-20T14:45:30Z"`),
			},
			{ID: "617303840095513", Name: "Another portfolio"},
		}},
	}
	return append(numbers.methods(), partners.methods()...)
}

func preverifiedReads() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PreverifiedNumbers.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.PreverifiedNumbers.Delete(ctx, id, opts...))
	}
	return []method{
		{
			name: "PreverifiedNumbers.Get", operation: "GET /{preverified-id}", repeat: whatsapp.RepeatSafe, id: preverifiedID,
			cases: []exchange{
				one("preverified_numbers/get_success", get("id", "is_input_id_valid"), &whatsapp.PreverifiedNumberDetails{
					ID: preverifiedID, DisplayPhoneNumber: "+1 555-0181", CountryPrefix: 1, IsInputIDValid: true,
				}),
				one("preverified_numbers/get_invalid", get(), &whatsapp.PreverifiedNumberDetails{
					ID: preverifiedID, ErrorMessage: "Phone number format is invalid",
				}),
			},
		},
		{
			name: "PreverifiedNumbers.Delete", operation: "DELETE /{preverified-id}", repeat: whatsapp.RepeatSafe, id: preverifiedID,
			cases: []exchange{one("preverified_numbers/delete_success", remove, nil)},
		},
	}
}

func preverifiedSharing() []method {
	number := whatsapp.SharePreverifiedNumberRequest{PartnerBusinessID: partnerBusinessID, PreverifiedID: preverifiedID}
	share := func(request whatsapp.SharePreverifiedNumberRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PreverifiedNumbers.Share(ctx, id, request, append(first, opts...)...))
		}
	}
	unshare := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.PreverifiedNumbers.Unshare(ctx, id, number, opts...))
	}
	return []method{
		{
			name: "PreverifiedNumbers.Share", operation: "POST /{business-id}/share_preverified_numbers", repeat: whatsapp.RepeatUnsafe, id: businessID,
			cases: []exchange{
				one("preverified_numbers/share_success", share(number), nil),
				one("preverified_numbers/share_beyond_limits", share(whatsapp.SharePreverifiedNumberRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "PreverifiedNumbers.Unshare", operation: "DELETE /{business-id}/share_preverified_numbers", repeat: whatsapp.RepeatSafe, id: businessID,
			cases: []exchange{one("preverified_numbers/unshare_success", unshare, nil)},
		},
	}
}

func preverifiedVerification() []method {
	request := func(method whatsapp.CodeMethod, language string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PreverifiedNumbers.RequestCode(ctx, id, method, language, append(first, opts...)...))
		}
	}
	verify := func(code string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PreverifiedNumbers.VerifyCode(ctx, id, code, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "PreverifiedNumbers.RequestCode", operation: "POST /{preverified-id}/request_code", repeat: whatsapp.RepeatNever, id: preverifiedID,
			cases: []exchange{
				one("preverified_numbers/request_code_success", request(whatsapp.CodeMethodSMS, "en_US"), nil),
				one("preverified_numbers/request_code_beyond_limits", request("", "", whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "PreverifiedNumbers.VerifyCode", operation: "POST /{preverified-id}/verify_code", repeat: whatsapp.RepeatNever, id: preverifiedID,
			cases: []exchange{
				one("preverified_numbers/verify_code_success", verify("12345678"), nil),
				one("preverified_numbers/verify_code_beyond_limits", verify("123", whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

func TestPreverifiedNumberLimits(t *testing.T) {
	t.Parallel()
	requireViolations(t, whatsapp.SharePreverifiedNumberRequest{PartnerBusinessID: "1", PreverifiedID: "b"}.Validate(),
		`preverified_id must contain only digits, not "b"`)
	for _, code := range []string{"123", "123456789", "12a4", ""} {
		requireNotSent(t, func(client *whatsapp.Client) error {
			return client.PreverifiedNumbers.VerifyCode(t.Context(), preverifiedID, code)
		}, "code must be 4 to 8 digits")
	}
	requireNotSent(t, func(client *whatsapp.Client) error {
		return client.PreverifiedNumbers.RequestCode(t.Context(), preverifiedID, "", "english")
	}, "code_method is required", `language must be a locale such as en_US, not "english"`)
}
