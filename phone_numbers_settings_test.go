package whatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func phoneNumberSettings() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetSettings(ctx, id, opts...))
	}
	getSecrets := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetSettingsWithSIPCredentials(ctx, id, opts...))
	}
	const path = "/{phone-number-id}/settings"
	return []method{
		{
			name: "PhoneNumbers.GetSettings", operation: "GET " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/get_settings_success", get, fullSettings()),
				one("phone_numbers/get_settings_other_names", get, settingsOfReference()),
			},
		},
		{
			name: "PhoneNumbers.GetSettingsWithSIPCredentials", operation: "GET " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/get_settings_with_sip_credentials_success", getSecrets, settingsWithPassword("ENABLED", "DEFAULT", whatsapp.SIPServer{SIPUserPassword: sipPassword})),
				one("phone_numbers/get_settings_with_sip_credentials_other_name", getSecrets, settingsWithPassword("enabled", "visible", whatsapp.SIPServer{AppID: appID, Password: sipPassword})),
			},
		},
		phoneNumberSettingsUpdate(path),
	}
}

func phoneNumberSettingsUpdate(path string) method {
	update := func(request whatsapp.UpdatePhoneNumberSettingsRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.PhoneNumbers.UpdateSettings(ctx, id, request, append(first, opts...)...))
		}
	}
	storage := func(request whatsapp.StorageConfigurationRequest) callMethod {
		return update(whatsapp.UpdatePhoneNumberSettingsRequest{StorageConfiguration: &request})
	}
	identity := func(request whatsapp.UserIdentityChange) callMethod {
		return update(whatsapp.UpdatePhoneNumberSettingsRequest{UserIdentityChange: &request})
	}
	return method{
		name: "PhoneNumbers.UpdateSettings", operation: "POST " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
		cases: []exchange{
			one("phone_numbers/update_settings_calling", update(whatsapp.UpdatePhoneNumberSettingsRequest{Calling: fullCalling()}), nil),
			one("phone_numbers/update_settings_storage", storage(whatsapp.StorageConfigurationRequest{
				Status: whatsapp.StorageStatusNoneEnabled, RetentionMinutes: new(60),
			}), nil),
			one("phone_numbers/update_settings_storage_reference", storage(whatsapp.StorageConfigurationRequest{
				Enabled: new(true), Region: new("us"),
			}), nil),
			one("phone_numbers/update_settings_encryption", update(whatsapp.UpdatePhoneNumberSettingsRequest{
				PayloadEncryption: &whatsapp.PayloadEncryptionRequest{Status: whatsapp.FeatureStatusEnabled, ClientKey: new("TUlJQklqQU5C")},
			}), nil),
			one("phone_numbers/update_settings_identity", identity(whatsapp.UserIdentityChange{EnableIdentityKeyCheck: new(false)}), nil),
			one("phone_numbers/update_settings_identity_reference", identity(whatsapp.UserIdentityChange{Enabled: new(true)}), nil),
			one("phone_numbers/update_settings_beyond_limits", update(whatsapp.UpdatePhoneNumberSettingsRequest{}, whatsapp.WithoutValidation()), nil),
		},
	}
}

func sampleHours() *whatsapp.CallHours {
	return &whatsapp.CallHours{
		Status: whatsapp.FeatureStatusEnabled, TimezoneID: "America/Manaus",
		WeeklyOperatingHours: []whatsapp.OperatingHours{
			{DayOfWeek: whatsapp.DayOfWeekMonday, OpenTime: "0900", CloseTime: "1200"},
			{DayOfWeek: whatsapp.DayOfWeekMonday, OpenTime: "1300", CloseTime: "1730"},
		},
		HolidaySchedule: []whatsapp.HolidayHours{{Date: "2027-01-01", StartTime: "0000", EndTime: "2359"}},
	}
}

