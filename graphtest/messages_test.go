package graphtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const textTo = `{"messaging_product":"whatsapp","to":"%s","type":"text","text":{"body":"Good morning"}}`

// send sends a message and returns its id.
func send(t testing.TB, srv *graphtest.Server, body string) string {
	t.Helper()
	reply := call(t, srv, http.MethodPost, messages, jsonBody(body))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	return reply.object(t)["messages"].([]any)[0].(map[string]any)["id"].(string)
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, contact, accepted, messageType, content string }{
		"text": {
			`{"messaging_product":"whatsapp","to":"+1 555-0123","text":{"body":"Good morning"}}`,
			`{"input":"+1 555-0123","wa_id":"15550123"}`, ``, "text", `{"body":"Good morning"}`,
		},
		"longest text": {
			`{"messaging_product":"whatsapp","to":"15550123","type":"text","text":{"body":"` + strings.Repeat("ü", 4096) + `"}}`,
			`{"input":"15550123","wa_id":"15550123"}`, ``, "text", `{"body":"` + strings.Repeat("ü", 4096) + `"}`,
		},
		"user id": {
			`{"messaging_product":"whatsapp","recipient":"US.7","type":"image","image":{"id":"` + graphtest.MediaID + `"}}`,
			`{"input":"US.7","user_id":"US.7"}`, ``, "image", `{"id":"` + graphtest.MediaID + `"}`,
		},
		"number wins over user id": {
			`{"messaging_product":"whatsapp","to":"15550123","recipient":"US.7","type":"contacts","contacts":[{"name":{"formatted_name":"Ada"}}]}`,
			`{"input":"15550123","wa_id":"15550123"}`, ``, "contacts", `[{"name":{"formatted_name":"Ada"}}]`,
		},
		"template": {
			`{"messaging_product":"whatsapp","to":"15550123","type":"template","template":{"name":"order","language":{"code":"en"}}}`,
			`{"input":"15550123","wa_id":"15550123"}`, `,"message_status":"accepted"`, "template", `{"name":"order","language":{"code":"en"}}`,
		},
		"capital letters": {
			`{"messaging_product":"whatsapp","recipient_type":"INDIVIDUAL","to":"15550123","type":"TEXT","text":{"body":"Good morning"}}`,
			`{"input":"15550123","wa_id":"15550123"}`, ``, "text", `{"body":"Good morning"}`,
		},
		"pin": {
			`{"messaging_product":"whatsapp","recipient_type":"GROUP","to":"Y2FwaV9ncm91cDox","type":"pin","pin":{"type":"pin","message_id":"wamid.1","expiration_days":7}}`,
			`{"input":"Y2FwaV9ncm91cDox","wa_id":"Y2FwaV9ncm91cDox"}`, `,"group_id":"Y2FwaV9ncm91cDox"`, "pin", `{"type":"pin","message_id":"wamid.1","expiration_days":7}`,
		},
		"group": {
			`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2FwaV9ncm91cDox","text":{"body":"Good morning"}}`,
			`{"input":"Y2FwaV9ncm91cDox","wa_id":"Y2FwaV9ncm91cDox"}`, `,"group_id":"Y2FwaV9ncm91cDox"`, "text", `{"body":"Good morning"}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, jsonBody(test.body))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.Len(t, srv.Outbox(), 1)
			sent := srv.Outbox()[0]
			require.JSONEq(t, `{"messaging_product":"whatsapp","contacts":[`+test.contact+`],`+
				`"messages":[{"id":"`+sent.ID+`"`+test.accepted+`}]}`, reply.Body)
			require.Equal(t, graphtest.PhoneNumberID, sent.PhoneNumberID)
			require.Equal(t, test.messageType, sent.Type)
			require.JSONEq(t, test.content, string(sent.Content))
			require.True(t, sent.To == "" != (sent.Recipient == ""), "one of them")
		})
	}
}

func TestSendMessageRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"no product":      {`{"to":"15550123","text":{"body":"x"}}`, "messaging_product is required"},
		"another product": {`{"messaging_product":"sms","to":"15550123","text":{"body":"x"}}`, "messaging_product"},
		"no recipient":    {`{"messaging_product":"whatsapp","text":{"body":"x"}}`, "parameter to is required"},
		"unknown type":    {`{"messaging_product":"whatsapp","to":"15550123","type":"fax","fax":{}}`, "Param type must be one of"},
		"no content":      {`{"messaging_product":"whatsapp","to":"15550123","type":"image","text":{"body":"x"}}`, "parameter image is required"},
		"no object":       {`{"messaging_product":"whatsapp","to":"15550123","text":"x"}`, "Param text must be an object"},
		"no array":        {`{"messaging_product":"whatsapp","to":"15550123","type":"contacts","contacts":{}}`, "Param contacts must be an array"},
		"no contact":      {`{"messaging_product":"whatsapp","to":"15550123","type":"contacts","contacts":[]}`, "at least one contact"},
		"empty text":      {`{"messaging_product":"whatsapp","to":"15550123","text":{"body":""}}`, "text['body'] is required"},
		"long text":       {`{"messaging_product":"whatsapp","to":"15550123","text":{"body":"` + strings.Repeat("x", 4097) + `"}}`, "at most 4096 characters"},
		"long callback":   {`{"messaging_product":"whatsapp","to":"15550123","text":{"body":"x"},"biz_opaque_callback_data":"` + strings.Repeat("ü", 513) + `"}`, "at most 512 characters"},
		"no group":        {`{"messaging_product":"whatsapp","recipient_type":"group","recipient":"US.7","text":{"body":"x"}}`, "parameter to is required"},
		"unknown kind":    {`{"messaging_product":"whatsapp","recipient_type":"crowd","to":"15550123","text":{"body":"x"}}`, "Param recipient_type must be one of"},
		"unknown pin":     {`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2F","type":"pin","pin":{"type":"nail","message_id":"wamid.1"}}`, "Param pin['type'] must be one of {PIN, UNPIN}"},
		"pin of nothing":  {`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2F","type":"pin","pin":{"type":"unpin"}}`, "pin['message_id'] is required"},
		"pin for a word":  {`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2F","type":"pin","pin":{"type":"pin","message_id":"wamid.1","expiration_days":"long"}}`, "pin['expiration_days'] must be an integer"},
		"no context":      {`{"messaging_product":"whatsapp","to":"15550123","text":{"body":"x"},"context":"wamid.1"}`, "Param context must be an object"},
		"typing what":     {`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"audio"}}`, "Param typing_indicator['type'] must be one of {TEXT}"},
		"unknown status":  {`{"messaging_product":"whatsapp","status":"seen","message_id":"wamid.1"}`, "Param status must be one of"},
		"nothing to read": {`{"messaging_product":"whatsapp","status":"read"}`, "message_id is required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, hooks, _ := newHooks(t)
			reply := call(t, srv, http.MethodPost, messages, jsonBody(test.body))
			reply.requireError(t, http.StatusBadRequest, 100)
			require.Contains(t, reply.graphError(t).Message, test.want)
			require.Empty(t, srv.Outbox())
			require.Zero(t, hooks.Pending())
		})
	}
}

