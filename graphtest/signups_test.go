package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	signupsPath = "/" + graphtest.ClientWABAID + "/signups"
	signupPath  = "/signups/" + graphtest.SignupID
	signupTerms = `{"tos":"https://www.facebook.com/legal/ads-manager-marketing-messages-terms","accepted":true}`
)

func signupBody(more string) payload {
	return jsonBody(`{"signup_message":"Teas","confirmation_message":"Hello","privacy_policy_url":"https://tea.test/p"` + more + `}`)
}

func TestSignupTerms(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	defaultBase := "/" + graphtest.ClientWABAID + "/default_messaging_customer_base"
	get(t, srv, defaultBase).requireError(t, http.StatusNotFound, 803)
	for body, code := range map[string]int{
		``: 2494168,
		`,"policy":{"tos":"https://example.com","accepted":true}`:       2494177,
		`,"policy":` + strings.ReplaceAll(signupTerms, "true", "false"): 2494168,
		`,"policy":"yes"`: 100,
	} {
		call(t, srv, "POST", signupsPath, signupBody(body)).requireError(t, http.StatusBadRequest, code)
	}
	require.Empty(t, get(t, srv, signupsPath).data(t))
	id, _ := call(t, srv, "POST", signupsPath, signupBody(`,"policy":`+signupTerms)).object(t)["id"].(string)
	require.Equal(t, "ACTIVE", get(t, srv, "/signups/"+id).object(t)["status"])
	require.NotEmpty(t, get(t, srv, defaultBase).object(t)["default_messaging_customer_base_id"])
	call(t, srv, "POST", signupsPath, signupBody(`,"policy":`+signupTerms)).requireError(t, http.StatusBadRequest, 2494176)
	require.Equal(t, http.StatusOK, call(t, srv, "POST", signupsPath, signupBody("")).Status)
	require.Len(t, get(t, srv, signupsPath).data(t), 2)

	srv.RefuseSignups(graphtest.WABAID)
	call(t, srv, "POST", "/"+graphtest.WABAID+"/signups", signupBody("")).requireError(t, http.StatusBadRequest, 2494165)
}

func TestSignupsThatGraphRefuses(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.WABAID + "/signups"
	for body, code := range map[string]int{
		`{}`: 100,
		`{"signup_message":"a","privacy_policy_url":"https://tea.test"}`:                                                    100,
		`{"signup_message":"a","confirmation_message":"a"}`:                                                                 100,
		`{"signup_message":"a","confirmation_message":"a","privacy_policy_url":"tea.test"}`:                                 100,
		`{"signup_message":"` + strings.Repeat("a", 301) + `","confirmation_message":"a","privacy_policy_url":"https://a"}`: 100,
		`{"signup_message":"a","confirmation_message":"{{name}}","privacy_policy_url":"https://a"}`:                         2494166,
		`{"signup_message":"a","confirmation_message":"{{promo_code}}","privacy_policy_url":"https://a"}`:                   2494167,
		`{"signup_message":"a","confirmation_message":"a","privacy_policy_url":"https://a","website_url":"http://a"}`:       2494179,
		`{"signup_message":"a","confirmation_message":"a","privacy_policy_url":"https://a","promo_code":"10%"}`:             100,
	} {
		call(t, srv, "POST", path, jsonBody(body)).requireError(t, http.StatusBadRequest, code)
	}
	for body, code := range map[string]int{
		`{"status":"PAUSED"}`: 100, `{"privacy_policy_url":"https://tea.test"}`: 100, `{"display_name":""}`: 100,
		`{"confirmation_message":"{{name}}"}`: 2494166, `{"website_url":"tea.test"}`: 2494179,
	} {
		call(t, srv, "POST", signupPath, jsonBody(body)).requireError(t, http.StatusBadRequest, code)
	}
	get(t, srv, "/signups/7").requireError(t, http.StatusBadRequest, 2494164)
	call(t, srv, "POST", "/signups/7", jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 2494164)
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	require.Equal(t, "You have signed up. Your code is WELCOME10.", srv.SignUp(graphtest.PhoneNumberID, graphtest.SignupID, "+1 555-0199"))
	require.NoError(t, hooks.Flush(t.Context()))
	event := box.take()[0].(*webhook.UserPreferenceEvent)
	require.Equal(t, graphtest.SignupID, event.Preference.SignupID)
	require.Equal(t, "15550199", event.Preference.WAID)
	require.Equal(t, "resume", event.Preference.Value)

	update := jsonBody(`{"status":"DISABLED","promo_code":"TEA10","confirmation_message":"{{promo_code}}!"}`)
	require.Equal(t, http.StatusOK, call(t, srv, "POST", signupPath, update).Status)
	require.Panics(t, func() { srv.SignUp(graphtest.PhoneNumberID, graphtest.SignupID, "+15550199") })
	call(t, srv, "POST", signupPath, jsonBody(`{"status":"ACTIVE"}`))
	require.Equal(t, "TEA10!", srv.SignUp(graphtest.PhoneNumberID, graphtest.SignupID, "+15550199"))
	another := srv.AddSignup(graphtest.ClientWABAID, graphtest.Signup{})
	require.Panics(t, func() { srv.SignUp(graphtest.PhoneNumberID, another, "+15550199") })
}

func TestCustomerBases(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	bases, standard := "/"+graphtest.BusinessID+"/messaging_customer_base", "/"+graphtest.WABAID+"/default_messaging_customer_base"
	call(t, srv, "POST", bases, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	id, _ := call(t, srv, "POST", bases, jsonBody(`{"messaging_customer_base_name":"Teas"}`)).object(t)["messaging_customer_base_id"].(string)
	require.Equal(t, []any{
		map[string]any{"id": graphtest.CustomerBaseID, "name": "Subscribers"}, map[string]any{"id": id, "name": "Teas"},
	}, get(t, srv, bases).object(t)["messaging_customer_bases"])

	require.Equal(t, graphtest.CustomerBaseID, get(t, srv, standard).object(t)["default_messaging_customer_base_id"])
	call(t, srv, "POST", standard, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", standard, jsonBody(`{"messaging_customer_base_id":"7"}`)).requireError(t, http.StatusNotFound, 803)
	require.Equal(t, id, call(t, srv, "POST", standard, jsonBody(`{"messaging_customer_base_id":"`+id+`"}`)).object(t)["default_messaging_customer_base_id"])
	require.Equal(t, id, get(t, srv, standard).object(t)["default_messaging_customer_base_id"])
}
