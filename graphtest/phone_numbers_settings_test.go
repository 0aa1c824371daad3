package graphtest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	settingsPath = "/" + graphtest.PhoneNumberID + "/settings"
	callsOn      = `{"calling":{"status":"enabled","call_icon_visibility":"hidden","srtp_key_exchange_protocol":"SDES-SRTP",
		"sip":{"status":"enabled","servers":[{"hostname":"sip.shop.test","port":5061}]}}}`
)

func TestSettingsReadBack(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.JSONEq(t, `{"calling":{"status":"ENABLED","call_icon_visibility":"DEFAULT","callback_permission_status":"DISABLED",
		"ip_addresses":{"default":["157.240.19.130","157.240.19.131"]}},"storage_configuration":{"status":"DEFAULT"},
		"payload_encryption":{"status":"DISABLED"},"user_identity_change":{"enable_identity_key_check":false}}`, get(t, srv, settingsPath).Body)

	require.JSONEq(t, `{"success":true}`, act(t, srv, settingsPath, callsOn).Body)
	act(t, srv, settingsPath, `{"calling":{"callback_permission_status":"ENABLED"}}`)
	act(t, srv, settingsPath, `{"payload_encryption":{"status":"ENABLED","client_encryption_key":"a2V5"}}`)
	act(t, srv, settingsPath, `{"user_identity_change":{"enabled":true}}`)
	const wanted = `{"calling":{"status":"ENABLED","call_icon_visibility":"DISABLE_ALL","callback_permission_status":"ENABLED",
		"srtp_key_exchange_protocol":"SDES","ip_addresses":{"default":["157.240.19.130","157.240.19.131"]},
		"sip":{"status":"ENABLED","servers":[{"app_id":"` + graphtest.AppID + `","hostname":"sip.shop.test","port":5061}]}},
		"storage_configuration":{"status":"DEFAULT"},"user_identity_change":{"enable_identity_key_check":true},
		"payload_encryption":{"status":"ENABLED","cloud_encryption_key":"TUlJQklqQU5CZ2txaGtpRzl3MEJBUUVGQUFPQ0FROA==",
		"client_encryption_key_fingerprint":"SHA256:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"}}`
	require.JSONEq(t, wanted, get(t, srv, settingsPath).Body)

	secret := get(t, srv, settingsPath+"?include_sip_credentials=true")
	require.Contains(t, secret.Body, `"sip_user_password":"`+graphtest.SIPUserPassword+`"`)
	require.JSONEq(t, wanted, get(t, srv, settingsPath+"?include_sip_credentials=false").Body, "the password is nowhere else")
	get(t, srv, settingsPath+"?include_sip_credentials=perhaps").requireError(t, http.StatusBadRequest, 100)
}

func TestSettingsInTheFormOfTheDocument(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithDocumentedTypes())
	for range 2 { // reading changes nothing
		act(t, srv, settingsPath, callsOn)
		calling, _ := get(t, srv, settingsPath).object(t)["calling"].(map[string]any)
		require.Equal(t, []any{"enabled", "hidden", "disabled", "SDES-SRTP"}, []any{
			calling["status"], calling["call_icon_visibility"], calling["callback_permission_status"], calling["srtp_key_exchange_protocol"],
		})
	}
}

