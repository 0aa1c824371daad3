package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestCallbacks(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	of := func(field string) graphtest.Callback {
		all := srv.Callbacks(field, graphtest.WABAID, graphtest.PhoneNumberID)
		require.Len(t, all, 1)
		require.Equal(t, graphtest.AppID, all[0].AppID)
		return all[0]
	}
	const app = "https://hooks.shop.test/whatsapp"
	require.Equal(t, graphtest.Callback{AppID: graphtest.AppID, URL: app, Level: graphtest.CallbackLevelApp}, of("messages"))
	call(t, srv, "POST", "/"+graphtest.WABAID+"/subscribed_apps", jsonBody(`{"override_callback_uri":"https://a.test","verify_token":"sesame"}`)).object(t)
	require.Equal(t, graphtest.Callback{AppID: graphtest.AppID, URL: "https://a.test", Level: graphtest.CallbackLevelWABA}, of("messages"))
	require.Equal(t, app, of("account_update").URL, "what is about an account goes to the app")
	call(t, srv, "POST", "/"+graphtest.PhoneNumberID, jsonBody(`{"webhook_configuration":{"override_callback_uri":"https://n.test","verify_token":"sesame"}}`)).object(t)
	require.Equal(t, graphtest.Callback{AppID: graphtest.AppID, URL: "https://n.test", Level: graphtest.CallbackLevelPhoneNumber}, of("calls"))
	require.Equal(t, "https://a.test", srv.Callbacks("messages", graphtest.WABAID, graphtest.SecondPhoneNumberID)[0].URL)
	require.Equal(t, app, of("message_template_status_update").URL)

	srv.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.PartnerAppID})
	all := srv.Callbacks("security", graphtest.WABAID, "")
	require.Len(t, all, 2)
	require.Empty(t, all[1].URL, "an app without a callback")
	call(t, srv, "DELETE", "/"+graphtest.AppID+"/subscriptions", jsonBody(`{}`)).object(t)
	require.Empty(t, srv.Callbacks("security", graphtest.WABAID, "")[0].URL)
	require.Empty(t, srv.Callbacks("messages", "none", ""))
}

func TestLoopbackCallbacks(t *testing.T) {
	t.Parallel()
	account, number := "/"+graphtest.WABAID+"/subscribed_apps", "/"+graphtest.PhoneNumberID
	override := func(address string) string {
		return `{"override_callback_uri":"` + address + `","verify_token":"sesame"}`
	}
	configuration := func(address string) string { return `{"webhook_configuration":` + override(address) + `}` }
	strict, loose := graphtest.New(), graphtest.New(graphtest.WithLoopbackCallbacks())
	for _, address := range []string{"http://127.0.0.1:9000/hook", "http://localhost/hook", "http://[::1]:9000/hook"} {
		call(t, strict, "POST", account, jsonBody(override(address))).requireError(t, http.StatusBadRequest, 100)
		call(t, strict, "POST", number, jsonBody(configuration(address))).requireError(t, http.StatusBadRequest, 100)
		call(t, loose, "POST", account, jsonBody(override(address))).object(t)
		call(t, loose, "POST", number, jsonBody(configuration(address))).object(t)
	}
	for _, address := range []string{"http://a.test/hook", "ftp://127.0.0.1/hook", "127.0.0.1", "http://%"} {
		call(t, loose, "POST", account, jsonBody(override(address))).requireError(t, http.StatusBadRequest, 100)
		call(t, loose, "POST", number, jsonBody(configuration(address))).requireError(t, http.StatusBadRequest, 100)
	}
}
