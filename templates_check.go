package whatsapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Check compares what is about to be sent with the template: the variables by
// number or name, the header's media, and the buttons. It returns a
// [ValidationError] that lists what is missing and what is too much, and nil if
// Graph should have nothing to say. It sends nothing. Get the template with its
// components, for example with [TemplateService.Get].
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
	offer, _ := component[MessageTemplateLimitedTimeOffer](t.Components)
	isOffer := func(component json.RawMessage) bool { return typeOf(component) == "limited_time_offer" }
	if offer.HasExpiration && !slices.ContainsFunc(message.OtherComponents, isOffer) {
		found.add("components.limited_time_offer", "is missing; it tells when the offer ends")
	}
	return found.err()
}

func (v *violations) sameAs(field, got, want string) {
	if want != "" && got != want {
		v.add(field, "is %q; the template has %q", got, want)
	}
}

func (t *MessageTemplate) checkCards(cards []TemplateCard) violations {
	var found violations
	carousel, _ := t.Components.Carousel()
	if len(cards) != len(carousel.Cards) {
		found.add("cards", "has %d entries; the template has %d cards", len(cards), len(carousel.Cards))
		return found
	}
	for i, card := range carousel.Cards {
		found.addEntry("cards", i, t.checkValues(card.Components, cards[i]))
	}
	return found
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

// A templateButtonNeed is the sub_type by which a button is given values, and
// whether it must be given any.
type templateButtonNeed struct {
	subType  TemplateButtonType
	required bool
}

// need says which values a button of a template takes; none if it has no
// sub_type.
func (b MessageTemplateButton) need() templateButtonNeed {
	switch b.Type {
	case MessageTemplateButtonTypeURL:
		if len(variablesOf(b.URL)) > 0 {
			return templateButtonNeed{TemplateButtonTypeURL, true}
		}
	case MessageTemplateButtonTypeOTP:
		return templateButtonNeed{TemplateButtonTypeURL, true} // whatever it does with the code
	case MessageTemplateButtonTypeCopyCode:
		return templateButtonNeed{TemplateButtonTypeCopyCode, true}
	case MessageTemplateButtonTypeMPM:
		return templateButtonNeed{TemplateButtonTypeProducts, true}
	case MessageTemplateButtonTypeQuickReply:
		return templateButtonNeed{TemplateButtonTypeQuickReply, false}
	case MessageTemplateButtonTypeFlow:
		return templateButtonNeed{TemplateButtonTypeFlow, false}
	case MessageTemplateButtonTypeCatalog:
		return templateButtonNeed{TemplateButtonTypeCatalog, false}
	}
	return templateButtonNeed{}
}

func (v *violations) checkButtons(buttons MessageTemplateButtons, values []TemplateButton) {
	given := map[int]bool{}
	for i, value := range values {
		var entry violations
		switch {
		case value.Index < 0 || value.Index >= len(buttons):
			entry.add("index", "is %d; the template has %d buttons", value.Index, len(buttons))
		case given[value.Index]:
			entry.add("index", "is %d, which has values already", value.Index)
		default:
			entry = buttons[value.Index].check(value)
		}
		given[value.Index] = true
		v.addEntry("buttons", i, entry)
	}
	for i, button := range buttons {
		if button.need().required && !given[i] {
			v.add("buttons", "has no values for the button %s of the type %s", strconv.Itoa(i), button.Type)
		}
	}
}

// check compares the values of a button with the button of the template.
func (b MessageTemplateButton) check(value TemplateButton) violations {
	var found violations
	known := slices.Contains(knownTemplateButtons, b.Type) && b.wire == nil
	need := b.need()
	switch {
	case !known:
	case need.subType == "" && b.Type == MessageTemplateButtonTypeURL:
		found.add("parameters", "are too many; the URL of the button has no variable")
	case need.subType != "" && !strings.EqualFold(string(value.Type), string(need.subType)):
		found.add("sub_type", "is %s; the button of the template needs %s", value.Type, need.subType)
	case need.required && len(value.Parameters) != 1:
		found.add("parameters", "has %d entries; the button needs 1", len(value.Parameters))
	}
	return found
}