func sampleVoicemail() *whatsapp.Voicemail {
	return &whatsapp.Voicemail{
		Status:   whatsapp.FeatureStatusEnabled,
		Triggers: []whatsapp.VoicemailTrigger{whatsapp.VoicemailTriggerReject, whatsapp.VoicemailTriggerTimeout},
		Audio:    &whatsapp.VoicemailAudio{Default: whatsapp.VoicemailAnnouncement{AnnouncementMediaID: "938884519013664", TimeoutSeconds: new(20)}},
	}
}

func fullCalling() *whatsapp.CallingSettingsRequest {
	return &whatsapp.CallingSettingsRequest{
		Status: new(whatsapp.FeatureStatusEnabled), CallIconVisibility: new(whatsapp.CallIconVisibilityDisableAll),
		CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{}}, CallHours: sampleHours(),
		CallbackPermissionStatus: new(whatsapp.FeatureStatusEnabled),
		SIP: &whatsapp.SIPSettingsRequest{
			Status: whatsapp.FeatureStatusEnabled,
			Servers: []whatsapp.SIPServerRequest{{
				Hostname: "sip.shop.test", Port: new(5061), RequestURIUserParams: map[string]string{"tenant": "shop"},
			}},
		},
		SRTPKeyExchangeProtocol: new(whatsapp.SRTPKeyExchangeProtocolSDES),
		Audio:                   &whatsapp.CallAudioRequest{AdditionalCodecs: []whatsapp.AudioCodec{whatsapp.AudioCodecPCMA}},
		Video:                   &whatsapp.CallVideo{Status: whatsapp.FeatureStatusEnabled},
		Voicemail:               sampleVoicemail(),
	}
}

func fullSettings() *whatsapp.PhoneNumberSettings {
	hours := sampleHours()
	hours.DayOfWeekStart = whatsapp.DayOfWeekMonday
	return &whatsapp.PhoneNumberSettings{
		Calling: &whatsapp.CallingSettings{
			Status: whatsapp.FeatureStatusEnabled, CallIconVisibility: whatsapp.CallIconVisibilityDefault,
			CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{"US", "BR"}}, CallHours: hours,
			CallbackPermissionStatus: whatsapp.FeatureStatusDisabled,
			SIP: &whatsapp.SIPSettings{
				Status: whatsapp.FeatureStatusEnabled,
				Servers: []whatsapp.SIPServer{{
					AppID: appID, Hostname: "sip.shop.test", Port: 5061, RequestURIUserParams: map[string]string{"tenant": "shop"},
				}},
			},
			SRTPKeyExchangeProtocol: whatsapp.SRTPKeyExchangeProtocolDTLS,
			Audio:                   &whatsapp.CallAudio{AdditionalCodecs: []whatsapp.AudioCodec{whatsapp.AudioCodecPCMA, whatsapp.AudioCodecPCMU}},
			Video:                   &whatsapp.CallVideo{Status: whatsapp.FeatureStatusDisabled}, Voicemail: sampleVoicemail(),
			IPAddresses: &whatsapp.CallIPAddresses{Default: []string{"157.240.0.1"}},
			Restrictions: &whatsapp.CallingRestrictions{Restrictions: []whatsapp.CallingRestriction{{
				Type: whatsapp.CallingRestrictionTypeUserInitiated, Reason: "High negative feedback", Expiration: moment(`1772442000`),
			}}},
		},
		StorageConfiguration: &whatsapp.StorageConfiguration{
			Status: whatsapp.StorageStatusInCountryEnabled, DataLocalizationRegion: whatsapp.DataLocalizationRegionBR,
		},
		PayloadEncryption: &whatsapp.PayloadEncryption{
			Status: whatsapp.FeatureStatusEnabled, ClientKeyFingerprint: "SHA256:3f786850", CloudKey: "TUlJQklq",
		},
		UserIdentityChange: &whatsapp.UserIdentityChange{EnableIdentityKeyCheck: new(true)},
	}
}