func TestRecipientRefused(t *testing.T) {
	t.Parallel()
	group := graphtest.New()
	reply := call(t, group, http.MethodPost, messages, jsonBody(`{"messaging_product":"whatsapp","recipient_type":"group","to":"+1 555 010 0123","text":{"body":"x"}}`))
	reply.requireError(t, http.StatusBadRequest, 131020)
	require.Empty(t, group.Outbox())
	user := graphtest.New()
	reply = call(t, user, http.MethodPost, messages, jsonBody(`{"messaging_product":"whatsapp","recipient":"+15550100123","text":{"body":"x"}}`))
	reply.requireError(t, http.StatusBadRequest, 131009)
	require.Empty(t, user.Outbox())
	for to, code := range map[string]int{"0301 234567": 131009, "nobody": 131009, "+1 (555) 0100": 131021} {
		srv := graphtest.New()
		reply := call(t, srv, http.MethodPost, messages, jsonBody(fmt.Sprintf(textTo, to)))
		reply.requireError(t, http.StatusBadRequest, code)
		require.Empty(t, srv.Outbox())
	}
}

func TestReplyTo(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	send(t, srv, `{"messaging_product":"whatsapp","to":"15550123","context":{"message_id":"wamid.7"},"text":{"body":"x"}}`)
	send(t, srv, fmt.Sprintf(textTo, "15550123"))
	require.Equal(t, "wamid.7", srv.Outbox()[0].ReplyTo)
	require.Empty(t, srv.Outbox()[1].ReplyTo)
}

