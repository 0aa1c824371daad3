package simulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestConversation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sent := b.api(http.MethodPost, "/users/"+firstUser+"/messages", `{"text":"Good morning"}`)
	received := b.message()
	require.Equal(t, sent["id"], received.ID)
	require.Equal(t, "Good morning", received.Text.Body)
	require.Equal(t, firstUser, received.From)

	id := b.write("+1 555 010 0123", `"context":{"message_id":"`+received.ID+`"},`+textHello)
	for _, want := range []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead} {
		status := b.status()
		require.Equal(t, want, status.Status)
		require.Equal(t, id, status.ID)
		require.Equal(t, firstUser, status.RecipientID)
	}
	list := b.api(http.MethodGet, "/messages?direction=sent&user=u1", "")
	messages, _ := list["messages"].([]any)
	require.Len(t, messages, 1)
	shown := find(t, list["messages"], "id", id)
	require.Equal(t, "read", shown["status"])
	require.Equal(t, received.ID, shown["reply_to"])
	require.Equal(t, map[string]any{"body": "hello"}, shown["content"])
}

func TestWaitingForAMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	answers := make(chan map[string]any, 1)
	go func() {
		answers <- b.api(http.MethodGet, "/messages?wait=1m&user=15550100777&type=text&contains=hello&direction=sent", "")
	}()
	b.write("15550100776", textHello)
	b.write("15550100777", `"type":"text","text":{"body":"something else"}`)
	id := b.write("15550100777", textHello)
	list := <-answers
	require.Equal(t, true, list["complete"])
	find(t, list["messages"], "id", id)

	list = b.api(http.MethodGet, "/messages?wait=1ms&min=2&user=15550100777&contains=hello", "")
	require.Equal(t, false, list["complete"])
	after := list["next"].(float64)
	require.InDelta(t, 3, after, 0)
	require.Empty(t, b.api(http.MethodGet, "/messages?after=3", "")["messages"])
	require.Len(t, b.api(http.MethodGet, "/messages?after=1&limit=1", "")["messages"], 1)
	first := b.api(http.MethodGet, "/messages?after=0&limit=1", "")
	require.EqualValues(t, 1, first["next"], "the pages begin with the oldest message")

	require.Contains(t, b.refused(http.MethodGet, "/messages?user=nobody", "", http.StatusNotFound), "nobody")
	for _, wrong := range []string{"wait=soon", "limit=-1", "min=x", "after=x", "direction=up"} {
		require.Contains(t, b.refused(http.MethodGet, "/messages?"+wrong, "", http.StatusBadRequest), "invalid")
	}
}

func TestWhatAUserSends(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	own := "/users/u1/messages"
	first, _ := b.api(http.MethodPost, own, `{"text":{"body":"Wrong wrod"}}`)["id"].(string)
	b.message()
	media, _ := b.api(http.MethodPost, "/media", "a picture")["id"].(string)
	for _, content := range []string{
		`{"image":{"id":"` + media + `","caption":"Look"}}`, `{"audio":{"id":"` + media + `","voice":true}}`,
		`{"location":{"latitude":1.5,"longitude":2}}`, `{"contacts":[{"name":{"formatted_name":"A friend"}}]}`,
		`{"text":"I mean it","reply_to":"` + first + `"}`, `{"order":{"catalog_id":"1","product_items":[]}}`,
	} {
		sent := b.api(http.MethodPost, own, content)
		received := b.message()
		require.Equal(t, sent["id"], received.ID)
		require.Equal(t, sent["type"], string(received.Type))
		if received.Image != nil {
			require.NotEmpty(t, received.Image.SHA256)
			status, content := b.request(http.MethodGet, "/_simulator/api/media/"+received.Image.ID, "")
			require.Equal(t, http.StatusOK, status)
			require.Equal(t, "a picture", content)
		}
		if received.Context != nil {
			require.Equal(t, firstUser, received.Context.From)
		}
	}
	b.api(http.MethodPost, own, `{"reaction":{"message_id":"`+first+`","emoji":"👍"}}`)
	require.Equal(t, "👍", b.message().Reaction.Emoji)
	b.api(http.MethodPost, own, `{"edit":{"original_message_id":"`+first+`","message":{"text":{"body":"Wrong word"}}}}`)
	require.Equal(t, "Wrong word", b.message().Edit.Message.Text.Body)
	shown := find(t, b.api(http.MethodGet, "/messages?chat="+graphtest.PhoneNumberID+".u1", "")["messages"], "id", first)
	require.Equal(t, true, shown["edited"])
	require.Equal(t, map[string]any{"user": "👍"}, shown["reactions"])
	require.Equal(t, map[string]any{"body": "Wrong word"}, shown["content"])
	b.api(http.MethodPost, own, `{"revoke":{"original_message_id":"`+first+`"}}`)
	require.Equal(t, first, b.message().Revoke.OriginalMessageID)
	shown = find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", first)
	require.Equal(t, true, shown["revoked"])
	require.Nil(t, shown["content"], "it is gone")

	require.Contains(t, b.refused(http.MethodPost, own, `{"revoke":{"original_message_id":"wamid.OTHER"}}`, http.StatusBadRequest), "wamid.OTHER")
	b.refused(http.MethodPost, own, `{}`, http.StatusBadRequest)
	b.refused(http.MethodPost, own, `{"text":`, http.StatusBadRequest)
	b.refused(http.MethodPost, own, `{"image":[1]}`, http.StatusBadRequest)
	b.refused(http.MethodPost, own, `{"text":"hi","phone_number_id":"1"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u99/messages", `{"text":"hi"}`, http.StatusNotFound)
	b.refused(http.MethodGet, "/media/1", "", http.StatusNotFound)
}

func TestUserWithoutANumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/users/u3/messages", `{"text":"Who am I?"}`)
	received := b.message()
	require.Empty(t, received.From)
	require.NotEmpty(t, received.FromUserID)
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","recipient":"`+received.FromUserID+`",`+textHello+`}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, received.FromUserID, b.status().RecipientUserID)
	require.Len(t, b.api(http.MethodGet, "/messages?user=u3", "")["messages"], 2)

	b.api(http.MethodPatch, "/users/u1", `{"hides_number":true,"username":"first"}`)
	b.status()
	b.status()
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"I hide now"}`)
	received = b.message()
	require.Empty(t, received.From)
	require.NotEmpty(t, received.FromUserID)
}

