package simulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

func interactive(body string) string { return `"type":"interactive","interactive":` + body }

const buttonsMessage = `{"type":"button","body":{"text":"Well?"},"action":{"buttons":[
	{"type":"reply","reply":{"id":"yes","title":"Yes"}},{"type":"reply","reply":{"id":"no","title":"No"}}]}}`

// tap taps something in a message, and returns the message that comes of it.
func (b *bench) tap(message, choice string) webhook.Message {
	b.t.Helper()
	b.api(http.MethodPost, "/users/u1/taps", `{"message_id":"`+message+`",`+choice+`}`)
	return b.message()
}

func TestTaps(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithReading(simulator.ReadingNever))
	write := func(content string) string {
		id := b.write(firstUser, content)
		b.status()
		b.status()
		return id
	}
	id := write(interactive(buttonsMessage))
	received := b.tap(id, `"id":"no"`)
	require.Equal(t, &webhook.ButtonReply{ID: "no", Title: "No"}, received.Interactive.ButtonReply)
	require.Equal(t, id, received.Context.ID)
	require.Equal(t, "15550100", received.Context.From, "the number of the business")
	require.Equal(t, "no", find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", id)["answer"])
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","id":"perhaps"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","id":"no","card":0}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u2/taps", `{"message_id":"`+id+`","id":"no"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/taps", `{"x":1}`, http.StatusBadRequest)
	text := write(textHello)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+text+`","id":"no"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+text+`","accept":true}`, http.StatusNotFound)

	id = write(interactive(`{"type":"list","body":{"text":"When?"},"action":{"button":"Days","sections":[{"rows":[{"id":"fri","title":"Friday","description":"9 to 12"}]}]}}`))
	require.Equal(t, &webhook.ListReply{ID: "fri", Title: "Friday", Description: "9 to 12"}, b.tap(id, `"id":"fri"`).Interactive.ListReply)

	id = write(interactive(`{"type":"flow","body":{"text":"Book"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"` + graphtest.FlowID + `","flow_cta":"Book","flow_token":"t"}}}`))
	require.JSONEq(t, `{"day":"friday"}`, b.tap(id, `"response":{"day":"friday"}`).Interactive.NFMReply.ResponseJSON)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`"}`, http.StatusBadRequest)

	id = write(interactive(`{"type":"call_permission_request","body":{"text":"May we?"},"action":{"name":"call_permission_request"}}`))
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`"}`, http.StatusBadRequest)
	require.True(t, b.tap(id, `"accept":true,"permanent":true`).Interactive.CallPermissionReply.IsPermanent)
	require.Equal(t, webhook.CallPermissionResponseReject, b.tap(id, `"accept":false`).Interactive.CallPermissionReply.Response)
	b.sim.Advance(8 * 24 * 3600e9)
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","accept":true}`, http.StatusBadRequest), "expired")
}

// rendered sends a template and returns what its recipient sees.
func (b *bench) rendered(template string) (id string, shown map[string]any) {
	b.t.Helper()
	id = b.write(firstUser, `"type":"template","template":`+template)
	shown, _ = find(b.t, b.api(http.MethodGet, "/messages", "")["messages"], "id", id)["template"].(map[string]any)
	require.NotNil(b.t, shown)
	return id, shown
}

func TestTemplatesAreRendered(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithReading(simulator.ReadingNever))
	server := b.sim.Server()
	_, shown := b.rendered(`{"name":"login_code","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"123456"}]},{"type":"button","sub_type":"url","index":0,"parameters":[{"type":"text","text":"123456"}]}]}`)
	require.Equal(t, "*123456* is your verification code.", shown["body"])
	require.Equal(t, "123456", shown["buttons"].([]any)[0].(map[string]any)["code"])

	server.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "order", Components: `[
		{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},
		{"type":"BODY","text":"{{1}} on {{2}} for {{3}}"},
		{"type":"FOOTER","text":"Thank you"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop"},{"type":"URL","text":"Track","url":"https://www.shop.test/{{1}}"},
			{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100"},{"type":"COPY_CODE","text":"Copy"}]}]`})
	id, shown := b.rendered(`{"name":"order","language":{"code":"en_US"},"components":[
		{"type":"header","parameters":[{"type":"text","text":"7781"}]},
		{"type":"body","parameters":[{"type":"currency","currency":{"fallback_value":"$10","code":"USD","amount_1000":10000}},
			{"type":"date_time","date_time":{"fallback_value":"Monday"}},{"type":"text","text":"you"}]},
		{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"stop-it"}]},
		{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"7781"}]},
		{"type":"button","sub_type":"copy_code","index":"3","parameters":[{"type":"coupon_code","coupon_code":"TEN"}]}]}`)
	text, err := json.Marshal(shown)
	require.NoError(t, err)
	require.JSONEq(t, `{"name":"order","language":"en_US","category":"UTILITY","known":true,"header":{"format":"text","text":"Order 7781"},
		"body":"$10 on Monday for you","footer":"Thank you","buttons":[{"type":"quick_reply","text":"Stop","payload":"stop-it"},
		{"type":"url","text":"Track","url":"https://www.shop.test/7781"},{"type":"phone_number","text":"Call","phone_number":"+15550100"},
		{"type":"copy_code","text":"Copy","code":"TEN"}]}`, string(text))
	for range 4 {
		b.status()
	}
	received := b.tap(id, `"id":"stop-it"`)
	require.Equal(t, &webhook.Button{Payload: "stop-it", Text: "Stop"}, received.Button)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","id":"Track"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","id":"nothing"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/taps", `{"message_id":"`+id+`","id":"x","card":1}`, http.StatusNotFound)

	_, shown = b.rendered(`{"name":"of_another_account","language":{"code":"de"},"components":[{"type":"body","parameters":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}]}`)
	require.Equal(t, false, shown["known"])
	require.Equal(t, "one, two", shown["body"])
	require.Len(t, b.api(http.MethodGet, "/messages?contains=one,+two", "")["messages"], 1, "what is shown can be found")
}

