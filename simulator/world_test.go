package simulator_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

const messagesPath = "/" + graphtest.PhoneNumberID + "/messages"

func (b *bench) tryToWrite(to string) (int, string) {
	return b.graph(http.MethodPost, messagesPath, `{"messaging_product":"whatsapp","to":"`+to+`",`+textHello+`}`)
}

func TestRules(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rules := []struct {
		rule   string
		status int
		text   string
	}{
		{`{"fault":"throttle"}`, 400, `"code":130429`},
		{`{"fault":"throttle","code":80007,"seconds":120}`, 400, `"code":80007`},
		{`{"fault":"transient"}`, 500, `"is_transient":true`},
		{`{"fault":"drop_before"}`, 0, "EOF"},
		{`{"fault":"drop_after"}`, 0, "EOF"},
		{`{"fault":"html"}`, 502, "<h1>502"},
		{`{"fault":"error","code":131045}`, 500, `"code":131045`},
		{`{"fault":"error"}`, 500, `"code":131000`},
		{`{"fault":"error","code":1}`, 400, `"code":1,`},
		{`{"fault":"slow","seconds":0.001}`, 200, `wamid`},
	}
	for _, tt := range rules {
		added := b.api(http.MethodPost, "/rules", `{"route":"POST /{phone}/messages","times":1,`+tt.rule[1:])
		status, _ := b.graph(http.MethodGet, "/"+graphtest.WABAID, "")
		require.Equal(t, http.StatusOK, status, "another route")
		status, text := b.tryToWrite(firstUser)
		require.Equal(t, tt.status, status, "%s: %s", tt.rule, text)
		require.Contains(t, text, tt.text)
		require.Empty(t, b.api(http.MethodGet, "/rules", "")["rules"], "%v is over", added)
	}
	require.Len(t, b.api(http.MethodGet, "/messages", "")["messages"], 2, "slow, and dropped after it")

	b.api(http.MethodPost, "/rules", `{"fault":"transient","recipient":"+1 555 010 0127"}`)
	rule := b.api(http.MethodPost, "/rules", `{"fault":"transient"}`)
	status, _ := b.graph(http.MethodGet, "/"+graphtest.WABAID, "")
	require.Equal(t, http.StatusInternalServerError, status)
	b.api(http.MethodDelete, "/rules/"+strconv.FormatFloat(rule["id"].(float64), 'f', 0, 64), "")
	status, _ = b.tryToWrite(firstUser)
	require.Equal(t, http.StatusOK, status)
	status, _ = b.tryToWrite("15550100127")
	require.Equal(t, http.StatusInternalServerError, status)
	b.api(http.MethodDelete, "/rules", "")
	status, _ = b.tryToWrite("15550100127")
	require.Equal(t, http.StatusOK, status)

	media := b.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", []byte("png"))
	_, text := b.graph(http.MethodGet, "/"+media, "")
	var object struct{ URL string }
	require.NoError(t, json.Unmarshal([]byte(text), &object))
	download := func() int {
		status, _ := b.request(http.MethodGet, strings.TrimPrefix(object.URL, b.address), "", "Authorization", "Bearer x")
		return status
	}
	require.Equal(t, http.StatusOK, download())
	b.api(http.MethodPost, "/rules", `{"fault":"expired_media","times":1}`)
	require.Equal(t, http.StatusNotFound, download())
	require.Equal(t, http.StatusOK, download())

	for _, wrong := range []string{`{"fault":"x"}`, `{"fault":"slow","seconds":1e9}`, `{"fault":"slow","seconds":-1}`, `{"fault":"slow","route":"everything"}`, `{"x":1}`} {
		b.refused(http.MethodPost, "/rules", wrong, http.StatusBadRequest)
	}
	b.refused(http.MethodDelete, "/rules/99", "", http.StatusNotFound)
	b.refused(http.MethodDelete, "/rules/x", "", http.StatusNotFound)
	for range 100 {
		b.api(http.MethodPost, "/rules", `{"fault":"status","recipient":"1555"}`)
	}
	b.refused(http.MethodPost, "/rules", `{"fault":"status"}`, http.StatusBadRequest)
}

func TestStatusFaultsAndMagicNumbers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/rules", `{"fault":"status","code":131049,"times":1}`)
	b.write(firstUser, textHello)
	require.Equal(t, 131049, b.status().Errors[0].Code)
	b.write(firstUser, textHello)
	require.Equal(t, webhook.MessageStatusSent, b.status().Status)
	b.status()
	b.status()

	b.write("1555131026", textHello)
	failed := b.status()
	require.Equal(t, webhook.MessageStatusFailed, failed.Status)
	require.Equal(t, 131026, failed.Errors[0].Code)
	shown := b.api(http.MethodGet, "/messages?user=1555131026", "")["messages"].([]any)[0].(map[string]any)
	require.Equal(t, "failed", shown["status"])

	for number, want := range map[string]string{"1555131056": `"code":131056`, "1555131030": `"code":131030`} {
		status, text := b.tryToWrite(number)
		require.Equal(t, http.StatusBadRequest, status)
		require.Contains(t, text, want)
	}
	require.Contains(t, simulator.MagicCodes(), 131026)
	require.IsIncreasing(t, simulator.MagicCodes())
}

