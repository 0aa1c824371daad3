package whatsapp_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func phoneNumberMethods() []method {
	return slices.Concat(
		[]method{phoneNumberGet(), phoneNumberAdd()}, phoneNumberLists(), phoneNumberRegistration(), phoneNumberVerification(), phoneNumberChanges(),
		phoneNumberSettings(), officialBusinessAccounts(), usernameMethods(), coexistenceMethods(), encryptionKeys(),
	)
}

func encryptionKeys() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetEncryptionKey(ctx, id, opts...))
	}
	set := func(key string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.SetEncryptionKey(ctx, id, key, append(first, opts...)...))
		}
	}
	valid := &whatsapp.EncryptionKey{PublicKey: businessKey, SignatureStatus: whatsapp.EncryptionKeyStatusValid}
	const edge = "/{phone-number-id}/whatsapp_business_encryption"
	return []method{
		{
			name: "PhoneNumbers.GetEncryptionKey", operation: "GET " + edge, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			holds: func(answer any) any {
				if list, isList := entries(answer).([]any); isList {
					return list[0]
				}
				return answer
			},
			cases: []exchange{
				one("phone_numbers/get_encryption_key_success", get, valid),
				one("phone_numbers/get_encryption_key_mismatch", get,
					&whatsapp.EncryptionKey{PublicKey: " ", SignatureStatus: whatsapp.EncryptionKeyStatusMismatch}),
				one("phone_numbers/get_encryption_key_object", get, valid),
			},
		},
		{
			name: "PhoneNumbers.SetEncryptionKey", operation: "POST " + edge, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/set_encryption_key_success", set(businessKey), nil),
				one("phone_numbers/set_encryption_key_beyond_limits", set("another form", whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

func phoneNumberGet() method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	return method{
		name: "PhoneNumbers.Get", operation: "GET /{phone-number-id}", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
		cases: []exchange{
			one("phone_numbers/get_success", get(whatsapp.FieldsOf[whatsapp.PhoneNumber]()...), &whatsapp.PhoneNumber{
				ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line",
				NameStatus: whatsapp.NameStatusApproved, NewDisplayName: "Help line", NewNameStatus: whatsapp.NameStatusPendingReview,
				UnifiedCertStatus: whatsapp.CertStatusApproved, Certificate: "CmQKIAjHn", Username: new("support.line"),
				Status: whatsapp.PhoneNumberStatusConnected, AccountMode: whatsapp.AccountModeLive,
				CodeVerificationStatus: whatsapp.CodeVerificationStatusVerified, CountryCode: "US", CountryDialCode: "1",
				IsOfficialBusinessAccount: true, IsOnBusinessApp: true, IsPINEnabled: true, IsPreverifiedNumber: true,
				LastOnboardedTime: moment(`"2026-03-02T09:00:00+0000"`), SearchVisibility: whatsapp.SearchVisibilityVisible,
				PlatformType: whatsapp.PlatformTypeCloudAPI, HostPlatform: whatsapp.PlatformTypeNotApplicable,
				QualityRating: whatsapp.QualityRatingGreen, QualityScore: &whatsapp.QualityScore{Score: whatsapp.QualityRatingYellow},
				Throughput: &whatsapp.Throughput{Level: whatsapp.ThroughputLevelStandard}, HealthStatus: sampleHealth,
				MessagingLimitTier: whatsapp.MessagingLimit1K, MessagingLimit: whatsapp.MessagingLimit10K,
				NewCertificate: "CmQKIAnew", ThreadLimitPerDay: 1000, GlobalSearchEligibility: "ELIGIBLE",
				OfficialBusinessAccount: &whatsapp.OfficialBusinessAccount{Status: whatsapp.OfficialBusinessAccountStatusNotStarted},
				ConversationalAutomation: &whatsapp.ConversationalAutomation{
					ID: botID, EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands,
				},
				WebhookConfiguration: &whatsapp.WebhookConfiguration{
					PhoneNumber:             "https://hooks.shop.test/number",
					WhatsAppBusinessAccount: "https://hooks.shop.test/account",
					Application:             "https://hooks.shop.test/app",
				},
			}),
			one("phone_numbers/get_defaults", get(), &whatsapp.PhoneNumber{
				ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line", QualityRating: whatsapp.QualityRatingGreen,
			}),
			one("phone_numbers/get_other_types", get(), &whatsapp.PhoneNumber{
				ID: phoneNumberID, DisplayPhoneNumber: "15550100", CountryDialCode: "1",
				LastOnboardedTime: moment(`1772442000`), Status: "SOMETHING_UNSEEN",
				HealthStatus: &whatsapp.HealthStatus{CanSendMessage: whatsapp.SendAbilityBlocked, Entities: []whatsapp.HealthEntity{{
					EntityType: "APP", ID: appID, CanSendMessage: whatsapp.SendAbilityBlocked,
					Errors: []whatsapp.HealthError{{Code: 141006, Description: "The payment failed", PossibleSolution: "Pay"}},
				}}},
			}),
		},
	}
}

const usualNumber = "+1 (631) 555-0100"

func phoneNumberAdd() method {
	add := func(number string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.Add(ctx, id, number, append(first, opts...)...))
		}
	}
	added := &whatsapp.CreatedPhoneNumber{ID: "160000000000777"}
	return method{
		name: "PhoneNumbers.Add", operation: "POST /{business-id}/add_phone_numbers", repeat: whatsapp.RepeatNever, id: businessID,
		cases: []exchange{
			one("phone_numbers/add_success", add(usualNumber), added),
			one("phone_numbers/add_number_id", add(usualNumber), added),
			one("phone_numbers/add_beyond_limits", add("call me", whatsapp.WithoutValidation()), added),
		},
	}
}

func phoneNumberRegistration() []method {
	create := func(request whatsapp.CreatePhoneNumberRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	register := func(request whatsapp.RegisterPhoneNumberRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.Register(ctx, id, request, append(first, opts...)...))
		}
	}
	deregister := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.PhoneNumbers.Deregister(ctx, id, opts...))
	}
	created := &whatsapp.CreatedPhoneNumber{ID: "106540352242999"}
	return []method{
		{
			name: "PhoneNumbers.Create", operation: "POST /{waba-id}/phone_numbers", repeat: whatsapp.RepeatNever, id: wabaID,
			cases: []exchange{
				one("phone_numbers/create_success", create(whatsapp.CreatePhoneNumberRequest{PhoneNumber: "16315550100", VerifiedName: "Support line"}), created),
				one("phone_numbers/create_everything", create(whatsapp.CreatePhoneNumberRequest{
					CountryCode: new("1"), PhoneNumber: "16315550100", VerifiedName: "Support line",
					PreverifiedID: new("160000000000777"), MigratePhoneNumber: new(true),
				}), created),
				one("phone_numbers/create_beyond_limits", create(whatsapp.CreatePhoneNumberRequest{}, whatsapp.WithoutValidation()), created),
			},
		},
		{
			name: "PhoneNumbers.Register", operation: "POST /{phone-number-id}/register", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/register_success", register(whatsapp.RegisterPhoneNumberRequest{PIN: samplePIN}), nil),
				one("phone_numbers/register_everything", register(fullRegistration()), nil),
				one("phone_numbers/register_beyond_limits", register(whatsapp.RegisterPhoneNumberRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "PhoneNumbers.Deregister", operation: "POST /{phone-number-id}/deregister", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{one("phone_numbers/deregister_success", deregister, nil)},
		},
	}
}

const samplePIN = "246810"

func fullRegistration() whatsapp.RegisterPhoneNumberRequest {
	return whatsapp.RegisterPhoneNumberRequest{
		PIN: samplePIN, DataLocalizationRegion: new(whatsapp.DataLocalizationRegionDE), RetentionMinutes: new(60),
		Tier:   new(whatsapp.RegistrationTierProd),
		Backup: &whatsapp.RegistrationBackup{Data: "exported", Password: "sesame"},
	}
}

func phoneNumberVerification() []method {
	request := func(method whatsapp.CodeMethod, language string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.RequestCode(ctx, id, method, language, append(first, opts...)...))
		}
	}
	verify := func(code string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.VerifyCode(ctx, id, code, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "PhoneNumbers.RequestCode", operation: "POST /{phone-number-id}/request_code", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/request_code_success", request(whatsapp.CodeMethodSMS, "en_US"), nil),
				one("phone_numbers/request_code_beyond_limits", request("PIGEON", "en", whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "PhoneNumbers.VerifyCode", operation: "POST /{phone-number-id}/verify_code", repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/verify_code_success", verify("135790"), nil),
				one("phone_numbers/verify_code_beyond_limits", verify("135-790", whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

func phoneNumberChanges() []method {
	update := func(request whatsapp.UpdatePhoneNumberRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	everything := whatsapp.UpdatePhoneNumberRequest{
		ConnectionStatus: new(whatsapp.ConnectionStatusConnected), SearchVisibility: new(whatsapp.SearchVisibilityHidden),
		Username: new("support.line"), WebhookURL: new("https://hooks.shop.test/old"),
		APIData: &whatsapp.BusinessAPIData{
			NotifyUserChangeNumber: new(false), ShowSecurityNotifications: new(true), PIN: new(whatsapp.Secret("")),
		},
	}
	row := func(name string, repeat whatsapp.Repeat, fixture string, call callMethod) method {
		return method{
			name: "PhoneNumbers." + name, operation: "POST /{phone-number-id}", repeat: repeat, id: phoneNumberID,
			cases: []exchange{one("phone_numbers/"+fixture, call, nil)},
		}
	}
	updates := row("Update", whatsapp.RepeatSafe, "update_success", update(everything))
	updates.cases = append(updates.cases, one("phone_numbers/update_beyond_limits", update(whatsapp.UpdatePhoneNumberRequest{}, whatsapp.WithoutValidation()), nil))
	return []method{
		updates,
		row("SetTwoStepPIN", whatsapp.RepeatSafe, "set_two_step_pin_success",
			func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return nothing(client.PhoneNumbers.SetTwoStepPIN(ctx, id, samplePIN, opts...))
			}),
		row("RequestDisplayName", whatsapp.RepeatNever, "request_display_name_success",
			func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return nothing(client.PhoneNumbers.RequestDisplayName(ctx, id, "Help line", opts...))
			}),
		row("SetWebhookOverride", whatsapp.RepeatSafe, "set_webhook_override_success",
			func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				override := whatsapp.WebhookOverride{CallbackURI: "https://hooks.shop.test/number", VerifyToken: "sesame"}
				return nothing(client.PhoneNumbers.SetWebhookOverride(ctx, id, override, opts...))
			}),
		row("DeleteWebhookOverride", whatsapp.RepeatSafe, "delete_webhook_override_success",
			func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
				return nothing(client.PhoneNumbers.DeleteWebhookOverride(ctx, id, opts...))
			}),
	}
}

func phoneNumberLists() []method {
	return listRow[whatsapp.PhoneNumber, whatsapp.ListPhoneNumbersOptions]{
		list:      (*whatsapp.PhoneNumberService).List,
		all:       (*whatsapp.PhoneNumberService).All,
		operation: "GET /{waba-id}/phone_numbers",
		ids:       []string{wabaID},
		options: whatsapp.ListPhoneNumbersOptions{
			ListOptions: secondPage,
			Sort:        whatsapp.PhoneNumberSortCreationTimeDescending,
			Filters: []whatsapp.PhoneNumberFilter{
				{Field: "account_mode", Operator: "EQUAL", Value: "LIVE"},
				{Field: "status", Operator: "IN", Value: []string{"LINKED", "PENDING"}},
			},
		},
		fields: []string{"display_phone_number", "verified_name"},
		page: &whatsapp.Page[whatsapp.PhoneNumber]{Paging: lastPage, Data: []whatsapp.PhoneNumber{
			{ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line", Status: whatsapp.PhoneNumberStatusLinked},
			{
				ID: "106540352242933", DisplayPhoneNumber: "+1 555-0101", VerifiedName: "Order updates",
				Status: whatsapp.PhoneNumberStatusPending, CodeVerificationStatus: whatsapp.CodeVerificationStatusNotVerified,
				QualityRating: whatsapp.QualityRatingUnknown, PlatformType: whatsapp.PlatformTypeNotApplicable,
			},
		}},
	}.methods()
}

func TestPhoneNumberFieldsAreMembers(t *testing.T) {
	t.Parallel()
	requireMembers(t, whatsapp.PhoneNumber{}, whatsapp.FieldsOf[whatsapp.PhoneNumber](),
		"unified_cert_status", "username", "messaging_limit_tier", "whatsapp_business_manager_messaging_limit", "new_certificate", "thread_limit_per_day",
		"eligibility_for_api_business_global_search", "official_business_account")
}

func TestAddPhoneNumberLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		number string
		want   []string
	}{
		"6 digits":        {"+155501", []string{"phone_number has 6 digits, 7 to 15 with the country code are required"}},
		"7 digits":        {"+1555010", nil},
		"15 digits":       {"+123456789012345", nil},
		"16 digits":       {"+1234567890123456", []string{"phone_number has 16 digits, 7 to 15 with the country code are required"}},
		"without a plus":  {"15555550100", nil},
		"with separators": {"+1 (631) 555-01.00", nil},
		"0 and 9":         {"+9090909", nil},
		"nothing":         {"", []string{"phone_number has 0 digits, 7 to 15 with the country code are required"}},
		"a letter":        {"+1 555 555 01oo", []string{"phone_number may hold digits, spaces, hyphens and parentheses after a plus sign, not 'o'", "phone_number may hold digits, spaces, hyphens and parentheses after a plus sign, not 'o'"}},
		"a plus inside":   {"1+5555550100", []string{"phone_number may hold digits, spaces, hyphens and parentheses after a plus sign, not '+'"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := func(client *whatsapp.Client) error {
				_, err := client.PhoneNumbers.Add(t.Context(), businessID, test.number)
				return err
			}
			if test.want != nil {
				requireNotSent(t, call, test.want...)
				return
			}
			transport, log := replay(t, readFixture(t, "phone_numbers/add_success"))
			require.NoError(t, call(newClient(t, transport)))
			require.Equal(t, `{"phone_number":"`+test.number+`"}`, string(log.sent()[0].body))
		})
	}
}

func TestFiltersThatDoNotEncode(t *testing.T) {
	t.Parallel()
	options := &whatsapp.ListPhoneNumbersOptions{Filters: []whatsapp.PhoneNumberFilter{{Field: "status", Operator: "EQUAL", Value: func() {}}}}
	transport, log := replay(t)
	client := newClient(t, transport)
	page, err := client.PhoneNumbers.List(t.Context(), wabaID, options)
	require.Nil(t, page)
	require.ErrorContains(t, err, "whatsapp: encode the filters: ")
	_, err = drain(client.PhoneNumbers.All(t.Context(), wabaID, options))
	require.ErrorContains(t, err, "whatsapp: encode the filters: ")
	require.Empty(t, log.sent())
}