func TestMarkAsRead(t *testing.T) {
	t.Parallel()
	srv, hooks, _ := newHooks(t)
	reply := call(t, srv, http.MethodPost, messages,
		jsonBody(`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}`))
	require.Equal(t, http.StatusOK, reply.Status)
	require.JSONEq(t, `{"success":true}`, reply.Body)
	require.Empty(t, srv.Outbox())
	require.Zero(t, hooks.Pending())
}

func TestStatusesOfSentMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		id := send(t, srv, `{"messaging_product":"whatsapp","to":"+15550100123","text":{"body":"x"},"biz_opaque_callback_data":"order 7"}`)
		require.Empty(t, box.take(), "sending calls nobody")
		require.NoError(t, hooks.Run(t.Context()))

		var state webhook.DeliveryState
		events := box.take()
		for i, want := range []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead} {
			event := events[i].(*webhook.StatusEvent)
			require.Equal(t, want, event.Status.Status)
			require.Equal(t, id, event.Status.ID)
			require.Equal(t, "15550100123", event.Status.RecipientID)
			require.Equal(t, "order 7", event.Status.BizOpaqueCallbackData)
			require.Equal(t, want != webhook.MessageStatusRead, event.Status.Pricing != nil)
			require.Equal(t, graphtest.PhoneNumberID, event.Metadata.PhoneNumberID)
			state.Fold(event.Status)
		}
		require.Len(t, events, 3)
		require.Equal(t, webhook.MessageStatusRead, state.Status)
	})
}

func TestStatusesByRecipientAndType(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts []graphtest.WebhookOption
		body string
		want []webhook.MessageStatus
	}{
		"all":      {nil, fmt.Sprintf(textTo, "15550100123"), []webhook.MessageStatus{"sent", "delivered", "read"}},
		"fails":    {nil, fmt.Sprintf(textTo, "+1 555 010 0124"), []webhook.MessageStatus{"failed"}},
		"user":     {nil, `{"messaging_product":"whatsapp","recipient":"US.7","text":{"body":"x"}}`, []webhook.MessageStatus{"failed"}},
		"reaction": {nil, `{"messaging_product":"whatsapp","to":"15550100123","type":"reaction","reaction":{"message_id":"wamid.1","emoji":""}}`, []webhook.MessageStatus{"sent"}},
		"chosen":   {[]graphtest.WebhookOption{graphtest.WithStatuses("sent", "played")}, fmt.Sprintf(textTo, "15550100123"), []webhook.MessageStatus{"sent", "played"}},
		"none":     {[]graphtest.WebhookOption{graphtest.WithStatuses()}, fmt.Sprintf(textTo, "15550100123"), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, hooks, box := newHooks(t, test.opts...)
			hooks.FailMessagesTo("15550100124", webhook.Error{Code: 131026, Title: "Message undeliverable"})
			hooks.FailMessagesTo("US.7", webhook.Error{Code: 131049, Title: "Not delivered"})
			send(t, srv, test.body)
			require.NoError(t, hooks.Flush(t.Context()))
			var got []webhook.MessageStatus
			for _, event := range box.take() {
				status := event.(*webhook.StatusEvent).Status
				got = append(got, status.Status)
				require.Equal(t, status.Status == webhook.MessageStatusFailed, len(status.Errors) == 1)
			}
			require.Equal(t, test.want, got)
		})
	}
}

// A group accepts a message once, and each participant gets it.
func TestStatusesOfAGroup(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	joined := srv.AddGroup(graphtest.PhoneNumberID, graphtest.Group{Participants: []string{"+1 555-010-0123", "US.7"}})
	send(t, srv, `{"messaging_product":"whatsapp","recipient_type":"group","to":"`+joined+`","text":{"body":"x"}}`)
	require.Equal(t, "group", srv.Outbox()[0].RecipientType)
	require.Len(t, hooks.Deliveries(), 3, "sent, delivered and read")
	require.NoError(t, hooks.Flush(t.Context()))
	var got []string
	for _, event := range box.take() {
		event := event.(*webhook.StatusEvent)
		require.Equal(t, joined, event.Status.RecipientID)
		require.Equal(t, webhook.RecipientTypeGroup, event.Status.RecipientType)
		got = append(got, string(event.Status.Status)+" "+event.Recipient().ID())
		if event.Status.Status == webhook.MessageStatusDelivered {
			require.Equal(t, "group_service", event.Status.Pricing.Category)
		}
	}
	require.Equal(t, []string{"sent ", "delivered 15550100123", "delivered US.7", "read 15550100123", "read US.7"}, got)

	srv.LeaveGroup(joined, "15550100123")
	srv.LeaveGroup(joined, "US.7")
	update := graphtest.StatusUpdate{MessageID: srv.Outbox()[0].ID, Status: webhook.MessageStatusRead}
	require.Equal(t, joined, deliverOne[*webhook.StatusEvent](t, hooks, box, update).Status.RecipientID, "nobody is left")
}