func TestStorageChangesBeforeRegistration(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.UnverifiedPhoneNumberID + "/settings"
	for body, want := range map[string]string{
		`{"status":"IN_COUNTRY_STORAGE_ENABLED","data_localization_region":"BR"}`: `{"status":"IN_COUNTRY_STORAGE_ENABLED","data_localization_region":"BR"}`,
		`{"enabled":true,"region":"us"}`:                                          `{"status":"IN_COUNTRY_STORAGE_ENABLED","data_localization_region":"us"}`,
		`{"enabled":false}`:                                                       `{"status":"DEFAULT"}`,
		`{"status":"in_country_storage_disabled"}`:                                `{"status":"DEFAULT"}`,
		`{"status":"NO_STORAGE_ENABLED","retention_minutes":60}`:                  `{"status":"NO_STORAGE_ENABLED","retention_minutes":60}`,
	} {
		require.Equal(t, http.StatusOK, act(t, srv, path, `{"storage_configuration":`+body+`}`).Status, body)
		storage, err := json.Marshal(get(t, srv, path).object(t)["storage_configuration"])
		require.NoError(t, err)
		require.JSONEq(t, want, string(storage), body)
	}
	for _, body := range []string{
		`{}`, `{"status":"SOMEWHERE"}`, `{"status":"IN_COUNTRY_STORAGE_ENABLED"}`, `{"enabled":true}`,
		`{"status":"NO_STORAGE_ENABLED"}`, `{"status":"NO_STORAGE_ENABLED","retention_minutes":1440}`,
	} {
		act(t, srv, path, `{"storage_configuration":`+body+`}`).requireError(t, http.StatusBadRequest, 100)
	}
	act(t, srv, settingsPath, `{"storage_configuration":{"status":"DEFAULT"}}`).requireError(t, http.StatusBadRequest, 100)
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	hours := func(more string) string {
		return `{"calling":{"call_hours":{"status":"ENABLED","timezone_id":"America/Manaus",` + more + `}}}`
	}
	const monday = `{"day_of_week":"MONDAY","open_time":"0900","close_time":"1200"}`
	for _, body := range []string{
		`{}`, `{"colour":{}}`, `{"calling":"on"}`, `{"calling":{"status":"on"}}`, `{"calling":{"colour":"red"}}`, `{"calling":{"sip":"on"}}`,
		`{"calling":{"call_icon_visibility":"SOME"}}`, `{"calling":{"callback_permission_status":"x"}}`, `{"calling":{"video":{}}}`,
		`{"calling":{"call_icons":{"restrict_to_user_countries":["usa"]}}}`, `{"calling":{"call_hours":{}}}`,
		`{"calling":{"call_hours":{"status":"ENABLED","timezone_id":"nowhere","weekly_operating_hours":[` + monday + `]}}}`,
		hours(`"weekly_operating_hours":[]`),
		hours(`"weekly_operating_hours":[{"day_of_week":"SOMEDAY","open_time":"0900","close_time":"1200"}]`),
		hours(`"weekly_operating_hours":[{"day_of_week":"MONDAY","open_time":"1200","close_time":"1200"}]`),
		hours(`"weekly_operating_hours":[` + monday + `,{"day_of_week":"MONDAY","open_time":"1159","close_time":"1300"}]`),
		hours(`"weekly_operating_hours":[` + monday + `,{"day_of_week":"MONDAY","open_time":"1300","close_time":"1400"},{"day_of_week":"MONDAY","open_time":"1500","close_time":"1600"}]`),
		hours(`"weekly_operating_hours":[` + monday + `],"holiday_schedule":[{"date":"2999-02-30","start_time":"0000","end_time":"2359"}]`),
		hours(`"weekly_operating_hours":[` + monday + `],"holiday_schedule":[{"date":"1999-01-01","start_time":"0000","end_time":"2359"}]`),
		hours(`"weekly_operating_hours":[` + monday + `],"holiday_schedule":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]`),
		`{"calling":{"sip":{}}}`, `{"calling":{"sip":{"status":"ENABLED","servers":[{}]}}}`,
		`{"calling":{"sip":{"status":"ENABLED","servers":[{"hostname":"a.test","port":70000}]}}}`,
		`{"calling":{"voicemail":{}}}`, `{"calling":{"voicemail":{"status":"ENABLED"}}}`,
		`{"calling":{"voicemail":{"status":"ENABLED","triggers":["REJECT"]}}}`,
		`{"calling":{"voicemail":{"status":"ENABLED","triggers":["REJECT"],"audio":{"default":{"announcement_media_id":1,"timeout_seconds":31}}}}}`,
		`{"payload_encryption":{}}`, `{"payload_encryption":{"status":"ENABLED"}}`,
		`{"payload_encryption":{"status":"ENABLED","client_encryption_key":"?"}}`, `{"user_identity_change":{}}`,
	} {
		act(t, graphtest.New(), settingsPath, body).requireError(t, http.StatusBadRequest, 100)
	}
	require.Equal(t, http.StatusOK, act(t, graphtest.New(), settingsPath, hours(`"weekly_operating_hours":[`+monday+`,
		{"day_of_week":"MONDAY","open_time":"1200","close_time":"1300"}],
		"holiday_schedule":[{"date":"2999-01-01","start_time":"0000","end_time":"2359"}]`)).Status)
	require.Equal(t, http.StatusOK, act(t, graphtest.New(), settingsPath,
		`{"calling":{"voicemail":{"status":"DISABLED"},"audio":{"additional_codecs":["PCMA"]},"video":{"status":"ENABLED"}}}`).Status)
}

