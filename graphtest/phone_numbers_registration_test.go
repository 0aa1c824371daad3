package graphtest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	newNumber  = `{"cc":"1","phone_number":"15550177","verified_name":"Repairs"}`
	register   = `{"messaging_product":"whatsapp","pin":"135790"}`
	smsInUS    = `{"code_method":"SMS","language":"en_US"}`
	helloThere = `{"messaging_product":"whatsapp","to":"+15550123","text":{"body":"hello"}}`
)

// act posts JSON and returns the answer.
func act(t *testing.T, srv *graphtest.Server, path, body string) answer {
	t.Helper()
	return call(t, srv, http.MethodPost, path, jsonBody(body))
}

func TestPhoneNumberFromCreatedToRegistered(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id, _ := act(t, srv, phoneNumbersPath, newNumber).object(t)["id"].(string)
	node := get(t, srv, "/"+id).object(t)
	require.Equal(t, []any{"PENDING", "UNVERIFIED", "NOT_APPLICABLE"}, []any{node["status"], node["code_verification_status"], node["platform_type"]})
	act(t, srv, phoneNumbersPath, newNumber).requireError(t, http.StatusConflict, 100)
	act(t, srv, "/"+id+"/register", register).requireError(t, http.StatusBadRequest, 133006)
	act(t, srv, "/"+id+"/messages", helloThere).requireError(t, http.StatusBadRequest, 133010)
	act(t, srv, "/"+id+"/deregister", `{}`).requireError(t, http.StatusBadRequest, 100)
	require.Empty(t, srv.VerificationCode(id))

	require.JSONEq(t, `{"success":true}`, act(t, srv, "/"+id+"/request_code", smsInUS).Body)
	code := srv.VerificationCode(id)
	require.Len(t, code, 6)
	wrong := "000000"
	require.NotEqual(t, wrong, code)
	act(t, srv, "/"+id+"/verify_code", `{"code":"`+wrong+`"}`).requireError(t, http.StatusUnprocessableEntity, 100)
	require.JSONEq(t, `{"success":true,"id":"`+id+`"}`, act(t, srv, "/"+id+"/verify_code", `{"code":"`+code+`"}`).Body)
	act(t, srv, "/"+id+"/verify_code", `{"code":"`+code+`"}`).requireError(t, http.StatusUnprocessableEntity, 100)
	act(t, srv, "/"+id+"/request_code", smsInUS).requireError(t, http.StatusBadRequest, 136024)

	require.JSONEq(t, `{"success":true}`, act(t, srv, "/"+id+"/register", register).Body)
	node = get(t, srv, "/"+id+"?fields=status,platform_type,is_pin_enabled").object(t)
	require.Equal(t, map[string]any{"id": id, "status": "CONNECTED", "platform_type": "CLOUD_API", "is_pin_enabled": true}, node)
	require.Equal(t, http.StatusOK, act(t, srv, "/"+id+"/messages", helloThere).Status)

	require.JSONEq(t, `{"success":true}`, act(t, srv, "/"+id+"/deregister", `{}`).Body)
	require.Equal(t, "DISCONNECTED", get(t, srv, "/"+id).object(t)["status"])
	act(t, srv, "/"+id+"/messages", helloThere).requireError(t, http.StatusBadRequest, 133010)
	act(t, srv, "/"+id+"/register", `{"messaging_product":"whatsapp","pin":"000000"}`).requireError(t, http.StatusBadRequest, 133005)
	require.Equal(t, http.StatusOK, act(t, srv, "/"+id+"/register", register).Status)
}

func TestVerificationCodesExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		id, _ := act(t, srv, phoneNumbersPath, newNumber).object(t)["id"].(string)
		act(t, srv, "/"+id+"/request_code", smsInUS)
		time.Sleep(10 * time.Minute)
		act(t, srv, "/"+id+"/verify_code", `{"code":"`+srv.VerificationCode(id)+`"}`).requireError(t, http.StatusUnprocessableEntity, 100)
		act(t, srv, "/"+id+"/request_code", smsInUS)
		time.Sleep(10*time.Minute - time.Nanosecond)
		require.Equal(t, http.StatusOK, act(t, srv, "/"+id+"/verify_code", `{"code":"`+srv.VerificationCode(id)+`"}`).Status)
	})
}

func TestRegistrationsAreLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		path, good := "/"+graphtest.PhoneNumberID, `{"messaging_product":"whatsapp","pin":"`+graphtest.PIN+`"}`
		require.Equal(t, http.StatusOK, act(t, srv, path+"/register", good).Status)
		time.Sleep(time.Hour)
		for range 4 {
			require.Equal(t, http.StatusOK, act(t, srv, path+"/deregister", `{}`).Status)
			require.Equal(t, http.StatusOK, act(t, srv, path+"/register", good).Status)
		}
		act(t, srv, path+"/register", register).requireError(t, http.StatusBadRequest, 133005) // counts too
		act(t, srv, path+"/register", good).requireError(t, http.StatusBadRequest, 133016)
		require.Equal(t, http.StatusOK, act(t, srv, "/"+graphtest.SecondPhoneNumberID+"/register", good).Status)
		time.Sleep(72*time.Hour - time.Nanosecond)
		act(t, srv, path+"/deregister", `{}`).requireError(t, http.StatusBadRequest, 133016)
		time.Sleep(time.Nanosecond)
		require.Equal(t, http.StatusOK, act(t, srv, path+"/deregister", `{}`).Status)
	})
}

func TestRegistrationsFallOutOfTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		path, good := "/"+graphtest.PhoneNumberID, `{"messaging_product":"whatsapp","pin":"`+graphtest.PIN+`"}`
		for range 20 { // one every eight hours are nine in 72
			require.Equal(t, http.StatusOK, act(t, srv, path+"/register", good).Status)
			time.Sleep(8 * time.Hour)
		}
	})
}

func TestPhoneNumberRequestsAreChecked(t *testing.T) {
	t.Parallel()
	path := "/" + graphtest.PhoneNumberID
	tests := map[string][2]string{
		"a number with a plus":      {phoneNumbersPath, `{"phone_number":"+15550177","verified_name":"Repairs"}`},
		"a name of one letter":      {phoneNumbersPath, `{"phone_number":"15550177","verified_name":"R"}`},
		"a dialling code with plus": {phoneNumbersPath, `{"cc":"+1","phone_number":"15550177","verified_name":"Repairs"}`},
		"no method":                 {path + "/request_code", `{"language":"en_US"}`},
		"another method":            {path + "/request_code", `{"code_method":"PIGEON","language":"en_US"}`},
		"a short language":          {path + "/request_code", `{"code_method":"SMS","language":"en"}`},
		"a code with a hyphen":      {path + "/verify_code", `{"code":"135-790"}`},
		"no product":                {path + "/register", `{"pin":"135790"}`},
		"a short PIN":               {path + "/register", `{"messaging_product":"whatsapp","pin":"1"}`},
		"another region":            {path + "/register", `{"messaging_product":"whatsapp","pin":"135790","data_localization_region":"XX"}`},
		"nothing":                   {path, `{}`},
		"a display name that short": {path, `{"new_display_name":"R"}`},
		"a visibility":              {path, `{"search_visibility":"SOMETIMES"}`},
		"a connection":              {path, `{"connection_status":"LOST"}`},
		"a PIN of letters":          {path, `{"pin":"secret"}`},
		"an override without a URI": {path, `{"webhook_configuration":{"verify_token":"sesame"}}`},
		"an override without token": {path, `{"webhook_configuration":{"override_callback_uri":"https://a.test"}}`},
		"an override without TLS":   {path, `{"webhook_configuration":{"override_callback_uri":"http://a.test","verify_token":"sesame"}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act(t, graphtest.New(), test[0], test[1]).requireError(t, http.StatusBadRequest, 100)
		})
	}
}

func TestPhoneNumberDetails(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.PhoneNumberID
	fields := func(names string) map[string]any {
		object := get(t, srv, path+"?fields="+names).object(t)
		delete(object, "id")
		return object
	}
	require.JSONEq(t, `{"success":true}`, act(t, srv, path, `{"search_visibility":"HIDDEN","connection_status":"FLAGGED","username":"shop"}`).Body)
	require.Equal(t, map[string]any{"search_visibility": "HIDDEN", "status": "FLAGGED", "username": "shop"}, fields("search_visibility,status,username"))

	act(t, srv, path, `{"webhook_configuration":{"override_callback_uri":"https://a.test","verify_token":"sesame"}}`)
	require.Equal(t, map[string]any{"phone_number": "https://a.test"}, fields("webhook_configuration")["webhook_configuration"])
	act(t, srv, path, `{"webhook_configuration":{"override_callback_uri":""}}`)
	require.Empty(t, fields("webhook_configuration")["webhook_configuration"])

	act(t, srv, path, `{"pin":"135790"}`)
	require.Equal(t, http.StatusOK, act(t, srv, path+"/register", register).Status)
	act(t, srv, path, `{"whatsapp_business_api_data":{"pin":""}}`)
	require.Equal(t, map[string]any{"is_pin_enabled": false}, fields("is_pin_enabled"))
	require.Equal(t, http.StatusOK, act(t, srv, path+"/register", `{"messaging_product":"whatsapp","pin":"000000"}`).Status)
}

func TestDisplayNamesAreReviewed(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	require.PanicsWithValue(t, "graphtest: no display name of "+graphtest.PhoneNumberID+" is under review", func() {
		srv.ReviewDisplayName(graphtest.PhoneNumberID, "APPROVED", "")
	})
	act(t, srv, "/"+graphtest.PhoneNumberID, `{"new_display_name":"Help line"}`)
	srv.ReviewDisplayName(graphtest.PhoneNumberID, "REJECTED", "NAME_TOO_GENERIC")
	require.NoError(t, hooks.Run(t.Context()))
	events := box.take()
	require.Len(t, events, 1)
	decision, isDecision := events[0].(*webhook.PhoneNumberNameEvent)
	require.True(t, isDecision, "%T", events[0])
	require.Equal(t, "Help line", decision.RequestedVerifiedName)
	require.Equal(t, map[string]any{"id": graphtest.PhoneNumberID, "new_display_name": "Help line", "new_name_status": "DECLINED"},
		get(t, srv, "/"+graphtest.PhoneNumberID+"?fields=new_display_name,new_name_status").object(t))

	act(t, srv, "/"+graphtest.PhoneNumberID, `{"new_display_name":"Repairs"}`)
	srv.ReviewDisplayName(graphtest.PhoneNumberID, "APPROVED", "")
	act(t, srv, "/"+graphtest.PhoneNumberID+"/register", `{"messaging_product":"whatsapp","pin":"`+graphtest.PIN+`"}`)
	require.Equal(t, map[string]any{"id": graphtest.PhoneNumberID, "verified_name": "Repairs", "new_name_status": "NONE", "name_status": "APPROVED"},
		get(t, srv, "/"+graphtest.PhoneNumberID+"?fields=verified_name,new_display_name,new_name_status,name_status").object(t))
}