// settingsOfReference are settings as Meta's reference names them.
func settingsOfReference() *whatsapp.PhoneNumberSettings {
	return &whatsapp.PhoneNumberSettings{
		Calling: &whatsapp.CallingSettings{
			Status: "enabled", CallIconVisibility: whatsapp.CallIconVisibilityVisible, CallbackPermissionStatus: "enabled",
			CallHours:               &whatsapp.CallHours{Status: "disabled", Timezone: "UTC"},
			SIP:                     &whatsapp.SIPSettings{Status: "enabled", Servers: []whatsapp.SIPServer{{AppID: appID, Hostname: "sip.shop.test"}}},
			SRTPKeyExchangeProtocol: whatsapp.SRTPKeyExchangeProtocolDTLSSRTP,
			Restrictions: &whatsapp.CallingRestrictions{List: []whatsapp.CallingRestriction{{
				Type: whatsapp.CallingRestrictionTypeBusinessInitiated, Expiration: moment(`"1772442000"`),
			}}},
		},
		StorageConfiguration: &whatsapp.StorageConfiguration{Status: "default"},
		UserIdentityChange:   &whatsapp.UserIdentityChange{Enabled: new(true)},
	}
}

const sipPassword = "correct-horse"

func settingsWithPassword(status whatsapp.FeatureStatus, icon whatsapp.CallIconVisibility, server whatsapp.SIPServer) *whatsapp.PhoneNumberSettings {
	server.Hostname = "sip.shop.test"
	return &whatsapp.PhoneNumberSettings{Calling: &whatsapp.CallingSettings{
		Status: status, CallIconVisibility: icon, CallbackPermissionStatus: status,
		SIP: &whatsapp.SIPSettings{Status: status, Servers: []whatsapp.SIPServer{server}},
	}}
}

// A list that is nil changes nothing, and an empty one clears.
func TestListsOfCallingSettings(t *testing.T) {
	t.Parallel()
	for wanted, request := range map[string]whatsapp.CallingSettingsRequest{
		`{"call_icons":{},"audio":{}}`: {CallIcons: &whatsapp.CallIcons{}, Audio: &whatsapp.CallAudioRequest{}},
		`{"call_icons":{"restrict_to_user_countries":[]},"audio":{"additional_codecs":[]}}`: {
			CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{}},
			Audio:     &whatsapp.CallAudioRequest{AdditionalCodecs: []whatsapp.AudioCodec{}},
		},
	} {
		encoded, err := json.Marshal(request)
		require.NoError(t, err)
		require.JSONEq(t, wanted, string(encoded))
	}
}

func TestIdentityCheckUnderEitherName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		setting whatsapp.UserIdentityChange
		want    bool
	}{
		"neither": {whatsapp.UserIdentityChange{}, false},
		"off":     {whatsapp.UserIdentityChange{EnableIdentityKeyCheck: new(false), Enabled: new(false)}, false},
		"guide":   {whatsapp.UserIdentityChange{EnableIdentityKeyCheck: new(true)}, true},
		"other":   {whatsapp.UserIdentityChange{Enabled: new(true)}, true},
	} {
		require.Equal(t, test.want, test.setting.IsEnabled(), name)
	}
}

func TestFeatureStatusInEitherSpelling(t *testing.T) {
	t.Parallel()
	require.True(t, whatsapp.FeatureStatusEnabled.IsEnabled())
	require.True(t, whatsapp.FeatureStatus("enabled").IsEnabled())
	require.False(t, whatsapp.FeatureStatusDisabled.IsEnabled())
	require.False(t, whatsapp.FeatureStatus("").IsEnabled())
}

func TestSIPPasswordsArePrintedRedacted(t *testing.T) {
	t.Parallel()
	settings := settingsWithPassword("ENABLED", "DEFAULT", whatsapp.SIPServer{SIPUserPassword: sipPassword, Password: sipPassword})
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(format, *settings.Calling.SIP), sipPassword, format)
	}
	for _, member := range []string{"sip_user_password", "password"} {
		body := `{"error":{"message":"No server","code":100,"error_data":{"` + member + `":"` + sipPassword + `"}}}`
		_, err := newClient(t, script(answer(400, body))).PhoneNumbers.GetSettingsWithSIPCredentials(t.Context(), phoneNumberID)
		failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
		require.True(t, isRefusal)
		require.Contains(t, string(failure.Body), `"[REDACTED]"`)
		require.NotContains(t, fmt.Sprintf("%+v %#v %s", err, err, failure.Body), sipPassword)
	}
}

