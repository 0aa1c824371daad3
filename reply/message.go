package reply

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// maxCallbackData is the longest biz_opaque_callback_data that Graph accepts.
const maxCallbackData = 512

// Key returns the identifier of the reply with this name to an event. It is the
// reply's CallbackData, and its key in the store.
func Key(event webhook.Event, name string) string {
	key := "reply:" + event.Key() + ":" + name
	if len(key) > maxCallbackData {
		hash := sha256.Sum256([]byte(key))
		return "reply:" + hex.EncodeToString(hash[:])
	}
	return key
}

// Message returns a message with the content, addressed to the sender of the
// event's message: the group, if it was sent to one, or else the person, by
// phone number or by business-scoped user id. It quotes the message, and its
// CallbackData is the [Key] of the event and the name. A [whatsapp.Reaction]
// without a MessageID gets the id of the event's message.
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

// quotable returns the id of the message, unless WhatsApp does not show it as a
// message of the user.
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
		message.To = "+" + strings.TrimPrefix(user.WAID, "+") // webhooks omit the plus
	} else {
		message.Recipient = user.UserID
	}
}

// changed returns the user as they are after a change. A new user id comes with
// a new phone number.
func changed(user webhook.User, change *webhook.System) webhook.User {
	waID := cmp.Or(change.WAID, change.NewWAID)
	if waID != "" || change.UserID != "" {
		user.WAID = waID
	}
	user.UserID = cmp.Or(change.UserID, user.UserID)
	return user
}
