package whatsapp

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// WelcomeMessage greets a person who comes from an ad.
type WelcomeMessage struct {
	// Text is required.
	Text string `json:"text"`
	// AutofillMessage is written into the person's input field.
	AutofillMessage *AutofillMessage `json:"autofill_message,omitzero"`
	// IceBreakers are quick replies.
	IceBreakers []IceBreaker `json:"ice_breakers,omitzero"`

	wire json.RawMessage // the JSON it was decoded from
}

// AutofillMessage is a text that is filled in for a person to send.
type AutofillMessage struct {
	// Content is the text.
	Content string `json:"content"`
}

// IceBreaker is a quick reply.
type IceBreaker struct {
	// Title is what the person reads and sends.
	Title string `json:"title"`
}

func (m *WelcomeMessage) validate(found *violations) {
	if m.wire != nil && m.unchanged() {
		return // Graph sent it, in a form that this package may not know
	}
	const field = "welcome_message_sequence"
	found.require(field+".text", m.Text)
	if m.AutofillMessage != nil {
		found.require(field+".autofill_message.content", m.AutofillMessage.Content)
	}
	for i, breaker := range m.IceBreakers {
		found.require(fmt.Sprintf("%s.ice_breakers[%d].title", field, i), breaker.Title)
	}
}

// IsZero reports whether the message is empty and was not read from anything.
func (m WelcomeMessage) IsZero() bool {
	return m.Text == "" && m.AutofillMessage == nil && m.IceBreakers == nil && m.wire == nil
}

// UnmarshalJSON reads an object, or a string that holds the JSON of an object.
// Any other string leaves the fields empty and is kept for encoding.
func (m *WelcomeMessage) UnmarshalJSON(data []byte) error {
	*m = readWelcomeMessage(data)
	if string(data) != "null" {
		m.wire = append(json.RawMessage(nil), data...)
	}
	return nil
}

// messageFields is a WelcomeMessage without its methods.
type messageFields WelcomeMessage

func readWelcomeMessage(data []byte) WelcomeMessage {
	var fields messageFields
	if decodeJSON([]byte(unquoted(data)), &fields) != nil {
		return WelcomeMessage{}
	}
	return WelcomeMessage(fields)
}

// unquoted returns the text of a JSON string, and other data as it is.
func unquoted(data []byte) string {
	var text string
	if json.Unmarshal(data, &text) == nil {
		return text
	}
	return string(data)
}

// MarshalJSON writes an unchanged message as it was read, and any other one as
// an object.
func (m WelcomeMessage) MarshalJSON() ([]byte, error) {
	if m.wire != nil && m.unchanged() {
		return m.wire, nil
	}
	return json.Marshal(messageFields(m))
}

// text is the message as a form field holds it.
func (m WelcomeMessage) text() (string, error) {
	data, err := m.MarshalJSON()
	if err != nil {
		return "", fmt.Errorf("whatsapp: encode the welcome message: %w", err)
	}
	return unquoted(data), nil
}

func (m WelcomeMessage) unchanged() bool {
	original := readWelcomeMessage(m.wire)
	original.wire = m.wire
	return reflect.DeepEqual(original, m)
}
