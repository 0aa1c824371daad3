package reply

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// maxCallbackData is the longest biz_opaque_callback_data that Graph takes.
const maxCallbackData = 512

// Key returns what identifies the reply to an event that has the name. It is
// the reply's CallbackData, and its key in the store.
func Key(event webhook.Event, name string) string {
	key := "reply:" + event.Key() + ":" + name
	if len(key) > maxCallbackData {
		hash := sha256.Sum256([]byte(key))
		return "reply:" + hex.EncodeToString(hash[:])
	}
	return key
}

// Message returns a message with the content to whoever sent the event's
// message: the group, if it was sent to one, or else the person, by phone
// number or by business-scoped user id. It quotes the message, and its
// CallbackData is the [Key] of the event and the name. A [whatsapp.Reaction]
// that names no message is to this one.
func Message(event *webhook.MessageEvent, name string, content whatsapp.Content) whatsapp.Message {
	message := whatsapp.Message{
		Content:      content,
		ReplyTo:      quotable(&event.Message),
		CallbackData: Key(event, name),
	}
	address(&message, event)
	if reaction, ok := content.(whatsapp.Reaction); ok {
		message.ReplyTo = "" // a reaction names its message itself
		if reaction.MessageID == "" {
			reaction.MessageID = event.Message.ID
			message.Content = reaction
		}
	}
	return message
}

// quotable returns the id of the message, unless it is one that WhatsApp does
// not show as a message of the user.
func quotable(m *webhook.Message) string {
	switch m.Type {
	case webhook.MessageTypeReaction, webhook.MessageTypeSystem, webhook.MessageTypeRevoke:
		return ""
	case webhook.MessageTypeEdit:
		if m.Edit != nil {
			return m.Edit.OriginalMessageID
		}
	}
	return m.ID
}

// address fills in the recipient.
func address(message *whatsapp.Message, event *webhook.MessageEvent) {
	if group := event.Message.GroupID; group != "" {
		message.To, message.RecipientType = group, whatsapp.RecipientTypeGroup
		return
	}
	user := event.Sender()
	if change := event.Message.System; change != nil {
		user = changed(user, change)
	}
	if user.WAID != "" {
		message.To = "+" + strings.TrimPrefix(user.WAID, "+") // webhooks leave the plus out
	} else {
		message.Recipient = user.UserID
	}
}

// changed returns the user as they are after a change. Who has another user id
// has another phone number, too.
func changed(user webhook.User, change *webhook.System) webhook.User {
	waID := cmp.Or(change.WAID, change.NewWAID)
	if waID != "" || change.UserID != "" {
		user.WAID = waID
	}
	user.UserID = cmp.Or(change.UserID, user.UserID)
	return user
}
