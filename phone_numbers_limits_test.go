package whatsapp_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestPhoneNumberRequestLimits(t *testing.T) {
	t.Parallel()
	calls := func(client *whatsapp.Client) *whatsapp.PhoneNumberService { return client.PhoneNumbers }
	create := func(request whatsapp.CreatePhoneNumberRequest) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			_, err := calls(client).Create(t.Context(), wabaID, request)
			return err
		}
	}
	register := func(request whatsapp.RegisterPhoneNumberRequest) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			return calls(client).Register(t.Context(), phoneNumberID, request)
		}
	}
	code := func(method whatsapp.CodeMethod, language string) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			return calls(client).RequestCode(t.Context(), phoneNumberID, method, language)
		}
	}
	verify := func(code string) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error { return calls(client).VerifyCode(t.Context(), phoneNumberID, code) }
	}
	pin := func(pin whatsapp.Secret) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			return calls(client).SetTwoStepPIN(t.Context(), phoneNumberID, pin)
		}
	}
	name := func(name string) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			return calls(client).RequestDisplayName(t.Context(), phoneNumberID, name)
		}
	}
	update := func(request whatsapp.UpdatePhoneNumberRequest) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error { return calls(client).Update(t.Context(), phoneNumberID, request) }
	}
	override := func(uri string, token whatsapp.VerifyToken) func(*whatsapp.Client) error {
		return func(client *whatsapp.Client) error {
			return calls(client).SetWebhookOverride(t.Context(), phoneNumberID, whatsapp.WebhookOverride{CallbackURI: uri, VerifyToken: token})
		}
	}
	longest := "https://a.test/" + strings.Repeat("a", 185)
	tests := map[string]struct {
		call func(*whatsapp.Client) error
		want []string
	}{
		"the shortest number": {create(whatsapp.CreatePhoneNumberRequest{PhoneNumber: "1555010", VerifiedName: "Me"}), nil},
		"a number that is wrong throughout": {
			create(whatsapp.CreatePhoneNumberRequest{CountryCode: new("+1"), PhoneNumber: "+15550100", VerifiedName: "M", PreverifiedID: new("")}),
			[]string{
				`cc must be 1 to 3 digits, not "+1"`,
				`phone_number must be 7 to 15 digits with the country code and without a plus sign, not "+15550100"`,
				"verified_name has 1 characters, at least 2 are required", "preverified_id is required",
			},
		},
		"a registration that is wrong throughout": {
			register(whatsapp.RegisterPhoneNumberRequest{PIN: "24681", RetentionMinutes: new(61), Backup: &whatsapp.RegistrationBackup{}}),
			[]string{"pin must be six digits", "meta_store_retention_minutes must be 60, not 61", "backup.data is required", "backup.password is required"},
		},
		"a PIN with a letter":    {pin("24681o"), []string{"pin must be six digits"}},
		"a PIN of seven digits":  {pin("2468101"), []string{"pin must be six digits"}},
		"a code by pigeon":       {code("PIGEON", "en_US"), nil},
		"a code in no language":  {code("", "en"), []string{"code_method is required", `language must be a locale such as en_US, not "en"`}},
		"a code with a hyphen":   {verify("135-790"), []string{"code must be six digits"}},
		"the longest name":       {name(strings.Repeat("ü", 75)), nil},
		"a name that is longer":  {name(strings.Repeat("ü", 76)), []string{"new_display_name has 76 characters, at most 75 are allowed"}},
		"an update of nothing":   {update(whatsapp.UpdatePhoneNumberRequest{}), []string{"search_visibility or another field must be set; the request changes nothing"}},
		"an update to no web":    {update(whatsapp.UpdatePhoneNumberRequest{WebhookURL: new("hooks")}), []string{"webhook_url must be an http or https URL"}},
		"an update to a bad PIN": {update(whatsapp.UpdatePhoneNumberRequest{APIData: &whatsapp.BusinessAPIData{PIN: new(whatsapp.Secret("1"))}}), []string{"whatsapp_business_api_data.pin must be six digits"}},
		"the longest override":   {override(longest, "sesame"), nil},
		"a longer override": {
			override(longest+"a", ""),
			[]string{"webhook_configuration.override_callback_uri has 201 characters, at most 200 are allowed", "webhook_configuration.verify_token is required"},
		},
		"an override to no web": {override("hooks", "sesame"), []string{"webhook_configuration.override_callback_uri must be an http or https URL"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.want != nil {
				requireNotSent(t, test.call, test.want...)
				return
			}
			transport, _ := answerAll(readFixture(t, "phone_numbers/verify_code_success").Response.respond)
			require.NoError(t, test.call(newClient(t, transport)))
		})
	}
}

// Requests that are printed do not show what opens the number.
func TestRegistrationsPrintRedacted(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	request := fullRegistration()
	slog.New(slog.NewTextHandler(&log, nil)).Info("registering", "pin", request.PIN)
	printed := fmt.Sprintf("%v %+v %#v %s", request, request, request, request.PIN) + fmt.Sprintf("%+v", *request.Backup) + log.String()
	for _, secret := range []string{samplePIN, "exported", "sesame"} {
		require.NotContains(t, printed, secret)
	}
	require.Contains(t, printed, "[REDACTED]")
	require.Empty(t, whatsapp.Secret("").String())
}
