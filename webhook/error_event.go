package webhook

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// An ErrorEvent is an error that concerns no single message: one element of
// "errors" in the value of a field, most often of messages.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/errors
type ErrorEvent struct {
	Envelope
	Error Error `json:"error"`
}

// Error is an error as webhooks carry it. Branch on Code; [Error.Details] is
// the most specific text.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
type Error struct {
	Code      int        `json:"code"`
	Title     string     `json:"title,omitzero"`
	Message   string     `json:"message,omitzero"`
	ErrorData *ErrorData `json:"error_data,omitzero"`
	Href      string     `json:"href,omitzero"`
	// LegacyDetails is where older payloads have what ErrorData holds now. The
	// Details method looks in both.
	LegacyDetails string `json:"details,omitzero"`
}

// ErrorData is the data of an [Error].
type ErrorData struct {
	Details          string `json:"details"`
	MessagingProduct string `json:"messaging_product,omitzero"`
}

// Details returns what went wrong in this case, or nothing if Meta does not
// say.
func (e *Error) Details() string {
	if e.ErrorData != nil && e.ErrorData.Details != "" {
		return e.ErrorData.Details
	}
	return e.LegacyDetails
}

// Error returns the code, the title and the details.
func (e *Error) Error() string {
	said := cmp.Or(e.Title, e.Message)
	text := fmt.Sprintf("(#%d) %s", e.Code, said)
	// Meta often repeats the title there, now and then with a full stop.
	details := strings.TrimRight(e.Details(), ". ")
	if details != "" && !strings.EqualFold(details, strings.TrimRight(said, ". ")) {
		text += ": " + e.Details()
	}
	return text
}

// UnmarshalJSON reads an object or a string. Any other form is an error.
func (d *ErrorData) UnmarshalJSON(data []byte) error {
	_, err := codec.Decode(data, d)
	return err
}

// decodeGraph takes a string too, as other Graph errors have it.
func (d *ErrorData) decodeGraph(from *graphjson.Decoder) bool {
	if from.Peek() == '"' {
		d.Details = from.String()
		return true
	}
	type plain ErrorData
	return from.Decode((*plain)(d))
}
