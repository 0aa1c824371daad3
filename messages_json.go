package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// messageEnvelope is a message without its content.
type messageEnvelope struct {
	MessagingProduct   string          `json:"messaging_product"`
	RecipientType      RecipientType   `json:"recipient_type,omitzero"`
	To                 string          `json:"to,omitzero"`
	Recipient          string          `json:"recipient,omitzero"`
	Context            *messageContext `json:"context,omitzero"`
	CallbackData       string          `json:"biz_opaque_callback_data,omitzero"`
	IdentityKeyHash    string          `json:"recipient_identity_key_hash,omitzero"`
	MessagingAccountID string          `json:"messaging_account_id,omitzero"`
	Type               string          `json:"type"`
}

type messageContext struct {
	MessageID string `json:"message_id"`
}

// isEnvelopeMember reports whether the member belongs to the envelope rather
// than holding content.
func isEnvelopeMember(name string) bool {
	return slices.Contains([]string{
		"messaging_product", "recipient_type", "to", "recipient", "context",
		"biz_opaque_callback_data", "recipient_identity_key_hash", "messaging_account_id", "type",
	}, name)
}

// MarshalJSON writes the message as Graph takes it.
func (m Message) MarshalJSON() ([]byte, error) { return m.encodeGraph() }

func (m Message) encodeGraph() ([]byte, error) {
	if isNil(m.Content) {
		return nil, errors.New("whatsapp: the message has no Content")
	}
	contentType := m.Content.contentType()
	if isEnvelopeMember(contentType) {
		return nil, fmt.Errorf("whatsapp: content of the type %q would appear twice in the message", contentType)
	}
	text := takeBuffer()
	defer giveBuffer(text)
	text.Write(m.appendEnvelope(text.AvailableBuffer(), contentType))
	if err := writeContent(text, m.Content); err != nil {
		return nil, err
	}
	text.WriteByte('}')
	return bytes.Clone(text.Bytes()), nil
}

// appendEnvelope appends the members of a messageEnvelope and the name of the
// content's. It is written out because Send is called far more often than
// anything else, and encoding/json takes several times as long.
func (m Message) appendEnvelope(text []byte, contentType string) []byte {
	text = append(text, `{"messaging_product":"`+messagingProduct+`"`...)
	text = appendMember(text, `,"recipient_type":`, string(m.RecipientType))
	text = appendMember(text, `,"to":`, m.To)
	text = appendMember(text, `,"recipient":`, m.Recipient)
	if m.ReplyTo != "" {
		text = append(appendMember(text, `,"context":{"message_id":`, m.ReplyTo), '}')
	}
	text = appendMember(text, `,"biz_opaque_callback_data":`, m.CallbackData)
	text = appendMember(text, `,"recipient_identity_key_hash":`, m.IdentityKeyHash)
	text = appendMember(text, `,"messaging_account_id":`, m.MessagingAccountID)
	text = graphjson.AppendString(append(text, `,"type":`...), contentType)
	text = graphjson.AppendString(append(text, ','), contentType)
	return append(text, ':')
}

// appendMember appends a member, unless its value is empty.
func appendMember(text []byte, name, value string) []byte {
	if value == "" {
		return text
	}
	return graphjson.AppendString(append(text, name...), value)
}

// writeContent encodes the content. A text is written out for the same reason
// as the envelope.
func writeContent(text *bytes.Buffer, content Content) error {
	if plain, ok := content.(Text); ok {
		text.Write(plain.appendGraph(text.AvailableBuffer()))
		return nil
	}
	if err := json.NewEncoder(text).Encode(content); err != nil {
		return err
	}
	text.Truncate(text.Len() - len("\n"))
	return nil
}

// UnmarshalJSON reads a message in Graph's form. Content of a type that this
// package does not know becomes [RawContent].
func (m *Message) UnmarshalJSON(data []byte) error {
	var envelope messageEnvelope
	if err := decodeJSON(data, &envelope); err != nil {
		return err
	}
	content, err := readContent(data, envelope.Type)
	if err != nil {
		return err
	}
	*m = Message{
		To: envelope.To, Recipient: envelope.Recipient, RecipientType: envelope.RecipientType, Content: content,
		CallbackData: envelope.CallbackData, IdentityKeyHash: envelope.IdentityKeyHash, MessagingAccountID: envelope.MessagingAccountID,
	}
	if envelope.Context != nil {
		m.ReplyTo = envelope.Context.MessageID
	}
	return nil
}

// readContent finds the content of a message. Without a type, it is the member
// named after one: some of Meta's own examples omit the type.
func readContent(message []byte, contentType string) (Content, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(message, &members); err != nil {
		return nil, err
	}
	if contentType == "" {
		for _, known := range contentTypes {
			if _, found := members[known]; found {
				contentType = known
			}
		}
	}
	body, found := members[contentType]
	if contentType == "" || !found || string(body) == "null" || isEnvelopeMember(contentType) {
		return nil, fmt.Errorf("whatsapp: the message of type %q has no content", contentType)
	}
	content, err := decodeContent(contentType, body)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: decode the %s: %w", contentType, err)
	}
	return content, nil
}

// The types of content that this package knows.
const (
	contentText        = "text"
	contentImage       = "image"
	contentAudio       = "audio"
	contentVideo       = "video"
	contentDocument    = "document"
	contentSticker     = "sticker"
	contentLocation    = "location"
	contentContacts    = "contacts"
	contentReaction    = "reaction"
	contentTemplate    = "template"
	contentInteractive = "interactive"
)

var contentTypes = []string{
	contentText, contentImage, contentAudio, contentVideo, contentDocument, contentSticker,
	contentLocation, contentContacts, contentReaction, contentTemplate, contentInteractive,
}

func decodeContent(contentType string, body json.RawMessage) (Content, error) {
	switch contentType {
	case contentText:
		return decodeAs[Text](body)
	case contentImage:
		return decodeAs[Image](body)
	case contentAudio:
		return decodeAs[Audio](body)
	case contentVideo:
		return decodeAs[Video](body)
	case contentDocument:
		return decodeAs[Document](body)
	case contentSticker:
		return decodeAs[Sticker](body)
	case contentLocation:
		return decodeAs[Location](body)
	case contentContacts:
		return decodeAs[Contacts](body)
	case contentReaction:
		return decodeAs[Reaction](body)
	case contentTemplate:
		return decodeAs[Template](body)
	case contentInteractive:
		return decodeInteractiveContent(body)
	}
	return RawContent{Type: contentType, Body: body}, nil
}

// decodeAs decodes a content of type T.
func decodeAs[T Content](data []byte) (Content, error) {
	var content T
	if err := decodeJSON(data, &content); err != nil {
		return nil, err
	}
	return content, nil
}

// anyJSON is an object whose members this package does not know. Its numbers
// decode to json.Number, so that they encode as they were.
type anyJSON map[string]any
