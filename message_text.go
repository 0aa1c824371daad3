package whatsapp

import "encoding/json"

// Text is a text message.
type Text struct {
	// Body is the text: at most 4096 characters.
	Body string `json:"body"`
	// PreviewURL shows a preview of the first link in the body, which must begin
	// with http:// or https://.
	PreviewURL bool `json:"preview_url"`
}

const maxTextBody = 4096

func (Text) contentType() string { return contentText }

func (t Text) violations() violations {
	var found violations
	found.length("body", t.Body, 1, maxTextBody)
	return found
}

// RawContent is content of a type that this package does not know, as it goes
// on the wire: {"type": Type, Type: Body}.
type RawContent struct {
	// Type is the name of the type, and of the member that holds the body.
	Type string
	// Body is the JSON of that member.
	Body json.RawMessage
}

func (r RawContent) contentType() string { return r.Type }

func (r RawContent) violations() violations {
	var found violations
	if !json.Valid(r.Body) {
		found.add("", "must be valid JSON")
	}
	return found
}

// MarshalJSON writes the body.
func (r RawContent) MarshalJSON() ([]byte, error) { return r.Body.MarshalJSON() }