func TestCallingLimits(t *testing.T) {
	t.Parallel()
	hours := func(change func(*whatsapp.CallHours)) *whatsapp.CallingSettingsRequest {
		h := sampleHours()
		change(h)
		return &whatsapp.CallingSettingsRequest{CallHours: h}
	}
	tests := map[string]struct {
		request *whatsapp.CallingSettingsRequest
		want    []string
	}{
		"everything": {fullCalling(), nil},
		"nothing":    {&whatsapp.CallingSettingsRequest{}, []string{"calling.status or another field must be set; the request changes nothing"}},
		"countries": {
			&whatsapp.CallingSettingsRequest{CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{"US", "usa"}}},
			[]string{`calling.call_icons.restrict_to_user_countries[1] must be a country such as US, not "usa"`},
		},
		"hours without anything": {
			&whatsapp.CallingSettingsRequest{CallHours: &whatsapp.CallHours{}}, []string{"calling.call_hours.status is required"},
		},
		"hours that are off": {&whatsapp.CallingSettingsRequest{CallHours: &whatsapp.CallHours{Status: whatsapp.FeatureStatusDisabled}}, nil},
		"hours without days": {
			&whatsapp.CallingSettingsRequest{CallHours: &whatsapp.CallHours{Status: whatsapp.FeatureStatusEnabled}},
			[]string{"calling.call_hours.timezone_id is required", "calling.call_hours.weekly_operating_hours needs at least one entry"},
		},
		"a day without a name and with odd times": {
			hours(func(h *whatsapp.CallHours) {
				h.WeeklyOperatingHours = []whatsapp.OperatingHours{{OpenTime: "9:00", CloseTime: "2400"}}
			}),
			[]string{
				"calling.call_hours.weekly_operating_hours[0].day_of_week is required",
				`calling.call_hours.weekly_operating_hours[0].open_time must be a time such as 0930, not "9:00"`,
				`calling.call_hours.weekly_operating_hours[0].close_time must be a time such as 0930, not "2400"`,
			},
		},
		"hours that end before they begin": {
			hours(func(h *whatsapp.CallHours) { h.WeeklyOperatingHours[1].CloseTime = "1300" }),
			[]string{"calling.call_hours.weekly_operating_hours[1].open_time must be before close_time"},
		},
		"hours that touch": {hours(func(h *whatsapp.CallHours) { h.WeeklyOperatingHours[1].OpenTime = "1200" }), nil},
		"hours that overlap": {
			hours(func(h *whatsapp.CallHours) { h.WeeklyOperatingHours[1].OpenTime = "1159" }),
			[]string{"calling.call_hours.weekly_operating_hours[1] overlaps with weekly_operating_hours[0]"},
		},
		"three times on Monday": {
			hours(func(h *whatsapp.CallHours) {
				h.WeeklyOperatingHours = append(h.WeeklyOperatingHours, whatsapp.OperatingHours{DayOfWeek: "MONDAY", OpenTime: "1800", CloseTime: "1900"})
			}),
			[]string{"calling.call_hours.weekly_operating_hours[2] is one too many for MONDAY, at most 2 are allowed"},
		},
		"the same hours on another day": {
			hours(func(h *whatsapp.CallHours) {
				h.WeeklyOperatingHours = append(h.WeeklyOperatingHours, whatsapp.OperatingHours{DayOfWeek: "TUESDAY", OpenTime: "0900", CloseTime: "1900"})
			}), nil,
		},
		"a holiday that is not a date": {
			hours(func(h *whatsapp.CallHours) { h.HolidaySchedule[0].Date = "2027-02-30" }),
			[]string{`calling.call_hours.holiday_schedule[0].date must be a date such as 2026-01-01, not "2027-02-30"`},
		},
		"a holiday that ends before it begins": {
			hours(func(h *whatsapp.CallHours) { h.HolidaySchedule[0].EndTime = "0000" }),
			[]string{"calling.call_hours.holiday_schedule[0].start_time must be before end_time"},
		},
		"20 holidays":      {hours(holidays(20)), nil},
		"21 holidays":      {hours(holidays(21)), []string{"calling.call_hours.holiday_schedule has 21 entries, at most 20 are allowed"}},
		"SIP without much": {&whatsapp.CallingSettingsRequest{SIP: &whatsapp.SIPSettingsRequest{Servers: []whatsapp.SIPServerRequest{{Port: new(0)}}}}, []string{"calling.sip.status is required", "calling.sip.servers[0].hostname is required", "calling.sip.servers[0].port must be between 1 and 65535, not 0"}},
		"the ports":        {withPorts(1, 65535), nil},
		"a port too high":  {withPorts(65536), []string{"calling.sip.servers[0].port must be between 1 and 65535, not 65536"}},
		"a video":          {&whatsapp.CallingSettingsRequest{Video: &whatsapp.CallVideo{}}, []string{"calling.video.status is required"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireProblems(t, whatsapp.UpdatePhoneNumberSettingsRequest{Calling: test.request}.Validate(), test.want)
		})
	}
}

