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
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called <- struct{}{} }))
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
	b.set("/"+graphtest.AppID+"/subscriptions", `{"object":"whatsapp_business_account","callback_url":"`+app+`","verify_token":"t","fields":["messages"]}`)
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

	allowed := newBench(t, simulator.WithRemoteHosts())
	allowed.set("/"+graphtest.WABAID+"/subscribed_apps", `{"override_callback_uri":"https://hooks.shop.test/production","verify_token":"t"}`)
	allowed.api(http.MethodPatch, "/settings", `{"paused":true}`)
	allowed.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	require.Equal(t, "held", allowed.lastWebhook()["state"], "it may be called")
}
