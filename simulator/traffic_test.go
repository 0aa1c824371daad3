package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

func path(entry map[string]any) string {
	return "/traffic/" + strconv.FormatFloat(entry["id"].(float64), 'f', 0, 64)
}

func TestTraffic(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(firstUser, `"type":"text","text":{"body":"Größe / €"}`)
	for range 3 { // sent, delivered and read, which come by themselves
		b.status()
	}
	list := b.api(http.MethodGet, "/traffic?kind=request", "")["traffic"]
	request := find(t, list, "kind", "request")
	require.Equal(t, "POST /v23.0/"+graphtest.PhoneNumberID+"/messages", request["title"])
	require.Nil(t, request["body"], "lists are short")
	whole := b.api(http.MethodGet, path(request), "")
	require.Contains(t, whole["body"], "Größe / €")
	require.Contains(t, whole["response_body"], "wamid")
	require.NotContains(t, string(must(json.Marshal(whole))), "a token", "the token is nowhere")

	require.Len(t, b.api(http.MethodGet, "/traffic?q=gr%C3%B6%C3%9Fe", "")["traffic"], 1, "whatever the case")
	require.Empty(t, b.api(http.MethodGet, "/traffic?q=nowhere", "")["traffic"])
	require.Len(t, b.api(http.MethodGet, "/traffic?q=status.sent&kind=webhook", "")["traffic"], 1)
	require.Len(t, b.api(http.MethodGet, "/traffic?limit=1", "")["traffic"], 1)
	require.Empty(t, b.api(http.MethodGet, "/traffic?before=1", "")["traffic"])
	require.Empty(t, b.api(http.MethodGet, "/traffic?after=1000", "")["traffic"])
	for _, wrong := range []string{"kind=x", "limit=x", "before=x", "after=x"} {
		b.refused(http.MethodGet, "/traffic?"+wrong, "", http.StatusBadRequest)
	}
	for _, wrong := range []string{"/traffic/x", "/traffic/12345", "/traffic/12345/snippets"} {
		b.refused(http.MethodGet, wrong, "", http.StatusNotFound)
	}
	b.api(http.MethodDelete, "/traffic", "")
	require.Empty(t, b.api(http.MethodGet, "/traffic", "")["traffic"])
	b.refused(http.MethodGet, path(request), "", http.StatusNotFound)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestDeliverAgainChangeAndDrop(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"Größe / €"}`)
	first := b.message()
	original := <-b.bodies
	require.Contains(t, string(original), `Gr\u00f6\u00dfe \/ \u20ac`, "as Meta escapes it")
	entry := b.awaitAttempts(1)
	require.Equal(t, "message.text", entry["title"])
	require.Contains(t, entry["body"], "Größe / €", "for people")
	require.Len(t, entry["attempts"], 1)

	again := b.api(http.MethodPost, path(entry)+"/deliver", "")
	require.Equal(t, entry["id"], again["copy_of"])
	require.Equal(t, first.ID, b.message().ID)
	require.Equal(t, original, <-b.bodies, "the same bytes")

	b.api(http.MethodPost, path(entry)+"/deliver", strings.ReplaceAll(string(original), "Gr", "gr"))
	require.Equal(t, "größe / €", b.message().Text.Body, "and the signature fits")
	require.Contains(t, b.refused(http.MethodPost, path(entry)+"/drop", "", http.StatusBadRequest), "arrived")

	b.api(http.MethodPatch, "/settings", `{"paused":true}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"one"}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"two"}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"three"}`)
	held := b.api(http.MethodGet, "/traffic?q=held", "")["traffic"].([]any)
	require.Len(t, held, 3)
	b.api(http.MethodPost, path(held[0].(map[string]any))+"/deliver", "")
	require.Equal(t, "three", b.message().Text.Body)
	dropped := b.api(http.MethodPost, path(held[2].(map[string]any))+"/drop", "")
	require.Equal(t, "dropped", dropped["state"])
	b.api(http.MethodPatch, "/settings", `{"paused":false}`)
	require.Equal(t, "two", b.message().Text.Body)

	b.refused(http.MethodPost, "/traffic/1000/deliver", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/traffic/1000/drop", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/traffic/x/drop", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/traffic/x/deliver", "", http.StatusNotFound)
}

func TestDuplicatesAndReordering(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPatch, "/settings", `{"duplicates":2}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	id := b.message().ID
	require.Equal(t, id, b.message().ID)
	require.Equal(t, id, b.message().ID)
	b.api(http.MethodPatch, "/settings", `{"duplicates":0,"reorder":true}`)
	for range 20 {
		b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	}
	b.sim.Advance(simulator.MostReordering)
	seen := map[string]bool{}
	for range 20 {
		seen[b.message().ID] = true
	}
	require.Len(t, seen, 20)
	for _, wrong := range []string{`{"duplicates":-1}`, `{"duplicates":11}`, `{"reading":"x"}`, `{"callback_url":"ftp://x"}`, `{"x":1}`} {
		b.refused(http.MethodPatch, "/settings", wrong, http.StatusBadRequest)
	}
}

