package simulator_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// active returns the calls that are shown.
func (b *bench) active() []any {
	b.t.Helper()
	calls, _ := b.api(http.MethodGet, "/state", "")["calls"].([]any)
	return calls
}

func TestUserCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Empty(t, b.active())
	id, _ := b.api(http.MethodPost, "/users/u1/calls", `{}`)["id"].(string)
	connect, isCall := b.next().(*webhook.CallEvent)
	require.True(t, isCall)
	require.Equal(t, id, connect.Call.ID)
	shown := find(t, b.active(), "id", id)
	require.Equal(t, "ringing", shown["state"])
	require.Nil(t, shown["incoming"])
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/calls", `{}`, http.StatusBadRequest), "has the call")

	b.api(http.MethodPost, "/calls/"+id+"/hang_up", "")
	require.Equal(t, webhook.FieldCalls, b.next().Field())
	require.Empty(t, b.active())
	b.refused(http.MethodPost, "/calls/"+id+"/hang_up", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/calls/"+id+"/sing", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u9/calls", `{}`, http.StatusNotFound)

	b.api(http.MethodPost, "/users/u3/calls", `{}`)
	b.next()
	b.api(http.MethodPost, "/clock", `{"advance":"2m"}`)
	require.Empty(t, b.active(), "nobody rings for longer than a minute")
}

func TestBusinessCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.Server().PermitCalls(graphtest.PhoneNumberID, firstUser, true))
	call := func() string {
		status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/calls",
			`{"messaging_product":"whatsapp","to":"`+firstUser+`","action":"connect","session":{"sdp_type":"offer","sdp":"v=0\r\n"}}`)
		require.Equal(t, http.StatusOK, status, text)
		var answer struct{ Calls []struct{ ID string } }
		require.NoError(t, json.Unmarshal([]byte(text), &answer))
		return answer.Calls[0].ID
	}
	id := call()
	require.Equal(t, true, find(t, b.active(), "id", id)["incoming"])
	b.refused(http.MethodPost, "/calls/"+id+"/hang_up", "", http.StatusBadRequest)
	b.api(http.MethodPost, "/calls/"+id+"/accept", "")
	require.Equal(t, "accepted", find(t, b.active(), "id", id)["state"])
	b.api(http.MethodPost, "/calls/"+id+"/hang_up", "")
	id = call()
	b.api(http.MethodPost, "/calls/"+id+"/reject", "")
	require.Empty(t, b.active())
}

// lastNotice returns what stands last in a chat.
func (b *bench) lastNotice() string {
	b.t.Helper()
	all := b.api(http.MethodGet, "/messages?type=notice", "")["messages"].([]any)
	require.NotEmpty(b.t, all)
	return all[len(all)-1].(map[string]any)["content"].(map[string]any)["body"].(string)
}

func TestHowCallsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/users/u1/call_permission", `{"permanent":true}`)
	require.True(t, b.message().Interactive.CallPermissionReply.IsPermanent)
	calls := "/" + graphtest.PhoneNumberID + "/calls"
	ring := func() string {
		status, text := b.graph(http.MethodPost, calls, `{"messaging_product":"whatsapp","to":"`+firstUser+`","action":"connect","session":{"sdp_type":"offer","sdp":"v=0\r\n"}}`)
		require.Equal(t, http.StatusOK, status, text)
		return b.api(http.MethodGet, "/state", "")["calls"].([]any)[0].(map[string]any)["id"].(string)
	}
	act := func(id, action string) { b.api(http.MethodPost, "/calls/"+id+"/"+action, "") }
	act(ring(), "reject")
	require.Equal(t, "Declined voice call", b.lastNotice())
	ring()
	b.api(http.MethodPost, "/clock", `{"advance":"1m"}`)
	require.Equal(t, "Missed voice call", b.lastNotice())
	id := ring()
	act(id, "accept")
	b.api(http.MethodPost, "/clock", `{"advance":"95s"}`)
	act(id, "hang_up")
	require.Contains(t, b.lastNotice(), "Voice call, 1:3")

	call := func() string { return b.api(http.MethodPost, "/users/u1/calls", "")["id"].(string) }
	act(call(), "hang_up")
	require.Equal(t, "Canceled voice call", b.lastNotice())
	call()
	b.api(http.MethodPost, "/clock", `{"advance":"1m"}`)
	require.Equal(t, "Nobody answered the call", b.lastNotice())
	id = call()
	status, text := b.graph(http.MethodPost, calls, `{"messaging_product":"whatsapp","call_id":"`+id+`","action":"reject"}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, "The business declined the call", b.lastNotice())

	b.api(http.MethodPost, "/users/u1/call_permission", `{"accept":false}`)
	status, _ = b.graph(http.MethodPost, calls, `{"messaging_product":"whatsapp","to":"`+firstUser+`","action":"connect","session":{"sdp_type":"offer","sdp":"v=0\r\n"}}`)
	require.Equal(t, http.StatusUnauthorized, status)
	b.refused(http.MethodPost, "/users/nobody/call_permission", `{}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/call_permission", `{"phone_number_id":"1"}`, http.StatusNotFound)
	require.NotEmpty(t, b.refused(http.MethodPost, "/users/u1/call_permission", `{"always":true}`, http.StatusBadRequest))
}
