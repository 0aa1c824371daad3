package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// plainMessage has the members of a text message in the order in which they are
// sent.
type plainMessage struct {
	MessagingProduct   string         `json:"messaging_product"`
	RecipientType      string         `json:"recipient_type,omitzero"`
	To                 string         `json:"to,omitzero"`
	Recipient          string         `json:"recipient,omitzero"`
	Context            *plainContext  `json:"context,omitzero"`
	CallbackData       string         `json:"biz_opaque_callback_data,omitzero"`
	IdentityKeyHash    string         `json:"recipient_identity_key_hash,omitzero"`
	MessagingAccountID string         `json:"messaging_account_id,omitzero"`
	Type               string         `json:"type"`
	Text               *whatsapp.Text `json:"text,omitzero"`
}

type plainContext struct {
	MessageID string `json:"message_id"`
}

// Messages are not encoded by encoding/json, but the result is the same.
func FuzzMessageEncoding(f *testing.F) {
	f.Add("+15550100142", "", "", "Your order is on its way.", "", "", "", "", false)
	f.Add("", "US.1", "group", "Olá\n\"você\" <b> \u2028 \xff", "wamid.1", "order-17", "hash", "1234", true)
	f.Fuzz(func(t *testing.T, to, recipient, kind, body, replyTo, callbackData, hash, account string, preview bool) {
		text := whatsapp.Text{Body: body, PreviewURL: preview}
		message := whatsapp.Message{
			To: to, Recipient: recipient, RecipientType: whatsapp.RecipientType(kind), Content: text,
			ReplyTo: replyTo, CallbackData: callbackData, IdentityKeyHash: hash, MessagingAccountID: account,
		}
		plain := plainMessage{
			MessagingProduct: "whatsapp", RecipientType: kind, To: to, Recipient: recipient, Type: "text", Text: &text,
			CallbackData: callbackData, IdentityKeyHash: hash, MessagingAccountID: account,
		}
		if replyTo != "" {
			plain.Context = &plainContext{replyTo}
		}
		requireEncodesAs(t, plain, message)

		message.Content = &text
		requireEncodesAs(t, plain, message)
	})
}

func requireEncodesAs(t *testing.T, want any, message whatsapp.Message) {
	t.Helper()
	expected, err := json.Marshal(want)
	require.NoError(t, err)
	encoded, err := message.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, string(expected), string(encoded))
}

func TestTypesOfContentAreEscaped(t *testing.T) {
	t.Parallel()
	content := whatsapp.RawContent{Type: `po"ll`, Body: json.RawMessage(`{"name":"<Lunch>"}`)}
	encoded, err := whatsapp.Message{To: "1", Content: content}.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, `{"messaging_product":"whatsapp","to":"1","type":"po\"ll","po\"ll":{"name":"\u003cLunch\u003e"}}`, string(encoded))
}