func TestRedelivery(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.refuse(1)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	<-b.bodies
	require.NotEmpty(t, b.awaitAttempts(1)["due"])
	b.api(http.MethodPost, "/clock", `{"advance":"11s"}`)
	require.Equal(t, "hi", b.message().Text.Body)

	b.refuse(100)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"never"}`)
	for made := range 11 {
		b.awaitAttempts(made + 1)
		b.sim.Advance(48 * time.Hour)
	}
	require.Equal(t, "dropped", b.awaitAttempts(11)["state"])
}

// awaitAttempts waits until the latest webhook was attempted so often.
func (b *bench) awaitAttempts(times int) map[string]any {
	b.t.Helper()
	for b.t.Context().Err() == nil {
		latest, _ := b.api(http.MethodGet, "/traffic?kind=webhook&limit=1", "")["traffic"].([]any)[0].(map[string]any)
		whole := b.api(http.MethodGet, path(latest), "")
		if attempts, _ := whole["attempts"].([]any); len(attempts) >= times {
			return whole
		}
	}
	b.t.Fatal("it was not attempted so often")
	return nil
}

func TestWithoutCallback(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithCallbackURL(""))
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	entry := find(t, b.api(http.MethodGet, "/traffic", "")["traffic"], "state", "undelivered")
	require.Contains(t, b.refused(http.MethodPost, path(entry)+"/deliver", "", http.StatusBadRequest), "no callback URL")
	b.refused(http.MethodPost, "/callback/verify", "", http.StatusBadRequest)

	gone := "http://127.0.0.1:1/webhook"
	b.api(http.MethodPatch, "/settings", `{"callback_url":"`+gone+`"}`)
	require.Contains(t, b.refused(http.MethodPost, "/callback/verify", "", http.StatusBadRequest), "did not answer")
	b.api(http.MethodPost, path(entry)+"/deliver", "")
	failed := b.awaitAttempts(1)
	attempts := failed["attempts"].([]any)[0].(map[string]any)
	require.Contains(t, attempts["error"], "refused")
	require.NotContains(t, attempts["error"], gone)
	require.Equal(t, "dropped", b.api(http.MethodPost, path(entry)+"/drop", "")["state"])
}

func TestVerifyingAndOwnWebhooks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Equal(t, true, b.api(http.MethodPost, "/callback/verify", "")["verified"])
	sent := b.api(http.MethodPost, "/webhooks", `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"account_alerts","value":{}}]}]}`)
	require.Equal(t, "account_alerts", sent["title"])
	require.Equal(t, webhook.FieldAccountAlerts, b.next().Field())
	require.Equal(t, "nothing", b.api(http.MethodPost, "/webhooks", `{}`)["title"])
	require.Equal(t, "not a webhook", b.api(http.MethodPost, "/webhooks", `1`)["title"])
	b.refused(http.MethodPost, "/webhooks", `{`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/webhooks", strings.Repeat(" ", 1<<20+1), http.StatusBadRequest)
}

func TestSnippets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(firstUser, `"type":"text","text":{"body":"it's"}`)
	b.graph(http.MethodGet, "/"+graphtest.WABAID+"/phone_numbers", "")
	b.graph(http.MethodGet, "/"+graphtest.WABAID+"?fields=id,name&access_token=secret", "")
	b.graph(http.MethodPost, "/"+graphtest.WABAID, `{"name":"`+"a`b"+`"}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	snippets := func(q string) map[string]any {
		list := b.api(http.MethodGet, "/traffic?q="+q, "")["traffic"].([]any)
		return b.api(http.MethodGet, path(list[0].(map[string]any))+"/snippets", "")
	}
	message := snippets("it%27s")
	require.Contains(t, message["curl"], `-H "Authorization: Bearer $WHATSAPP_ACCESS_TOKEN"`)
	require.Contains(t, message["curl"], `"body":"it'\''s"`)
	require.Contains(t, message["go"], `client.Messages.Send(ctx, "`+graphtest.PhoneNumberID+`", message)`)
	require.Equal(t, `page, err := client.PhoneNumbers.List(ctx, "`+graphtest.WABAID+`", nil)`, snippets("phone_numbers")["go"])
	fields := snippets("fields=id")
	require.Contains(t, fields["go"], `Query:  url.Values{"fields": {"id,name"}}`)
	require.NotContains(t, fields["curl"], "access_token")
	require.Contains(t, snippets("a%60b")["go"], `json.RawMessage("{\n`, "a backquote cannot be in backquotes")
	hook := snippets("message.text")
	require.Contains(t, hook["curl"], "X-Hub-Signature-256: sha256=")
	require.Nil(t, hook["go"])
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithHistory(10))
	for range 30 {
		b.write(firstUser, textHello)
	}
	for range 3 * 30 { // their statuses come by themselves
		b.status()
	}
	require.Len(t, b.api(http.MethodGet, "/messages", "")["messages"], 10)
	require.Len(t, b.api(http.MethodGet, "/traffic", "")["traffic"], 10)
	chats := b.api(http.MethodGet, "/state", "")["chats"]
	require.Len(t, chats, 1)
	status, _ := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", `{"x":"`+strings.Repeat("x", 100_000)+`"}`)
	require.Equal(t, http.StatusBadRequest, status)
	entry := find(t, b.api(http.MethodGet, "/traffic?kind=request&limit=1", "")["traffic"], "cut", true)
	require.Len(t, b.api(http.MethodGet, path(entry), "")["body"], 64<<10)
}

