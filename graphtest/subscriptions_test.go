package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	subscribedPath    = "/" + graphtest.SecondWABAID + "/subscribed_apps"
	subscriptionsPath = "/" + graphtest.PartnerAppID + "/subscriptions"
)

func TestSubscribedApps(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Empty(t, get(t, srv, subscribedPath).data(t))
	call(t, srv, "POST", subscribedPath).object(t)
	app := map[string]any{"id": graphtest.AppID, "name": "Messaging console", "link": "https://www.facebook.com/games/?app_id=" + graphtest.AppID}
	require.Equal(t, []map[string]any{{"whatsapp_business_api_data": app}}, get(t, srv, subscribedPath).data(t))

	override := "https://hooks.shop.test/second"
	answer := call(t, srv, "POST", subscribedPath, form("override_callback_uri", override, "verify_token", "chosen")).object(t)
	entry := map[string]any{"whatsapp_business_api_data": app, "override_callback_uri": override}
	require.Equal(t, map[string]any{"success": true, "data": []any{entry}}, answer)
	require.Equal(t, []map[string]any{entry}, get(t, srv, subscribedPath).data(t), "subscribing again replaces")

	call(t, srv, "POST", subscribedPath).object(t)
	require.NotContains(t, get(t, srv, subscribedPath).data(t)[0], "override_callback_uri", "an empty request takes the override back")

	call(t, srv, "DELETE", subscribedPath).object(t)
	require.Empty(t, get(t, srv, subscribedPath).data(t))
}

// A token of the form id|secret names its app.
func TestSubscribingWithAnAppToken(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	request := newRequest(t, "POST", subscribedPath)
	request.Header.Set("Authorization", "Bearer "+graphtest.PartnerAppID+"|secret")
	do(t, srv.Client(), request).object(t)
	app, _ := get(t, srv, subscribedPath).data(t)[0]["whatsapp_business_api_data"].(map[string]any)
	require.Equal(t, graphtest.PartnerAppID, app["id"])
}

func TestRefusedSubscriptions(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for name, body := range map[string]payload{
		"not https":       form("override_callback_uri", "http://hooks.shop.test", "verify_token", "chosen"),
		"no verify token": form("override_callback_uri", "https://hooks.shop.test"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, srv, "POST", subscribedPath, body).requireError(t, http.StatusBadRequest, 100)
		})
	}
	for name, body := range map[string]payload{
		"no object": form("callback_url", "https://hooks.shop.test", "verify_token", "chosen", "fields", "messages"),
		"no url":    form("object", "whatsapp_business_account", "verify_token", "chosen", "fields", "messages"),
		"no fields": form("object", "whatsapp_business_account", "callback_url", "https://hooks.shop.test", "verify_token", "chosen"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, srv, "POST", subscriptionsPath, body).requireError(t, http.StatusBadRequest, 100)
		})
	}
	require.Empty(t, get(t, srv, subscriptionsPath).data(t))
	none := graphtest.New(graphtest.WithoutSampleWorld())
	waba := none.AddWABA(none.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	call(t, none, "POST", "/"+waba+"/subscribed_apps").requireError(t, http.StatusBadRequest, 100)
}

func TestAppSubscriptions(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	body := form("object", "whatsapp_business_account", "callback_url", "https://hooks.shop.test/a", "verify_token", "chosen", "fields", "messages,calls")
	call(t, srv, "POST", subscriptionsPath, body).object(t)
	version := func(name string) any { return map[string]any{"name": name, "version": "v23.0"} }
	want := map[string]any{
		"object": "whatsapp_business_account", "callback_url": "https://hooks.shop.test/a", "active": true,
		"fields": []any{version("messages"), version("calls")},
	}
	require.Equal(t, []map[string]any{want}, get(t, srv, subscriptionsPath).data(t))
	call(t, srv, "DELETE", subscriptionsPath+"?object=page").object(t)
	call(t, srv, "DELETE", subscriptionsPath+"?object=whatsapp_business_account&fields=calls").object(t)
	want["fields"] = []any{version("messages")}
	require.Equal(t, []map[string]any{want}, get(t, srv, subscriptionsPath).data(t))
	call(t, srv, "DELETE", subscriptionsPath).object(t)
	require.Empty(t, get(t, srv, subscriptionsPath).data(t))
}

// Without the app secret a server cannot tell an app's token from another, and
// with it, it does.
func TestAppTokens(t *testing.T) {
	t.Parallel()
	for token, good := range map[string]bool{
		graphtest.AccessToken:                true,
		graphtest.PartnerAppID + "|anything": true,
		graphtest.AppID + "|another app's":   false,
		"not an id|anything":                 false,
	} {
		srv := graphtest.New()
		request := newRequest(t, "GET", subscriptionsPath)
		request.Header.Set("Authorization", "Bearer "+token)
		if got := do(t, srv.Client(), request); good {
			got.data(t)
		} else {
			got.requireError(t, http.StatusBadRequest, 15)
		}
	}
}
