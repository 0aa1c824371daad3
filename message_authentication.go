package whatsapp

import (
	"log/slog"
	"strconv"

	"github.com/wabakit/whatsapp/internal/redact"
)

// AuthenticationCode is a one-time passcode, sent with an authentication
// template whose button may copy it, fill it in, or do so unseen. It is sent to
// phone numbers only, and prints without the code. A message decoded from JSON
// holds a [Template] in its place, which prints all of its values.
type AuthenticationCode struct {
	// Template is the name of the template. It is required.
	Template string
	// Language is the code of the template's language, such as en_US. It is
	// required.
	Language string
	// Code is the passcode: at most 15 characters.
	Code string
}

const maxAuthenticationCode = 15

// template has the code twice: the body shows it, the button copies it.
func (a AuthenticationCode) template() Template {
	return Template{
		Name: a.Template, Language: a.Language,
		Body:    TextParameters(a.Code),
		Buttons: []TemplateButton{URLButton(0, a.Code)},
	}
}

func (AuthenticationCode) contentType() string { return contentTemplate }

func (AuthenticationCode) needsPhoneNumber() {}

// MarshalJSON writes the template as Graph takes it, with the code.
func (a AuthenticationCode) MarshalJSON() ([]byte, error) { return a.template().MarshalJSON() }

func (a AuthenticationCode) violations() violations {
	var found violations
	found.require("name", a.Template)
	found.require("language.code", a.Language)
	found.length("components.body.parameters[0].text", a.Code, 1, maxAuthenticationCode)
	return found
}

func (a AuthenticationCode) secrets() []string { return []string{a.Code} }

// String names the template, not the code.
func (a AuthenticationCode) String() string {
	return "whatsapp.AuthenticationCode{" + a.Template + ", " + a.Language + ", " + redact.Mark + "}"
}

// GoString returns String quoted, for %#v.
func (a AuthenticationCode) GoString() string { return strconv.Quote(a.String()) }

// LogValue returns the parts that are safe to log.
func (a AuthenticationCode) LogValue() slog.Value { return slog.StringValue(a.String()) }
