package simulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithServer(graphtest.WithServiceWindow()))
	status, text := b.graph(http.MethodPost, "/"+graphtest.WABAID+"/message_templates?access_token=secret",
		`{"name":"tour","language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"On tour."}]}`)
	require.Equal(t, http.StatusOK, status, text)
	template := find(t, b.api(http.MethodGet, "/templates", "")["templates"], "name", "tour")
	b.api(http.MethodPost, "/templates/"+template["id"].(string)+"/review", `{"status":"APPROVED"}`)
	b.next()
	_, media := b.request(http.MethodPost, "/_simulator/api/media", "\x89PNG\xff", "Content-Type", "image/png")
	picture := strings.Split(media, `"`)[3]
	b.api(http.MethodPost, "/users/u1/messages", `{"image":{"id":"`+picture+`"}}`)
	b.message()
	b.api(http.MethodPost, "/rules", `{"fault":"drop_after","route":"POST /{phone}/messages","times":1}`)
	status, _ = b.tryToWrite(firstUser)
	require.Zero(t, status, "it is sent, and the reply is lost")
	b.api(http.MethodPost, "/rules", `{"fault":"drop_before","route":"POST /{phone}/messages","times":1}`)
	status, _ = b.tryToWrite(firstUser)
	require.Zero(t, status, "it is not sent")
	question := b.write(firstUser, interactive(buttonsMessage))
	for range 6 {
		b.status()
	}
	b.tap(question, `"id":"yes"`)
	b.write(firstUser, `"type":"template","template":{"name":"tour","language":{"code":"en_US"}}`)
	b.write("1555131026", textHello)
	b.api(http.MethodPatch, "/users/u1", `{"name":"Renamed"}`)
	b.api(http.MethodPost, "/clock", `{"advance":"23h"}`)
	b.api(http.MethodPost, "/users/u2/messages", `{"text":"later"}`)
	b.refused(http.MethodPost, "/users/u2/messages", `{}`, http.StatusBadRequest)
	b.api(http.MethodPost, "/rules", `{"fault":"slow","seconds":1,"recipient":"1"}`)
	for range 5 {
		b.next()
	}
	saved, err := b.sim.Save()
	require.NoError(t, err)
	require.NotContains(t, string(saved), "secret")
	require.NotContains(t, string(saved), "a token")

	other := newBench(t, simulator.WithServer(graphtest.WithServiceWindow()))
	other.api(http.MethodPost, "/users/u1/messages", `{"text":"is gone"}`)
	other.message()
	other.api(http.MethodPut, "/world", string(saved))
	require.Empty(t, other.hooks, "nothing is delivered again")
	for _, path := range []string{"/messages", "/templates"} {
		want, got := b.api(http.MethodGet, path, ""), other.api(http.MethodGet, path, "")
		withoutTimes(want)
		withoutTimes(got)
		require.Equal(t, want, got, path)
	}
	find(t, other.api(http.MethodGet, "/rules", "")["rules"], "fault", "slow")
	users := other.api(http.MethodGet, "/state", "")["users"]
	require.Equal(t, "Renamed", find(t, users, "key", "u1")["name"])
	_, content := other.request(http.MethodGet, "/_simulator/api/media/"+picture, "")
	require.Equal(t, "\x89PNG\xff", content)
	require.WithinDuration(t, clockOf(b), clockOf(other), time.Minute)
	again, err := other.sim.Save()
	require.NoError(t, err)
	var first, second struct{ Steps []any }
	require.NoError(t, json.Unmarshal(saved, &first))
	require.NoError(t, json.Unmarshal(again, &second))
	require.Equal(t, first.Steps, second.Steps)

	other.api(http.MethodPost, "/users/u1/messages", `{"text":"it goes on"}`)
	require.Equal(t, "it goes on", other.message().Text.Body)
	other.api(http.MethodPost, "/clock", `{"advance":"2h"}`)
	other.write(firstUser, textHello)
	require.Empty(t, other.status().Errors, "the window is open")
}

func clockOf(b *bench) time.Time {
	b.t.Helper()
	at, err := time.Parse(time.RFC3339, b.api(http.MethodGet, "/clock", "")["now"].(string))
	require.NoError(b.t, err)
	return at
}

