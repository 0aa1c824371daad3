package reply_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	person := webhook.Message{ID: "wamid.1", From: "15550100123", FromUserID: "US.1"}
	with := func(change func(*webhook.Message)) webhook.Message {
		m := person
		change(&m)
		return m
	}
	for name, test := range map[string]struct {
		message webhook.Message
		contact *webhook.Contact
		want    whatsapp.Message
	}{
		"person": {person, nil, whatsapp.Message{To: "+15550100123", ReplyTo: "wamid.1"}},
		"without a number": {webhook.Message{ID: "wamid.1", FromUserID: "US.1"}, nil,
			whatsapp.Message{Recipient: "US.1", ReplyTo: "wamid.1"}},
		"named by the contact": {webhook.Message{ID: "wamid.1"}, &webhook.Contact{UserID: "US.1"},
			whatsapp.Message{Recipient: "US.1", ReplyTo: "wamid.1"}},
		"group": {with(func(m *webhook.Message) { m.GroupID = "Y2FwaQ" }), nil,
			whatsapp.Message{To: "Y2FwaQ", RecipientType: whatsapp.RecipientTypeGroup, ReplyTo: "wamid.1"}},
		"reaction": {with(func(m *webhook.Message) { m.Type = webhook.MessageTypeReaction }), nil,
			whatsapp.Message{To: "+15550100123"}},
		"edit": {with(func(m *webhook.Message) {
			m.Type, m.Edit = webhook.MessageTypeEdit, &webhook.Edit{OriginalMessageID: "wamid.0"}
		}), nil, whatsapp.Message{To: "+15550100123", ReplyTo: "wamid.0"}},
		"revoke": {with(func(m *webhook.Message) { m.Type = webhook.MessageTypeRevoke }), nil,
			whatsapp.Message{To: "+15550100123"}},
		"new number": {with(func(m *webhook.Message) {
			m.Type, m.System = webhook.MessageTypeSystem, &webhook.System{WAID: "15550100199"}
		}), nil, whatsapp.Message{To: "+15550100199"}},
		"new number, older form": {with(func(m *webhook.Message) {
			m.Type, m.System = webhook.MessageTypeSystem, &webhook.System{NewWAID: "15550100199"}
		}), nil, whatsapp.Message{To: "+15550100199"}},
		"new user id": {with(func(m *webhook.Message) {
			m.Type, m.System = webhook.MessageTypeSystem, &webhook.System{UserID: "US.2", PreviousUserID: "US.1"}
		}), nil, whatsapp.Message{Recipient: "US.2"}},
		"new identity": {with(func(m *webhook.Message) {
			m.Type, m.System = webhook.MessageTypeSystem, &webhook.System{Customer: "15550100123"}
		}), nil, whatsapp.Message{To: "+15550100123"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.want.Content, test.want.CallbackData = greeting, "reply:wamid.1:greeting"
			event := &webhook.MessageEvent{Message: test.message, Contact: test.contact}
			got := reply.Message(event, "greeting", greeting)
			assert.Equal(t, test.want, got)
			assert.NoError(t, got.Validate())
		})
	}
}

func TestMessageWithAReaction(t *testing.T) {
	t.Parallel()
	thumb := reply.Message(message("wamid.1"), "thumb", whatsapp.Reaction{Emoji: "👍"})
	require.NoError(t, thumb.Validate())
	require.Equal(t, whatsapp.Reaction{MessageID: "wamid.1", Emoji: "👍"}, thumb.Content)
	other := reply.Message(message("wamid.1"), "thumb", whatsapp.Reaction{MessageID: "wamid.0", Emoji: "👍"})
	require.Equal(t, whatsapp.Reaction{MessageID: "wamid.0", Emoji: "👍"}, other.Content)
}

func TestKey(t *testing.T) {
	t.Parallel()
	assert.NotEqual(t, reply.Key(message("a"), "x"), reply.Key(message("a"), "y"))
	assert.NotEqual(t, reply.Key(message("a"), "x"), reply.Key(message("b"), "x"))
	assert.NotEqual(t, reply.Key(message("a:x"), "y"), reply.Key(message("a"), "x:y"))
	long := strings.Repeat("long", 200)
	assert.LessOrEqual(t, len(reply.Key(message(long), "x")), 512, "Graph takes no more")
	assert.NotEqual(t, reply.Key(message(long), "x"), reply.Key(message(long), "y"))
}