func holidays(count int) func(*whatsapp.CallHours) {
	return func(h *whatsapp.CallHours) {
		h.HolidaySchedule = nil
		for day := range count {
			h.HolidaySchedule = append(h.HolidaySchedule, whatsapp.HolidayHours{
				Date: fmt.Sprintf("2027-01-%02d", day+1), StartTime: "0000", EndTime: "2359",
			})
		}
	}
}

func withPorts(ports ...int) *whatsapp.CallingSettingsRequest {
	sip := &whatsapp.SIPSettingsRequest{Status: whatsapp.FeatureStatusEnabled}
	for _, port := range ports {
		sip.Servers = append(sip.Servers, whatsapp.SIPServerRequest{Hostname: "sip.shop.test", Port: &port})
	}
	return &whatsapp.CallingSettingsRequest{SIP: sip}
}

// requireProblems checks the violations of a request, in order.
func requireProblems(t *testing.T, err error, want []string) {
	t.Helper()
	if want == nil {
		require.NoError(t, err)
		return
	}
	require.EqualError(t, err, "whatsapp: invalid request: "+strings.Join(want, "; "))
}

func TestVoicemailLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*whatsapp.Voicemail)
		want   []string
	}{
		"nothing":             {func(m *whatsapp.Voicemail) { *m = whatsapp.Voicemail{} }, []string{"calling.voicemail.status is required"}},
		"off":                 {func(m *whatsapp.Voicemail) { *m = whatsapp.Voicemail{Status: "disabled"} }, nil},
		"without more":        {func(m *whatsapp.Voicemail) { m.Triggers, m.Audio = nil, nil }, []string{"calling.voicemail.triggers needs at least one entry", "calling.voicemail.audio is required"}},
		"an odd announcement": {func(m *whatsapp.Voicemail) { m.Audio.Default.AnnouncementMediaID = "a" }, []string{`calling.voicemail.audio.default.announcement_media_id must contain only digits, not "a"`}},
		"no time":             {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds = nil }, []string{"calling.voicemail.audio.default.timeout_seconds is required for the trigger TIMEOUT"}},
		"no time and no need": {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds, m.Triggers = nil, m.Triggers[:1] }, nil},
		"0 seconds":           {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds = new(0) }, nil},
		"30 seconds":          {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds = new(30) }, nil},
		"31 seconds":          {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds = new(31) }, []string{"calling.voicemail.audio.default.timeout_seconds must be between 0 and 30, not 31"}},
		"-1 second":           {func(m *whatsapp.Voicemail) { m.Audio.Default.TimeoutSeconds = new(-1) }, []string{"calling.voicemail.audio.default.timeout_seconds must be between 0 and 30, not -1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			voicemail := sampleVoicemail()
			test.change(voicemail)
			request := whatsapp.UpdatePhoneNumberSettingsRequest{Calling: &whatsapp.CallingSettingsRequest{Voicemail: voicemail}}
			requireProblems(t, request.Validate(), test.want)
		})
	}
}