// withoutTimes removes what differs by the time that a step has taken.
func withoutTimes(value any) {
	switch value := value.(type) {
	case map[string]any:
		delete(value, "at")
		delete(value, "since")
		delete(value, "url") // it expires
		for _, member := range value {
			withoutTimes(member)
		}
	case []any:
		for _, item := range value {
			withoutTimes(item)
		}
	}
}

func TestWorldByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.Load([]byte(`{"reading":"never","steps":[
		{"method":"POST","path":"/v23.0/`+graphtest.WABAID+`/message_templates","body":{"name":"by_hand","language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"Hello."}]}},
		{"method":"POST","path":"/_simulator/api/users","body":{"name":"Seeded","wa_id":"15550100190"}},
		{"method":"POST","path":"/_simulator/api/users/15550100190/messages","body":{"text":"I was here before"}}]}`)))
	find(t, b.api(http.MethodGet, "/templates", "")["templates"], "name", "by_hand")
	require.Len(t, b.api(http.MethodGet, "/messages?user=15550100190", "")["messages"], 1)
	require.Equal(t, "never", b.api(http.MethodGet, "/state", "")["settings"].(map[string]any)["reading"])

	for wrong, want := range map[string]string{
		`{`:               "does not parse",
		`{"reading":"x"}`: "invalid reading",
		`{"steps":[{"method":"POST","path":"/v23.0/1/messages"}]}`: "step 1 of the world, POST /v23.0/1/messages: HTTP 400",
	} {
		require.ErrorContains(t, b.sim.Load([]byte(wrong)), want)
	}
	require.ErrorContains(t, b.sim.Load([]byte(`{"steps":[
		{"method":"POST","path":"/_simulator/api/users","body":{"name":"A"}},
		{"method":"P S","path":"/"}]}`)), "step 2 of the world")
	find(t, b.api(http.MethodGet, "/state", "")["users"], "name", "A")
	require.Regexp(t, "^the world does not parse", b.refused(http.MethodPut, "/world", `{`, http.StatusBadRequest), "without a prefix")
}

// saved loads what a simulator saves into another one.
func (b *bench) saved() *bench {
	b.t.Helper()
	file, err := b.sim.Save()
	require.NoError(b.t, err)
	other := newBench(b.t)
	require.NoError(b.t, other.sim.Load(file))
	require.Empty(b.t, other.hooks, "nothing is delivered again")
	return other
}

// requireSame compares what two simulators show.
func (b *bench) requireSame(other *bench) {
	b.t.Helper()
	shown := func(b *bench) (list any) {
		state := b.api(http.MethodGet, "/state", "")
		all := []any{b.api(http.MethodGet, "/messages", "")["messages"], state["calls"], state["users"], state["numbers"], state["accounts"]}
		withoutTimes(all)
		return all
	}
	require.Equal(b.t, shown(b), shown(other))
}

// A call that nobody answers ends by itself, without a step in the file.
func TestSaveCallsThatRingOut(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ring := func(user string) { b.api(http.MethodPost, "/users/"+user+"/calls", "") }
	ring("u1")
	b.api(http.MethodPost, "/clock", `{"advance":"30s"}`)
	ring("u2")
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"before"}`)
	b.api(http.MethodPost, "/clock", `{"advance":"40s"}`)
	require.Len(t, b.active(), 1)
	b.requireSame(b.saved())

	b.api(http.MethodPost, "/users/u1/messages", `{"text":"between"}`)
	b.api(http.MethodPost, "/clock", `{"advance":"1h"}`)
	require.Empty(t, b.active())
	require.Equal(t, "Nobody answered the call", b.lastNotice())
	other := b.saved()
	b.requireSame(other)
	other = other.saved()
	b.requireSame(other)
	ends := func(b *bench) time.Time { return b.sim.Server().Calls()[len(b.sim.Server().Calls())-1].EndedAt }
	require.WithinDuration(t, ends(b), ends(other), time.Second)

	// Later steps have the same ids.
	require.Equal(t, b.write(firstUser, textHello), other.write(firstUser, textHello))
}
