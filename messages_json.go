package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// isEnvelopeMember reports whether the member belongs to the envelope rather than
// holding content.
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
	if contentType := m.Content.contentType(); isEnvelopeMember(contentType) {
		return nil, fmt.Errorf("whatsapp: content of the type %q would appear twice in the message", contentType)
	}
	envelope := messageEnvelope{
		MessagingProduct: messagingProduct, RecipientType: m.RecipientType, To: m.To, Recipient: m.Recipient,
		CallbackData: m.CallbackData, IdentityKeyHash: m.IdentityKeyHash, MessagingAccountID: m.MessagingAccountID,
		Type: m.Content.contentType(),
	}
	if m.ReplyTo != "" {
		envelope.Context = &messageContext{MessageID: m.ReplyTo}
	}
	return withMember(&envelope, envelope.Type, m.Content)
}

// withMember encodes an object and adds a member whose name varies.
func withMember(object any, name string, member any) ([]byte, error) {
	text := takeBuffer()
	defer giveBuffer(text)
	encoder := json.NewEncoder(text)
	if err := encoder.Encode(object); err != nil {
		return nil, err
	}
	text.Truncate(text.Len() - len("}\n"))
	text.WriteByte(',')
	if err := encoder.Encode(name); err != nil {
		return nil, err
	}
	text.Truncate(text.Len() - len("\n"))
	text.WriteByte(':')
	if err := encoder.Encode(member); err != nil {
		return nil, err
	}
	text.Truncate(text.Len() - len("\n"))
	text.WriteByte('}')
	return bytes.Clone(text.Bytes()), nil
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