func TestCallsNeedAMessagingLimit(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{
		Fields: map[string]any{"whatsapp_business_manager_messaging_limit": "TIER_1K"},
	})
	act(t, srv, "/"+id+"/settings", callsOn).requireError(t, http.StatusBadRequest, 138015)
	require.Equal(t, http.StatusOK, act(t, srv, "/"+id+"/settings", `{"calling":{"status":"DISABLED"}}`).Status)
}

func TestNewSettingsForCallsAreAnnounced(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	act(t, srv, settingsPath, callsOn)
	act(t, srv, settingsPath, callsOn)                                            // nothing changes
	act(t, srv, settingsPath, `{"user_identity_change":{"enabled":true}}`)        // not announced
	act(t, srv, settingsPath, `{"calling":{"call_hours":{"status":"DISABLED"}}}`) // neither
	act(t, srv, settingsPath, `{"calling":{"sip":{"status":"off"}}}`)             // refused
	act(t, srv, settingsPath, `{"calling":{"sip":{"status":"disabled"}}}`)        // announced
	require.NoError(t, hooks.Run(t.Context()))
	events := box.take()
	require.Len(t, events, 2)
	first, isSettings := events[0].(*webhook.AccountSettingsEvent)
	require.True(t, isSettings, "%T", events[0])
	require.Equal(t, graphtest.PhoneNumberID, first.PhoneNumberSettings.PhoneNumberID)
	require.Contains(t, string(first.PhoneNumberSettings.Calling), `"status":"ENABLED"`)
	require.NotContains(t, string(first.PhoneNumberSettings.Calling), graphtest.SIPUserPassword)
	require.NotContains(t, string(first.PhoneNumberSettings.Calling), "ip_addresses")
}

func TestRegistrationAndPINAreAnnounced(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	path := "/" + graphtest.UnverifiedPhoneNumberID
	act(t, srv, path+"/register", register) // refused: not verified
	act(t, srv, path+"/verify_code", `{"code":"`+graphtest.UnverifiedPhoneNumberCode+`"}`)
	act(t, srv, path+"/register", `{"messaging_product":"whatsapp","pin":"`+graphtest.PIN+`"}`)
	act(t, srv, path+"/register", `{"messaging_product":"whatsapp","pin":"`+graphtest.PIN+`"}`) // again
	act(t, srv, path, `{"pin":"135790"}`)
	require.NoError(t, hooks.Run(t.Context()))
	events := box.take()
	require.Len(t, events, 2)
	onboarding, isQuality := events[0].(*webhook.PhoneNumberQualityEvent)
	require.True(t, isQuality, "%T", events[0])
	require.Equal(t, []string{"15550103", "ONBOARDING", "TIER_2K"}, []string{onboarding.DisplayPhoneNumber, onboarding.Event, onboarding.CurrentLimit})
	changed, isSecurity := events[1].(*webhook.SecurityEvent)
	require.True(t, isSecurity, "%T", events[1])
	require.Equal(t, "PIN_CHANGED", changed.Event)
}
