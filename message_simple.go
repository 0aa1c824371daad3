package whatsapp

import (
	"encoding/json"
	"strconv"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// Text is a text message.
type Text struct {
	// Body is the text: at most 4096 characters.
	Body string `json:"body"`
	// PreviewURL shows a preview of the first link in the body, which must
	// begin
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

// appendGraph appends what encoding/json makes of a Text.
func (t Text) appendGraph(text []byte) []byte {
	text = graphjson.AppendString(append(text, `{"body":`...), t.Body)
	text = strconv.AppendBool(append(text, `,"preview_url":`...), t.PreviewURL)
	return append(text, '}')
}

// RawContent is content of a type that this package does not know. On the wire
// it is {"type": Type, Type: Body}.
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

// Location is a point on the map.
type Location struct {
	// Latitude and Longitude are in degrees.
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	// Name is the name of the place.
	Name string `json:"name,omitzero"`
	// Address is shown only when there is a Name.
	Address string `json:"address,omitzero"`
}

func (Location) contentType() string { return contentLocation }

func (l Location) violations() violations {
	var found violations
	found.degrees("latitude", l.Latitude, 90)
	found.degrees("longitude", l.Longitude, 180)
	return found
}

// degrees is written so that it also refuses NaN.
func (v *violations) degrees(field string, value, limit float64) {
	if !(value >= -limit && value <= limit) {
		v.add(field, "is %v; it must be between -%v and %v", value, limit, limit)
	}
}

// Reaction adds an emoji to a message of the last 30 days. Without an emoji, it
// removes the reaction:
//
//	whatsapp.Reaction{MessageID: id, Emoji: "👍"}
//	whatsapp.Reaction{MessageID: id} // removes it
type Reaction struct {
	// MessageID is the message to react to. It is required.
	MessageID string `json:"message_id"`
	// Emoji is one emoji; empty removes the reaction.
	Emoji string `json:"emoji"`
}

func (Reaction) contentType() string { return contentReaction }

func (r Reaction) violations() violations {
	var found violations
	found.require("message_id", r.MessageID)
	return found
}