func TestCarouselOfATemplate(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithReading(simulator.ReadingNever))
	picture := b.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", []byte("png"))
	card := `{"components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"No. {{1}}"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"This one"}]}]}`
	b.sim.Server().AddTemplate(graphtest.WABAID, graphtest.Template{Name: "cards", Category: "MARKETING", Components: `[
		{"type":"BODY","text":"Choose"},{"type":"CAROUSEL","cards":[` + card + `,` + card + `]}]`})
	given := func(number string) string {
		return `{"card_index":` + number + `,"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"` + picture + `"}}]},
			{"type":"body","parameters":[{"type":"text","text":"` + number + `"}]},
			{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"take-` + number + `"}]}]}`
	}
	id, shown := b.rendered(`{"name":"cards","language":{"code":"en_US"},"components":[{"type":"carousel","cards":[` + given("0") + `,` + given("1") + `]}]}`)
	cards, _ := shown["cards"].([]any)
	require.Len(t, cards, 2)
	require.Equal(t, "No. 1", cards[1].(map[string]any)["body"])
	require.Equal(t, map[string]any{"format": "image", "media": map[string]any{"id": picture}}, cards[1].(map[string]any)["header"])
	b.status()
	b.status()
	require.Equal(t, "take-1", b.tap(id, `"card":1,"id":"take-1"`).Button.Payload)
}

func TestClientInMemory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/rules", `{"fault":"error","code":131031,"times":1}`)
	send := func() *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.facebook.com/v23.0"+messagesPath,
			strings.NewReader(`{"messaging_product":"whatsapp","to":"`+firstUser+`",`+textHello+`}`))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer x")
		response, err := b.sim.Client().Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response
	}
	require.Equal(t, http.StatusForbidden, send().StatusCode)
	require.Equal(t, http.StatusOK, send().StatusCode)
	require.Len(t, b.api(http.MethodGet, "/messages", "")["messages"], 1)

	require.NoError(t, b.sim.SetCallbackURL(""))
	require.Error(t, b.sim.SetCallbackURL("x"))
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"nobody hears"}`)
	find(t, b.api(http.MethodGet, "/traffic", "")["traffic"], "state", "undelivered")
}

func TestReadingOnThePage(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithReading(simulator.ReadingOnPage))
	b.write(firstUser, textHello)
	b.status()
	b.status()
	require.InDelta(t, 1, find(t, b.api(http.MethodGet, "/state", "")["chats"], "user", "u1")["unread"], 0)
	b.api(http.MethodPost, "/users/u1/read", `{}`)
	require.Equal(t, webhook.MessageStatusRead, b.status().Status)
	require.InDelta(t, 0, find(t, b.api(http.MethodGet, "/state", "")["chats"], "user", "u1")["unread"], 0)
	b.api(http.MethodPatch, "/settings", `{"reading":"never"}`)
	b.write(firstUser, textHello)
	b.status()
	b.status()
	b.api(http.MethodPost, "/users/u1/read", `{}`)
	require.Equal(t, "delivered", b.api(http.MethodGet, "/messages?limit=1", "")["messages"].([]any)[0].(map[string]any)["status"])
	b.refused(http.MethodPost, "/users/u1/read", `{"x":`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users/u9/open", `{}`, http.StatusNotFound)
}
