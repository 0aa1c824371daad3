package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wabakit/whatsapp/internal/bufpool"
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
	Category           MessageCategory `json:"category,omitzero"`
	TTLSeconds         int             `json:"ttl_seconds,omitzero"`
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
		"biz_opaque_callback_data", "recipient_identity_key_hash", "messaging_account_id",
		"category", "ttl_seconds", "type",
	}, name)
}

// MarshalJSON writes the message as Graph takes it.
func (m Message) MarshalJSON() ([]byte, error) { return m.encodeGraph() }

func (m Message) encodeGraph() ([]byte, error) { return m.kept.restore(m.encodePlain()) }

// encodePlain encodes the fields.
func (m Message) encodePlain() ([]byte, error) {
	if isNil(m.Content) {
		return nil, errors.New("whatsapp: the message has no Content")
	}
	contentType := m.Content.contentType()
	if isEnvelopeMember(contentType) {
		return nil, fmt.Errorf("whatsapp: content of the type %q would appear twice in the message", contentType)
	}
	text := bufpool.Get()
	defer bufpool.Put(text)
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
	text = appendMember(text, `,"category":`, string(m.Category))
	if m.TTLSeconds != 0 {
		text = strconv.AppendInt(append(text, `,"ttl_seconds":`...), int64(m.TTLSeconds), 10)
	}
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
//
// Members that the Go types do not have, at any depth, are kept, and so are
// values that they would encode differently: MarshalJSON puts them back where
// they were, whatever else of the message has been changed since, as long as
// the object that they belong to is of the same type and in the same place.
// They go with copies of the Message, but not with its Content into another
// one. Only this is written in another way than it was read: white space, the
// escapes of a string, a member that is null or stands twice, the order of
// members and of a template's components where nothing had to be kept, and a
// number that is a string in the documentation, or the other way round.
func (m *Message) UnmarshalJSON(data []byte) error {
	var envelope messageEnvelope
	known, err := decodeWatching(data, &envelope, contentTypes)
	if err != nil {
		return err
	}
	content, err := readContent(data, envelope.Type, known)
	if err != nil {
		return err
	}
	decoded := Message{
		To: envelope.To, Recipient: envelope.Recipient, RecipientType: envelope.RecipientType, Content: content,
		CallbackData: envelope.CallbackData, IdentityKeyHash: envelope.IdentityKeyHash, MessagingAccountID: envelope.MessagingAccountID,
		Category: envelope.Category, TTLSeconds: envelope.TTLSeconds,
	}
	if envelope.Context != nil {
		decoded.ReplyTo = envelope.Context.MessageID
	}
	plain, _ := decoded.encodePlain() // of what does not encode, nothing is kept
	decoded.kept = keepForm(data, plain)
	*m = decoded
	return nil
}

// readContent decodes the content of a message. known has the members that are
// named after contentTypes, in that order. Without a type, the content is the
// last of them: some of Meta's own examples omit the type. Some write it in
// capitals.
func readContent(message []byte, contentType string, known [][]byte) (Content, error) {
	if contentType == "" {
		for i, body := range known {
			if body != nil {
				contentType = contentTypes[i]
			}
		}
	}
	body := memberOf(message, contentType, known)
	if name := strings.ToLower(contentType); body == nil && slices.Contains(contentTypes, name) {
		contentType, body = name, memberOf(message, name, known)
	}
	if contentType == "" || body == nil || string(body) == "null" || isEnvelopeMember(contentType) {
		return nil, fmt.Errorf("whatsapp: the message of type %q has no content", contentType)
	}
	content, err := decodeContent(contentType, body)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: decode the %s: %w", contentType, err)
	}
	return content, nil
}

// memberOf returns the member that is named after a type of content, or nil.
func memberOf(message []byte, contentType string, known [][]byte) []byte {
	i := slices.Index(contentTypes, contentType)
	if i < 0 {
		known, i = nil, 0
		if result, err := codec.Decode(message, nil, contentType); err == nil {
			known = result.Watched
		}
	}
	if known == nil {
		return nil
	}
	return known[i]
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
	contentPin         = "pin"
	contentTemplate    = "template"
	contentInteractive = "interactive"
)

var contentTypes = []string{
	contentText, contentImage, contentAudio, contentVideo, contentDocument, contentSticker,
	contentLocation, contentContacts, contentReaction, contentPin, contentTemplate, contentInteractive,
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
	case contentPin:
		return decodeAs[Pin](body)
	case contentTemplate:
		return decodeAs[Template](body)
	case contentInteractive:
		return decodeInteractiveContent(body)
	}
	return RawContent{Type: contentType, Body: bytes.Clone(body)}, nil
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

// MarshalJSON writes the members in the order of their names at any depth, so
// that the text is the same once the object has been decoded. The fields of a
// struct have another order.
func (a anyJSON) MarshalJSON() ([]byte, error) {
	encoded, err := json.Marshal(map[string]any(a))
	if err != nil || isPlainJSON(map[string]any(a)) {
		return encoded, err
	}
	var plain anyJSON
	_ = plain.UnmarshalJSON(encoded) // never fails for what json.Marshal writes
	return json.Marshal(map[string]any(plain))
}

// isPlainJSON reports whether a value consists of the types that an object
// decodes to.
func isPlainJSON(value any) bool {
	switch value := value.(type) {
	case nil, string, bool, float64, int, json.Number:
		return true
	case map[string]any:
		for _, member := range value {
			if !isPlainJSON(member) {
				return false
			}
		}
		return true
	case []any:
		return !slices.ContainsFunc(value, func(element any) bool { return !isPlainJSON(element) })
	}
	return false
}
