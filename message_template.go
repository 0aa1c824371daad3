package whatsapp

import (
	"encoding/json"
	"fmt"
	"time"
)

// Template is a message template that Meta has approved, with the values of its
// variables:
//
//	whatsapp.Template{
//		Name:     "order_shipped",
//		Language: "en_US",
//		Header:   []whatsapp.TemplateParameter{whatsapp.Image{Link: photo}},
//		Body:     whatsapp.TextParameters("Ada", "17"),
//		Buttons:  []whatsapp.TemplateButton{whatsapp.URLButton(0, "17")},
//	}
//
// Where the variables have names, so have their values:
//
//	Body: []whatsapp.TemplateParameter{
//		whatsapp.TextParameter{Name: "first_name", Text: "Ada"},
//		whatsapp.TextParameter{Name: "order", Text: "17"},
//	},
//
// [MessageTemplate.Check] says before sending what is missing.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/template-messages
type Template struct {
	// Name is the name of the template. It is required.
	Name string
	// Language is the code of the template's language, such as en_US. It is
	// required.
	Language string
	// LanguagePolicy is optional.
	LanguagePolicy LanguagePolicy

	// Header is the value of the header's variable, or its media.
	Header []TemplateParameter
	// Body holds the values of the body's variables: by position, or by name
	// when the parameters have names.
	Body []TemplateParameter
	// Buttons holds the values of the buttons that have variables.
	Buttons []TemplateButton
	// Cards holds the values of a carousel, card by card.
	Cards []TemplateCard
	// OfferExpiration is when a limited-time offer ends, to the millisecond.
	OfferExpiration time.Time
	// OrderStatus is for templates with the sub-category ORDER_STATUS.
	OrderStatus *OrderUpdate
	// TapTarget makes the message itself open a link; see [TapTarget].
	TapTarget *TapTarget
	// OtherComponents holds components of types that this package does not
	// know, as JSON.
	OtherComponents []json.RawMessage
}

// LanguagePolicy is how Graph chooses the language of a template.
type LanguagePolicy string

// LanguagePolicyDeterministic sends the requested language or fails. It is the
// only policy.
const LanguagePolicyDeterministic LanguagePolicy = "deterministic"

// TemplateCard holds the values of one card of a carousel template.
type TemplateCard struct {
	Header  []TemplateParameter
	Body    []TemplateParameter
	Buttons []TemplateButton
}

// templateWire is the wire form, with components to encode or decoded ones.
type templateWire[Component any] struct {
	Name       string           `json:"name"`
	Language   templateLanguage `json:"language"`
	Components []Component      `json:"components,omitzero"`
}

type templateLanguage struct {
	Code   string         `json:"code"`
	Policy LanguagePolicy `json:"policy,omitzero"`
}

// templateComponent is a component other than a button.
type templateComponent[Component any] struct {
	Type       string                    `json:"type"`
	Parameters templateParameters        `json:"parameters,omitzero"`
	Cards      []templateCard[Component] `json:"cards,omitzero"`
}

type templateCard[Component any] struct {
	Index      int         `json:"card_index"`
	Components []Component `json:"components"`
}

func (Template) contentType() string { return contentTemplate }

// MarshalJSON writes the template as Graph takes it.
func (t Template) MarshalJSON() ([]byte, error) {
	wire := templateWire[any]{Name: t.Name, Language: templateLanguage{Code: t.Language, Policy: t.LanguagePolicy}}
	wire.Components = components(t.Header, t.Body, t.Buttons)
	if len(t.Cards) > 0 {
		wire.Components = append(wire.Components, carousel(t.Cards))
	}
	wire.Components = append(wire.Components, t.extras()...)
	for _, component := range t.OtherComponents {
		wire.Components = append(wire.Components, component)
	}
	return json.Marshal(wire)
}

func components(header, body []TemplateParameter, buttons []TemplateButton) []any {
	var list []any
	if len(header) > 0 {
		list = append(list, templateComponent[any]{Type: "header", Parameters: header})
	}
	if len(body) > 0 {
		list = append(list, templateComponent[any]{Type: "body", Parameters: body})
	}
	for _, button := range buttons {
		list = append(list, button)
	}
	return list
}

func carousel(cards []TemplateCard) templateComponent[any] {
	carousel := templateComponent[any]{Type: "carousel"}
	for i, card := range cards {
		list := components(card.Header, card.Body, card.Buttons)
		if list == nil {
			list = []any{} // a card without values has no null in their place
		}
		carousel.Cards = append(carousel.Cards, templateCard[any]{Index: i, Components: list})
	}
	return carousel
}

// UnmarshalJSON reads a template in Graph's form.
func (t *Template) UnmarshalJSON(data []byte) error {
	var wire templateWire[json.RawMessage]
	if err := decodeJSON(data, &wire); err != nil {
		return err
	}
	*t = Template{Name: wire.Name, Language: wire.Language.Code, LanguagePolicy: wire.Language.Policy}
	for _, component := range wire.Components {
		if err := t.read(component); err != nil {
			return err
		}
	}
	return nil
}

func (t *Template) read(data json.RawMessage) error {
	var kind struct {
		Type string `json:"type"`
	}
	if err := decodeJSON(data, &kind); err != nil {
		return err
	}
	switch kind.Type {
	case "header", "body", "carousel":
		return t.readComponent(data)
	case "button":
		var button TemplateButton
		if err := button.UnmarshalJSON(data); err != nil {
			return err
		}
		t.Buttons = append(t.Buttons, button)
	default:
		if !t.readExtra(kind.Type, data) {
			t.OtherComponents = append(t.OtherComponents, data)
		}
	}
	return nil
}

func (t *Template) readComponent(data json.RawMessage) error {
	var component templateComponent[json.RawMessage]
	if err := decodeJSON(data, &component); err != nil {
		return err
	}
	switch component.Type {
	case "header":
		t.Header = append(t.Header, component.Parameters...)
	case "body":
		t.Body = append(t.Body, component.Parameters...)
	default:
		for _, card := range component.Cards {
			if err := t.readCard(card); err != nil {
				return err
			}
		}
	}
	return nil
}

// readCard reads a card like a template of its own: both have components.
func (t *Template) readCard(card templateCard[json.RawMessage]) error {
	var inner Template
	for _, component := range card.Components {
		if err := inner.read(component); err != nil {
			return err
		}
	}
	t.Cards = append(t.Cards, TemplateCard{Header: inner.Header, Body: inner.Body, Buttons: inner.Buttons})
	return nil
}

const maxTemplateButtons = 10

func (t Template) violations() violations {
	var found violations
	found.require("name", t.Name)
	found.require("language.code", t.Language)
	found.components(t.Header, t.Body, t.Buttons)
	found.atMost("components.carousel.cards", len(t.Cards), maxCards)
	for i, card := range t.Cards {
		var entry violations
		entry.components(card.Header, card.Body, card.Buttons)
		found.addEntry("components.carousel.cards", i, entry)
	}
	found.extras(t)
	for i, component := range t.OtherComponents {
		if !json.Valid(component) {
			found.add(fmt.Sprintf("components.other[%d]", i), "must be valid JSON")
		}
	}
	return found
}

// components names a component by its type, because the caller does not know
// its place in the list of components.
func (v *violations) components(header, body []TemplateParameter, buttons []TemplateButton) {
	v.parameters("components.header.parameters", header)
	v.parameters("components.body.parameters", body)
	v.atMost("components.buttons", len(buttons), maxTemplateButtons)
	for i, button := range buttons {
		v.addEntry("components.buttons", i, button.violations())
	}
}
