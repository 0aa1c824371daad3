package whatsapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Check compares what is about to be sent with the template: the variables by
// number or name, the white space in their values, the header's media or
// product, the buttons, the cards, and what only some templates have: the end
// of an offer, the state of an order, a tap target. It returns a
// [ValidationError] that lists what is missing and what is too much, and nil if
// Graph should have nothing to say, except about the length of the text with
// its values. It sends nothing. Get the template with its components, for
// example with [TemplateService.Get].
//
// Components that this package does not know are left to the server.
func (t *MessageTemplate) Check(message Template) error {
	var found violations
	found.sameAs("name", message.Name, t.Name)
	found.sameAs("language.code", message.Language, t.Language)
	if t.Status != "" && t.Status != MessageTemplateStatusApproved {
		found.add("name", "is a template that is %s; only one that is %s can be sent", t.Status, MessageTemplateStatusApproved)
	}
	values := TemplateCard{Header: message.Header, Body: message.Body, Buttons: message.Buttons}
	found.within("components", t.checkValues(t.Components, values))
	found.within("components.carousel", t.checkCards(message.Cards))
	found.within("components", t.checkExtras(message))
	return found.err()
}

func (v *violations) sameAs(field, got, want string) {
	if want != "" && got != want {
		v.add(field, "is %q; the template has %q", got, want)
	}
}

// checkValues checks the values of a template, or of a card.
func (t *MessageTemplate) checkValues(components MessageTemplateComponents, values TemplateCard) violations {
	var found violations
	_, hasRaw := component[RawMessageTemplateComponent](components)
	header, hasHeader := components.Header()
	if hasHeader || !hasRaw {
		found.checkHeader(header, values.Header)
	}
	body, hasBody := components.Body()
	variables := variablesOf(body.Text)
	if hasBody && body.Text == "" && t.Category == MessageTemplateCategoryAuthentication {
		variables = []string{"1"} // the code, in the text that Meta writes
	}
	if hasBody || !hasRaw {
		found.checkTexts("body.parameters", variables, values.Body)
	}
	found.checkButtons(components.Buttons(), values.Buttons)
	return found
}

func (v *violations) checkHeader(header MessageTemplateHeader, parameters []TemplateParameter) {
	const field = "header.parameters"
	wanted, isMedia := map[MessageTemplateHeaderFormat][]string{
		MessageTemplateHeaderFormatImage:    {contentImage},
		MessageTemplateHeaderFormatVideo:    {contentVideo},
		MessageTemplateHeaderFormatGIF:      {"gif", contentVideo},
		MessageTemplateHeaderFormatDocument: {contentDocument},
		MessageTemplateHeaderFormatLocation: {contentLocation},
		MessageTemplateHeaderFormatProduct:  {"product"},
	}[header.Format]
	switch {
	case header.Format == "" || header.Format == MessageTemplateHeaderFormatText:
		v.checkTexts(field, variablesOf(header.Text), parameters)
	case !isMedia:
	case len(parameters) != 1:
		v.add(field, "has %d parameters; the header needs 1 of the type %s", len(parameters), wanted[0])
	case !slices.Contains(wanted, kindOfParameter(parameters[0])):
		v.add(field+"[0]", "is of the type %s; the header needs %s", kindOfParameter(parameters[0]), wanted[0])
	}
}

// checkTexts checks the values of the variables of a text.
func (v *violations) checkTexts(field string, variables []string, parameters []TemplateParameter) {
	for i, parameter := range parameters {
		if kind := kindOfParameter(parameter); !slices.Contains([]string{"text", "currency", "date_time"}, kind) {
			v.add(fmt.Sprintf("%s[%d]", field, i), "is of the type %s; a text needs text, currency or date_time", kind)
		} else if wire, ok := parameter.wire().(parameterWire); ok && wire.Text != nil && unevenSpace(*wire.Text) {
			v.add(fmt.Sprintf("%s[%d].text", field, i), "has a line break, a tab or more than 4 spaces in a row; a value must not")
		}
	}
	if slices.ContainsFunc(variables, func(name string) bool { return !isDigits(name) }) {
		v.checkNames(field, variables, parameters)
		return
	}
	for number := len(parameters) + 1; number <= len(variables); number++ {
		v.add(field, "has no value for {{%d}}", number)
	}
	if extra := len(parameters) - len(variables); extra > 0 {
		v.add(field, "has %d parameters; the template has %d variables", len(parameters), len(variables))
	}
}

// unevenSpace reports whether a value has white space that Graph refuses.
func unevenSpace(value string) bool {
	return strings.ContainsAny(value, "\n\r\t") || strings.Contains(value, "     ")
}

func (v *violations) checkNames(field string, variables []string, parameters []TemplateParameter) {
	given := map[string]bool{}
	for i, parameter := range parameters {
		name := ""
		if !isNil(parameter) {
			name = nameOf(parameter)
		}
		place := fmt.Sprintf("%s[%d].parameter_name", field, i)
		switch {
		case !slices.Contains(variables, name):
			v.add(place, "is %q; the template has {{%s}}", name, strings.Join(variables, "}}, {{"))
		case given[name]:
			v.add(place, "is %q, which has a value already", name)
		}
		given[name] = true
	}
	for _, variable := range variables {
		if !given[variable] {
			v.add(field, "has no value for {{%s}}", variable)
		}
	}
}

// kindOfParameter is the type of a parameter on the wire.
func kindOfParameter(parameter TemplateParameter) string {
	if isNil(parameter) {
		return "nil"
	}
	switch wire := parameter.wire().(type) {
	case parameterWire:
		return wire.Type
	case json.RawMessage:
		return typeOf(wire)
	}
	return ""
}

// typeOf is the type of an object that this package has no type for.
func typeOf(object json.RawMessage) string {
	var typed struct {
		Type string `json:"type"`
	}
	_ = decodeJSON(object, &typed) // what does not decode has no type
	return strings.ToLower(typed.Type)
}
