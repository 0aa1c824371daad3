package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// templateComponentWire has the members of all types of components.
type templateComponentWire struct {
	Type                      string                           `json:"type"`
	Format                    MessageTemplateHeaderFormat      `json:"format,omitzero"`
	Text                      string                           `json:"text,omitzero"`
	Example                   *templateExampleWire             `json:"example,omitzero"`
	AddSecurityRecommendation *bool                            `json:"add_security_recommendation,omitzero"`
	CodeExpirationMinutes     *int                             `json:"code_expiration_minutes,omitzero"`
	Buttons                   MessageTemplateButtons           `json:"buttons,omitzero"`
	Cards                     []MessageTemplateCard            `json:"cards,omitzero"`
	LimitedTimeOffer          *MessageTemplateLimitedTimeOffer `json:"limited_time_offer,omitzero"`
}

type templateExampleWire struct {
	HeaderText   []string               `json:"header_text,omitzero"`
	HeaderNamed  []templateNamedExample `json:"header_text_named_params,omitzero"`
	HeaderHandle []string               `json:"header_handle,omitzero"`
	BodyText     [][]string             `json:"body_text,omitzero"`
	BodyNamed    []templateNamedExample `json:"body_text_named_params,omitzero"`
}

type templateNamedExample struct {
	Name  string `json:"param_name"`
	Value string `json:"example"`
}

func (h MessageTemplateHeader) wire() any {
	wire := templateComponentWire{Type: "HEADER", Format: h.Format, Text: h.Text}
	if len(h.Examples)+len(h.Handles) > 0 {
		wire.Example = &templateExampleWire{HeaderHandle: h.Handles}
		wire.Example.HeaderText, wire.Example.HeaderNamed = encodeExamples(h.Examples)
	}
	return wire
}

func (b MessageTemplateBody) wire() any {
	wire := templateComponentWire{Type: "BODY", Text: b.Text, AddSecurityRecommendation: b.AddSecurityRecommendation}
	if len(b.Examples) > 0 {
		wire.Example = &templateExampleWire{}
		values, named := encodeExamples(b.Examples)
		wire.Example.BodyNamed = named
		if values != nil {
			wire.Example.BodyText = [][]string{values}
		}
	}
	return wire
}

func (f MessageTemplateFooter) wire() any {
	return templateComponentWire{Type: "FOOTER", Text: f.Text, CodeExpirationMinutes: f.CodeExpirationMinutes}
}

func (b MessageTemplateButtons) wire() any {
	return templateComponentWire{Type: "BUTTONS", Buttons: b}
}

func (c MessageTemplateCarousel) wire() any {
	return templateComponentWire{Type: "CAROUSEL", Cards: c.Cards}
}

func (o MessageTemplateLimitedTimeOffer) wire() any {
	return templateComponentWire{Type: "LIMITED_TIME_OFFER", LimitedTimeOffer: &o}
}

func (MessageTemplateCallPermission) wire() any {
	return templateComponentWire{Type: "CALL_PERMISSION_REQUEST"}
}

func (c RawMessageTemplateComponent) wire() any { return json.RawMessage(c) }

// MarshalJSON writes the components as Graph takes them.
func (c MessageTemplateComponents) MarshalJSON() ([]byte, error) {
	list := make([]any, len(c))
	for i, component := range c {
		if isNil(component) {
			return nil, errors.New("whatsapp: a template component is nil")
		}
		list[i] = component.wire()
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads components in Graph's form. One that this package does
// not know, or that does not have the usual form, becomes a
// [RawMessageTemplateComponent].
func (c *MessageTemplateComponents) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("whatsapp: decode the components of a template: %w", err)
	}
	*c = nil
	if list != nil {
		*c = make(MessageTemplateComponents, len(list))
	}
	for i, encoded := range list {
		(*c)[i] = decodeTemplateComponent(encoded)
	}
	return nil
}

func decodeTemplateComponent(data json.RawMessage) MessageTemplateComponent {
	raw := RawMessageTemplateComponent(bytes.Clone(data))
	var wire templateComponentWire
	if decodeJSON(data, &wire) != nil {
		return raw
	}
	component := wire.component()
	if component == nil {
		return raw
	}
	return component
}

// component is nil if the wire has a type or an example that is not known.
func (w templateComponentWire) component() MessageTemplateComponent {
	example := w.Example
	if example == nil {
		example = &templateExampleWire{}
	}
	switch strings.ToUpper(w.Type) {
	case "HEADER":
		samples, ok := decodeExamples(example.HeaderText, example.HeaderNamed)
		if !ok {
			return nil
		}
		return MessageTemplateHeader{Format: inCapitals(w.Format), Text: w.Text, Examples: samples, Handles: example.HeaderHandle}
	case "BODY":
		if len(example.BodyText) > 1 {
			return nil // several sets of samples
		}
		var values []string
		if len(example.BodyText) == 1 {
			values = example.BodyText[0]
		}
		samples, ok := decodeExamples(values, example.BodyNamed)
		if !ok {
			return nil
		}
		return MessageTemplateBody{Text: w.Text, Examples: samples, AddSecurityRecommendation: w.AddSecurityRecommendation}
	case "FOOTER":
		return MessageTemplateFooter{Text: w.Text, CodeExpirationMinutes: w.CodeExpirationMinutes}
	case "BUTTONS":
		return w.Buttons
	case "CAROUSEL":
		return MessageTemplateCarousel{Cards: w.Cards}
	case "LIMITED_TIME_OFFER":
		if w.LimitedTimeOffer == nil {
			return nil
		}
		return *w.LimitedTimeOffer
	case "CALL_PERMISSION_REQUEST":
		return MessageTemplateCallPermission{}
	}
	return nil
}

// inCapitals spells a word as the constants do: some of Meta's examples have
// small letters.
func inCapitals[T ~string](word T) T { return T(strings.ToUpper(string(word))) }

func encodeExamples(examples []TemplateExample) (values []string, named []templateNamedExample) {
	for _, example := range examples {
		if example.Name != "" {
			named = append(named, templateNamedExample(example))
		} else {
			values = append(values, example.Value)
		}
	}
	return values, named
}

// decodeExamples fails on samples that would not encode as they came.
func decodeExamples(values []string, named []templateNamedExample) (examples []TemplateExample, ok bool) {
	for _, sample := range named {
		if sample.Name == "" {
			return nil, false
		}
		examples = append(examples, TemplateExample(sample))
	}
	return append(examples, TemplateExamples(values...)...), true
}
