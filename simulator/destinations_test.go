package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// otherCallback is a callback beside the one of the settings.
func (b *bench) otherCallback() (address string, called chan struct{}) {
	b.t.Helper()
	called = make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			called <- struct{}{}
		}
		_, _ = w.Write([]byte(r.URL.Query().Get("hub.challenge")))
	}))
	b.t.Cleanup(server.Close)
	return server.URL + "/hook", called
}

func (b *bench) set(path, body string) {
	b.t.Helper()
	status, text := b.graph(http.MethodPost, path, body)
	require.Equal(b.t, http.StatusOK, status, text)
}

func (b *bench) lastWebhook() map[string]any {
	b.t.Helper()
	return b.api(http.MethodGet, "/traffic?kind=webhook&limit=1", "")["traffic"].([]any)[0].(map[string]any)
}

// The most specific callback gets a webhook.
func TestOverriddenCallbacks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	app, ofApp := b.otherCallback()
	account, ofAccount := b.otherCallback()
	number, ofNumber := b.otherCallback()
	write := func() { b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`) }
	await := func(called chan struct{}) {
		t.Helper()
		select {
		case <-called:
		case <-t.Context().Done():
			t.Fatal("the callback was not called")
		}
	}
	b.set("/"+graphtest.AppID+"/subscriptions", `{"object":"whatsapp_business_account","callback_url":"`+app+`","verify_token":"t","fields":["messages","message_template_status_update"]}`)
	write()
	await(ofApp)
	b.set("/"+graphtest.WABAID+"/subscribed_apps", `{"override_callback_uri":"`+account+`","verify_token":"t"}`)
	write()
	await(ofAccount)
	require.Equal(t, account, b.lastWebhook()["callback"])
	require.Equal(t, "waba", b.lastWebhook()["callback_level"])
	b.set("/"+graphtest.PhoneNumberID, `{"webhook_configuration":{"override_callback_uri":"`+number+`","verify_token":"t"}}`)
	write()
	await(ofNumber)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi","phone_number_id":"`+graphtest.SecondPhoneNumberID+`"}`)
	await(ofAccount)
	b.api(http.MethodPost, "/templates/"+graphtest.HelloTemplateID+"/review", `{"status":"PAUSED"}`)
	await(ofApp)
	require.Empty(t, b.hooks, "nothing goes to the callback of the settings")

	b.set("/"+graphtest.PhoneNumberID, `{"webhook_configuration":{"override_callback_uri":""}}`)
	b.set("/"+graphtest.WABAID+"/subscribed_apps", `{}`)
	status, text := b.graph(http.MethodDelete, "/"+graphtest.AppID+"/subscriptions", `{}`)
	require.Equal(t, http.StatusOK, status, text)
	write()
	b.message()
	require.NotContains(t, b.lastWebhook(), "callback")
}

// Nobody outside of this machine is called by mistake.
func TestRemoteCallback(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.set("/"+graphtest.WABAID+"/subscribed_apps", `{"override_callback_uri":"https://hooks.shop.test/production","verify_token":"t"}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	shown := b.lastWebhook()
	require.Equal(t, "undelivered", shown["state"])
	require.Contains(t, shown["reason"], "not on this machine")
	require.Contains(t, b.refused(http.MethodPost, path(shown)+"/deliver", "", http.StatusBadRequest), "not on this machine")

	allowed := newBench(t, simulator.WithRemoteHosts(), simulator.WithoutCallbackVerification())
	allowed.set("/"+graphtest.WABAID+"/subscribed_apps", `{"override_callback_uri":"https://hooks.shop.test/production","verify_token":"t"}`)
	allowed.api(http.MethodPatch, "/settings", `{"paused":true}`)
	allowed.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	require.Equal(t, "held", allowed.lastWebhook()["state"], "it may be called")
}

// A callback is set only if it answers as one, or if the simulator does not
// ask.
func TestCallbacksAreVerified(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	deaf := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(deaf.Close)
	token := simulator.DefaultVerifyToken
	override := func(address, token string) string {
		return `{"override_callback_uri":"` + address + `","verify_token":"` + token + `"}`
	}
	paths := map[string]func(address, token string) string{
		"/" + graphtest.WABAID + "/subscribed_apps": override,
		"/" + graphtest.PhoneNumberID: func(address, token string) string {
			return `{"webhook_configuration":` + override(address, token) + `}`
		},
		"/" + graphtest.AppID + "/subscriptions": func(address, token string) string {
			return `{"object":"whatsapp_business_account","fields":["messages"],"callback_url":"` + address + `","verify_token":"` + token + `"}`
		},
	}
	callback := b.api(http.MethodGet, "/state", "")["settings"].(map[string]any)["callback_url"].(string)
	for path, body := range paths {
		for _, wrong := range []string{body(deaf.URL, token), body("http://127.0.0.1:1/", token), body(callback, "another token")} {
			status, text := b.graph(http.MethodPost, path, wrong)
			require.Equal(t, http.StatusBadRequest, status, text)
			require.Contains(t, text, "(#2200) Callback verification failed")
		}
		b.set(path, body(callback, token))
	}
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	b.message()
	saved, err := b.sim.Save()
	require.NoError(t, err)

	trusting := newBench(t, simulator.WithoutCallbackVerification())
	for path, body := range paths {
		trusting.set(path, body(deaf.URL, token))
	}
	deaf.Close()
	trusted, err := trusting.sim.Save()
	require.NoError(t, err)
	require.NoError(t, b.sim.Load(trusted), "a world that is loaded asks nobody")
	require.NoError(t, trusting.sim.Load(saved))
}

// What an app has not subscribed to is not delivered to it, and the traffic
// says so.
func TestFieldsThatAreNotSubscribed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	app, ofApp := b.otherCallback()
	ban := func() { b.api(http.MethodPatch, "/accounts/"+graphtest.WABAID, `{"violation":"SPAM"}`) }
	ban()
	b.account() // the callback of the settings gets everything
	subscribe := func(fields string) {
		b.set("/"+graphtest.AppID+"/subscriptions", `{"object":"whatsapp_business_account","callback_url":"`+app+`","verify_token":"t","fields":[`+fields+`]}`)
	}
	subscribe(`"messages"`)
	ban()
	shown := b.lastWebhook()
	require.Equal(t, "undelivered", shown["state"])
	require.Equal(t, "the app "+graphtest.AppID+" has not subscribed to the field account_update", shown["reason"])
	require.Empty(t, ofApp)
	b.api(http.MethodPost, path(shown)+"/deliver", "")
	<-ofApp // by hand it is
	account, ofAccount := b.otherCallback()
	b.set("/"+graphtest.WABAID+"/subscribed_apps", `{"override_callback_uri":"`+account+`","verify_token":"t"}`)
	b.api(http.MethodPost, "/users/u1/calls", "")
	require.Equal(t, "undelivered", b.lastWebhook()["state"])
	subscribe(`"messages","account_update","calls"`)
	ban()
	<-ofApp
	b.api(http.MethodPost, "/users/u2/calls", "")
	<-ofAccount
}