func TestUserWhoBlocksOptsOutAndChangesTheNumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sim.Server().AddTemplate(graphtest.WABAID, graphtest.Template{Name: "offer", Category: "MARKETING", Body: "Half price"})
	b.api(http.MethodPatch, "/users/u1", `{"opted_out":true}`)
	preference, isPreference := b.next().(*webhook.UserPreferenceEvent)
	require.True(t, isPreference)
	require.Equal(t, "stop", preference.Preference.Value)
	require.Equal(t, firstUser, preference.Preference.WAID)
	b.write(firstUser, `"type":"template","template":{"name":"offer","language":{"code":"en_US"}}`)
	failed := b.status()
	require.Equal(t, webhook.MessageStatusFailed, failed.Status)
	require.Equal(t, 131050, failed.Errors[0].Code)
	b.api(http.MethodPatch, "/users/u1", `{"opted_out":false}`)
	b.next()

	b.api(http.MethodPatch, "/users/u1", `{"blocks":true}`)
	b.write(firstUser, textHello)
	require.Equal(t, webhook.MessageStatusSent, b.status().Status)
	require.Equal(t, "sent", b.api(http.MethodGet, "/messages?user=u1&type=text", "")["messages"].([]any)[0].(map[string]any)["status"])

	changed := b.api(http.MethodPost, "/users/u1/number", `{"wa_id":"+1 555 010 0188"}`)
	require.Equal(t, "15550100188", changed["wa_id"])
	system := b.message()
	require.Equal(t, webhook.SystemTypeUserChangedNumber, system.System.Type)
	require.Equal(t, "15550100188", system.System.WAID)
	require.Equal(t, firstUser, system.From)
	b.refused(http.MethodPost, "/users/u1/number", `{"wa_id":"1"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users/u1/number", `{"wa_id":"15550100127"}`, http.StatusBadRequest)

	added := b.api(http.MethodPost, "/users", `{"name":"Somebody","hides_number":true}`)
	require.NotEmpty(t, added["user_id"])
	b.refused(http.MethodPost, "/users", `{"wa_id":"15550100127"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users", `{"wa_id":"12"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users", `{"colour":"red"}`, http.StatusBadRequest)
	b.refused(http.MethodPatch, "/users/u2", `{"wa_id":"15550100190"}`, http.StatusBadRequest)
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/users/u2/open", `{}`)
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/conversational_automation", `{"enable_welcome_message":true}`)
	require.Equal(t, http.StatusOK, status, text)
	b.api(http.MethodPost, "/users/u1/open", `{}`)
	require.Equal(t, webhook.MessageTypeRequestWelcome, b.message().Type, "and the first chat was opened before")
	b.api(http.MethodPost, "/users/u1/open", `{}`)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	require.Equal(t, "hi", b.message().Text.Body, "a chat is new once")
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	sent, _ := b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)["id"].(string)
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","status":"read","message_id":"`+sent+`","typing_indicator":{"type":"text"}}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, "read", find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", sent)["status"])

	b.message()
	b.write(firstUser, `"type":"reaction","reaction":{"message_id":"`+sent+`","emoji":"❤"}`)
	require.Equal(t, map[string]any{"business": "❤"}, find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", sent)["reactions"])
	require.Equal(t, webhook.MessageStatusSent, b.status().Status)
}