func TestClockClosesWindows(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithServer(graphtest.WithServiceWindow()))
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	b.message()
	chat := find(t, b.api(http.MethodGet, "/state", "")["chats"], "user", "u1")
	ends, err := time.Parse(time.RFC3339, chat["window_ends"].(string))
	require.NoError(t, err)
	before, err := time.Parse(time.RFC3339, b.api(http.MethodGet, "/clock", "")["now"].(string))
	require.NoError(t, err)
	require.Less(t, ends.Sub(before), 24*time.Hour+time.Minute)
	b.write(firstUser, textHello)
	for range 3 {
		require.Empty(t, b.status().Errors)
	}
	clock := b.api(http.MethodPost, "/clock", `{"advance":"1d"}`)
	require.InDelta(t, 86400, clock["skipped_seconds"], 0)
	require.Nil(t, find(t, b.api(http.MethodGet, "/state", "")["chats"], "user", "u1")["window_ends"])
	b.write(firstUser, textHello)
	require.Equal(t, 131047, b.status().Errors[0].Code)
	b.api(http.MethodPost, "/clock", `{"advance":"1h"}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"still there?"}`)
	require.Equal(t, "still there?", b.message().Text.Body, "the failure came once")
	for _, wrong := range []string{`{"advance":"-1h"}`, `{"advance":"soon"}`, `{}`, `{"advance":"99999d"}`, `{"x":1}`} {
		b.refused(http.MethodPost, "/clock", wrong, http.StatusBadRequest)
	}
}

func TestTemplatesAndReset(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	status, text := b.graph(http.MethodPost, "/"+graphtest.WABAID+"/message_templates",
		`{"name":"tour","language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"On tour."}]}`)
	require.Equal(t, http.StatusOK, status, text)
	template := find(t, b.api(http.MethodGet, "/templates", "")["templates"], "name", "tour")
	require.Equal(t, "PENDING", template["status"])
	review := "/templates/" + template["id"].(string) + "/review"
	b.api(http.MethodPost, review, `{"status":"REJECTED","reason":"ABUSIVE_CONTENT"}`)
	rejected, isUpdate := b.next().(*webhook.TemplateStatusEvent)
	require.True(t, isUpdate)
	require.EqualValues(t, "REJECTED", rejected.Event)
	b.refused(http.MethodPost, review, `{"status":"LOVED"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/templates/1/review", `{"status":"APPROVED"}`, http.StatusNotFound)

	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	b.message()
	b.api(http.MethodPost, "/reset", "")
	require.Empty(t, b.api(http.MethodGet, "/messages", "")["messages"])
	require.Empty(t, b.api(http.MethodGet, "/traffic", "")["traffic"])
	for _, item := range b.api(http.MethodGet, "/templates", "")["templates"].([]any) {
		require.NotEqual(t, "tour", item.(map[string]any)["name"])
	}
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	require.Equal(t, "hi", b.message().Text.Body, "it goes on")
}

// A rule for sending messages leaves those alone that only mark one as read,
// and the traffic names the fault.
func TestRuleForSendingMessages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	read := b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)["id"].(string)
	b.message()
	b.api(http.MethodPost, "/rules", `{"fault":"transient","route":"messages","times":1}`)
	messages := "/" + graphtest.PhoneNumberID + "/messages"
	status, _ := b.graph(http.MethodPost, messages, `{"messaging_product":"whatsapp","status":"read","message_id":"`+read+`","typing_indicator":{"type":"text"}}`)
	require.Equal(t, http.StatusOK, status)
	status, _ = b.graph(http.MethodPost, messages, `{"messaging_product":"whatsapp","to":"`+firstUser+`",`+textHello+`}`)
	require.Equal(t, http.StatusInternalServerError, status)
	entries := b.api(http.MethodGet, "/traffic?kind=request", "")["traffic"].([]any)
	sent, marked := entries[0].(map[string]any), entries[1].(map[string]any)
	require.Equal(t, "transient", sent["fault"])
	require.Equal(t, "to "+firstUser+": hello", sent["detail"])
	require.Equal(t, "read, and types", marked["detail"])
	require.NotContains(t, marked, "fault")
	b.graph(http.MethodPost, messages, `{"messaging_product":"whatsapp","to":"1555131056",`+textHello+`}`)
	entries = b.api(http.MethodGet, "/traffic?kind=request", "")["traffic"].([]any)
	require.Equal(t, "magic", entries[0].(map[string]any)["fault"])
	require.NotContains(t, b.api(http.MethodGet, path(entries[0].(map[string]any)), "")["header"], "X-Simulator-Fault")
}

// Errors about what is not there are for users of any language.
func TestTheSimulatorDoesNotAdviseGoTests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for path, want := range map[string]string{
		"/999":                              "The simulator has no object with this id: it knows those of its sample world",
		"/" + graphtest.WABAID + "/nothing": "The simulator does not model GET /{waba}/nothing: Meta may have it all the same",
	} {
		_, answer := b.graph("GET", path, "")
		require.Contains(t, answer, want)
		require.NotContains(t, answer, "Server.")
	}
}
