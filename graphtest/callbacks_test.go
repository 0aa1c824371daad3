package graphtest_test

import (
	"context"
	"errors"
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
	require.Equal(t, graphtest.Callback{AppID: graphtest.AppID, URL: "https://n.test", Level: graphtest.CallbackLevelPhoneNumber, Ignored: true}, of("calls"))
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

// Meta verifies a callback when it is set, and an app, an account or a number
// keeps what it had if that fails.
func TestCallbackVerification(t *testing.T) {
	t.Parallel()
	var srv *graphtest.Server
	var asked []string
	srv = graphtest.New(graphtest.WithCallbackVerification(func(ctx context.Context, address, verifyToken string) error {
		require.NoError(t, ctx.Err())
		call(t, srv, "GET", "/"+graphtest.WABAID).object(t) // a callback can call the server
		asked = append(asked, address)
		if verifyToken == "sesame" {
			return nil
		}
		return errors.New("graphtest: the callback answered 403 instead of the challenge")
	}))
	paths := []string{"/" + graphtest.WABAID + "/subscribed_apps", "/" + graphtest.PhoneNumberID, "/" + graphtest.AppID + "/subscriptions"}
	set := func(path, address, token string) answer {
		body := `{"override_callback_uri":"` + address + `","callback_url":"` + address + `","verify_token":"` + token + `","fields":["messages"],"object":"whatsapp_business_account"}`
		if path == paths[1] {
			body = `{"webhook_configuration":` + body + `}`
		}
		return call(t, srv, "POST", path, jsonBody(body))
	}
	where := func() string { return srv.Callbacks("messages", graphtest.WABAID, graphtest.PhoneNumberID)[0].URL }
	for _, path := range paths {
		before := where()
		refused := set(path, "https://wrong.test/hook", "wrong")
		refused.requireError(t, http.StatusBadRequest, 2200)
		require.Contains(t, refused.Body, "Callback verification failed with the following errors: the callback answered 403 instead of the challenge")
		require.Equal(t, before, where())
		set(path, "http://remote.test/hook", "sesame").requireError(t, http.StatusBadRequest, 100)
	}
	for _, path := range paths {
		set(path, "https://right.test/hook", "sesame").object(t)
		require.Equal(t, "https://right.test/hook", where())
	}
	require.Len(t, asked, 6, "what is refused anyway is not asked")
	call(t, srv, "POST", paths[1], jsonBody(`{"webhook_configuration":{"override_callback_uri":""}}`)).object(t)
	require.Len(t, asked, 6)
}

// An app gets the fields of its subscription only.
func TestFieldsOfACallback(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	ignores := func(field string) bool { return srv.Callbacks(field, graphtest.WABAID, "")[0].Ignored }
	require.False(t, ignores("messages"))
	require.True(t, ignores("account_update"))
	require.False(t, ignores(""))
	call(t, srv, "POST", "/"+graphtest.WABAID+"/subscribed_apps", jsonBody(`{"override_callback_uri":"https://a.test","verify_token":"sesame"}`)).object(t)
	require.True(t, ignores("calls"), "an override changes where, not what")
	call(t, srv, "POST", "/"+graphtest.AppID+"/subscriptions", jsonBody(`{"object":"whatsapp_business_account","callback_url":"https://a.test","verify_token":"t","fields":["calls"]}`)).object(t)
	require.False(t, ignores("calls"))
	require.True(t, ignores("messages"))
	call(t, srv, "DELETE", "/"+graphtest.AppID+"/subscriptions", jsonBody(`{"object":"whatsapp_business_account","fields":["calls"]}`)).object(t)
	require.Empty(t, srv.Callbacks("security", graphtest.WABAID, "")[0].URL, "a subscription needs a field")
}