func TestTemplatesToAGroupCostMore(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t, graphtest.WithStatuses("delivered"))
	send(t, srv, `{"messaging_product":"whatsapp","recipient_type":"group","to":"`+graphtest.GroupID+
		`","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
	require.NoError(t, hooks.Flush(t.Context()))
	events := box.take()
	require.Len(t, events, 2, "the participants")
	for _, event := range events {
		require.Equal(t, &webhook.Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: "group_utility"},
			event.(*webhook.StatusEvent).Status.Pricing)
	}
}

func TestMessagesThatNoGroupTakes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	empty := srv.AddGroup(graphtest.PhoneNumberID, graphtest.Group{})
	foreign := srv.AddGroup(graphtest.SecondPhoneNumberID, graphtest.Group{Participants: []string{"15550100123"}})
	srv.SuspendGroup(graphtest.GroupID)
	for id, want := range map[string][2]int{empty: {400, 131020}, foreign: {400, 131041}, "Y2F": {400, 131041}, graphtest.GroupID: {403, 131207}} {
		body := `{"messaging_product":"whatsapp","recipient_type":"group","to":"` + id + `","text":{"body":"x"}}`
		call(t, srv, http.MethodPost, messages, jsonBody(body)).requireError(t, want[0], want[1])
	}
	require.Empty(t, srv.Outbox())
	srv.ReinstateGroup(graphtest.GroupID)
	send(t, srv, `{"messaging_product":"whatsapp","recipient_type":"group","to":"`+graphtest.GroupID+`","text":{"body":"x"}}`)
}

func TestStatusUpdate(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t, graphtest.WithStatuses())
	id := send(t, srv, `{"messaging_product":"whatsapp","recipient":"US.7","type":"template","template":{"name":"order","language":{"code":"en"}}}`)

	event := deliverOne[*webhook.StatusEvent](t, hooks, box, graphtest.StatusUpdate{MessageID: id, Status: webhook.MessageStatusSent})
	require.Equal(t, webhook.User{UserID: "US.7"}, event.Recipient())
	require.NotNil(t, event.Contact)
	require.True(t, event.Status.Pricing.Billable)

	failed := deliverOne[*webhook.StatusEvent](t, hooks, box, graphtest.StatusUpdate{MessageID: id, Status: webhook.MessageStatusFailed})
	require.Equal(t, 131026, failed.Status.Errors[0].Code)
	require.Nil(t, failed.Contact)

	group := deliverOne[*webhook.StatusEvent](t, hooks, box, graphtest.StatusUpdate{
		MessageID: "wamid.other", Status: webhook.MessageStatusRead, To: "HBgLMTU1NTAxMDAxNDI", PhoneNumberID: graphtest.SecondPhoneNumberID,
		Fields: map[string]any{"recipient_type": "group", "recipient_participant_id": "15550100123"},
	})
	require.Equal(t, "HBgLMTU1NTAxMDAxNDI", group.Status.RecipientID)
	require.Equal(t, "15550100123", group.Recipient().ID())
	require.Equal(t, graphtest.SecondPhoneNumberID, group.Metadata.PhoneNumberID)

	nobody := deliverOne[*webhook.StatusEvent](t, hooks, box, graphtest.StatusUpdate{MessageID: "wamid.other", Status: "of_tomorrow"})
	require.NotEmpty(t, nobody.Recipient().ID())
}

func TestOutboxText(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	send(t, srv, fmt.Sprintf(textTo, "15550100123"))
	send(t, srv, `{"messaging_product":"whatsapp","to":"15550100123","type":"image","image":{"link":"https://shop.test/a.png","body":"x"}}`)
	require.Equal(t, "Good morning", srv.Outbox()[0].Text())
	require.Empty(t, srv.Outbox()[1].Text())
	require.NotEqual(t, srv.Outbox()[0].ID, srv.Outbox()[1].ID)
}