func TestSettingsLimits(t *testing.T) {
	t.Parallel()
	const eitherName = "user_identity_change.enable_identity_key_check or enabled must be set, and not both"
	storage := func(request whatsapp.StorageConfigurationRequest) whatsapp.UpdatePhoneNumberSettingsRequest {
		return whatsapp.UpdatePhoneNumberSettingsRequest{StorageConfiguration: &request}
	}
	encryption := func(request whatsapp.PayloadEncryptionRequest) whatsapp.UpdatePhoneNumberSettingsRequest {
		return whatsapp.UpdatePhoneNumberSettingsRequest{PayloadEncryption: &request}
	}
	identity := func(request whatsapp.UserIdentityChange) whatsapp.UpdatePhoneNumberSettingsRequest {
		return whatsapp.UpdatePhoneNumberSettingsRequest{UserIdentityChange: &request}
	}
	both := encryption(whatsapp.PayloadEncryptionRequest{Status: whatsapp.FeatureStatusDisabled})
	both.UserIdentityChange = &whatsapp.UserIdentityChange{Enabled: new(true)}
	tests := map[string]struct {
		request whatsapp.UpdatePhoneNumberSettingsRequest
		want    []string
	}{
		"none":               {whatsapp.UpdatePhoneNumberSettingsRequest{}, []string{"calling or one other setting must be set, not 0 of them"}},
		"two":                {both, []string{"calling or one other setting must be set, not 2 of them"}},
		"default storage":    {storage(whatsapp.StorageConfigurationRequest{Status: whatsapp.StorageStatusDefault}), nil},
		"no storage at all":  {storage(whatsapp.StorageConfigurationRequest{}), []string{"storage_configuration.status or enabled must be set, and not both"}},
		"storage twice":      {storage(whatsapp.StorageConfigurationRequest{Status: "DEFAULT", Enabled: new(true)}), []string{"storage_configuration.status or enabled must be set, and not both"}},
		"storage nowhere":    {storage(whatsapp.StorageConfigurationRequest{Status: "in_country_storage_enabled"}), []string{"storage_configuration.data_localization_region is required"}},
		"storage, how long":  {storage(whatsapp.StorageConfigurationRequest{Status: whatsapp.StorageStatusNoneEnabled}), []string{"storage_configuration.retention_minutes is required"}},
		"storage for a day":  {storage(whatsapp.StorageConfigurationRequest{Status: whatsapp.StorageStatusNoneEnabled, RetentionMinutes: new(1440)}), []string{"storage_configuration.retention_minutes must be 60, not 1440"}},
		"encryption":         {encryption(whatsapp.PayloadEncryptionRequest{}), []string{"payload_encryption.status is required"}},
		"encryption off":     {encryption(whatsapp.PayloadEncryptionRequest{Status: whatsapp.FeatureStatusDisabled}), nil},
		"encryption, no key": {encryption(whatsapp.PayloadEncryptionRequest{Status: "enabled", ClientKey: new("")}), []string{"payload_encryption.client_encryption_key is required to enable the encryption"}},
		"identity":           {identity(whatsapp.UserIdentityChange{}), []string{eitherName}},
		"identity twice":     {identity(whatsapp.UserIdentityChange{Enabled: new(true), EnableIdentityKeyCheck: new(true)}), []string{eitherName}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireProblems(t, test.request.Validate(), test.want)
		})
	}
}