// The traffic shows no secret of a program, wherever the program puts it.
func TestTrafficHidesSecrets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, sent := range [][2]string{
		{"/" + graphtest.PhoneNumberID + "/register", `{"messaging_product":"whatsapp","pin":"246810"}`},
		{"/" + graphtest.PhoneNumberID, `{"webhook_configuration":{"override_callback_uri":"https://a.test/","verify_token" : "to\\\"ken-246810"}}`},
		{"/oauth/access_token?client_id=1&client_secret=secret-246810&code=code-246810", `{}`},
	} {
		b.graph(http.MethodPost, sent[0], sent[1])
	}
	list := b.api(http.MethodGet, "/traffic?kind=request", "")["traffic"].([]any)
	require.Len(t, list, 3)
	for _, one := range list {
		whole := b.api(http.MethodGet, path(one.(map[string]any)), "")
		text := string(must(json.Marshal(whole)))
		require.NotContains(t, text, "246810")
		require.Contains(t, text, "hidden")
	}
}

// A callback URL is shown without the values of its query, and called with
// them.
func TestTrafficHidesQueriesOfCallbacks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	queries := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		queries <- r.URL.Query().Get("key")
		_, _ = w.Write([]byte(r.URL.Query().Get("hub.challenge")))
	}))
	t.Cleanup(server.Close)
	secret := server.URL + "/hook?key=246810&shop=7"
	shown := server.URL + "/hook?key=(hidden)&shop=(hidden)"
	phone := "/" + graphtest.PhoneNumberID
	b.set(phone, `{"webhook_configuration":{"override_callback_uri":"`+strings.ReplaceAll(secret, "/", `\/`)+`","verify_token":"t"}}`)
	b.graph(http.MethodGet, phone+"?fields=webhook_configuration", "")
	form := url.Values{"override_callback_uri": {secret}, "verify_token": {"t-246810"}}
	status, text := b.request(http.MethodPost, "/v23.0/"+graphtest.WABAID+"/subscribed_apps", form.Encode(),
		"Authorization", "Bearer a token", "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusOK, status, text)
	nested := url.Values{"webhook_configuration": {`{"override_callback_uri":"` + secret + `","verify_token":"t-246810"}`}}
	status, text = b.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"?"+nested.Encode(), nested.Encode(),
		"Authorization", "Bearer a token", "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusOK, status, text)
	b.graph(http.MethodGet, "/"+graphtest.WABAID+"/subscribed_apps", "")
	b.set("/"+graphtest.AppID+"/subscriptions", `{"object":"whatsapp_business_account","callback_url":"`+secret+`","verify_token":"t","fields":["messages"]}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	b.awaitAttempts(1)
	for called := ""; called != "246810"; called = <-queries {
		require.NoError(t, t.Context().Err())
	}
	hook := b.lastWebhook()
	require.Equal(t, shown, hook["callback"])
	b.api(http.MethodPost, path(hook)+"/deliver", "")
	require.Equal(t, "246810", <-queries)

	b.graph(http.MethodPost, phone, `{"webhook_configuration":{"override_callback_uri":"https://user:246810@hooks.shop.test/?246810","verify_token":"t"}}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	require.Contains(t, b.lastWebhook()["reason"], "https://hidden@hooks.shop.test/?(hidden) is not on this machine")
	list := b.api(http.MethodGet, "/traffic", "")["traffic"].([]any)
	require.Greater(t, len(list), 7)
	for _, one := range list {
		whole := b.api(http.MethodGet, path(one.(map[string]any)), "")
		require.NotContains(t, string(must(json.Marshal(whole))), "246810")
		require.NotContains(t, string(must(json.Marshal(b.api(http.MethodGet, path(one.(map[string]any))+"/snippets", "")))), "246810")
	}
}
