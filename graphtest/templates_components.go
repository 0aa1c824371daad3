package graphtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// managedComponent is a component of a template.
type managedComponent struct {
	Type    string          `json:"type"`
	Format  string          `json:"format"`
	Text    string          `json:"text"`
	Example managedExample  `json:"example"`
	Buttons []managedButton `json:"buttons"`
	Cards   []managedCard   `json:"cards"`
}

type managedExample struct {
	HeaderText   []any   `json:"header_text"`
	HeaderNamed  []any   `json:"header_text_named_params"`
	HeaderHandle []any   `json:"header_handle"`
	BodyText     [][]any `json:"body_text"`
	BodyNamed    []any   `json:"body_text_named_params"`
}

type managedButton struct {
	Type string `json:"type"`
	Text string `json:"text"`
	URL  string `json:"url"`
}

type managedCard struct {
	Components []managedComponent `json:"components"`
}

// managedComponents reads the components of a template. One that does not have
// the usual form is not checked.
func managedComponents(template *node) []managedComponent {
	var components []managedComponent
	encoded, err := json.Marshal(template.values["components"])
	if err != nil || decodeJSON(encoded, &components) != nil {
		return nil
	}
	return components
}

// componentOf is the component of a type, empty if there is none.
func componentOf(components []managedComponent, componentType string) managedComponent {
	i := slices.IndexFunc(components, func(c managedComponent) bool { return strings.EqualFold(c.Type, componentType) })
	if i < 0 {
		return managedComponent{}
	}
	return components[i]
}

// checkValues holds the values of a message, or of a card, to the template.
func checkValues(place string, components []managedComponent, values []templateComponent) *failure {
	given := templateMessage{Components: values}
	if f := checkHeaderValues(place, componentOf(components, "HEADER"), given.parameters("header")); f != nil {
		return f
	}
	if f := given.checkBody(variablesOf(componentOf(components, "BODY").Text)); f != nil {
		return f
	}
	if f := checkButtonValues(place, componentOf(components, "BUTTONS").Buttons, values); f != nil {
		return f
	}
	return checkCardValues(componentOf(components, "CAROUSEL").Cards, values)
}

func checkHeaderValues(place string, header managedComponent, parameters []templateParameter) *failure {
	expected := strings.ToUpper(header.Format)
	if expected == "" || expected == "TEXT" {
		return checkCount(place+"header", len(parameters), len(variablesOf(header.Text)))
	}
	if len(parameters) != 1 {
		return refused(132012, "%sheader: Format mismatch, expected %s, received UNKNOWN", place, expected)
	}
	if kind := strings.ToUpper(parameters[0].Type); kind != expected && (expected != "GIF" || kind != "VIDEO") {
		return refused(132012, "%sheader: Format mismatch, expected %s, received %s", place, expected, orElse(kind, "UNKNOWN"))
	}
	return nil
}

// subTypes is how messages name the buttons that take values.
var subTypes = map[string]string{
	"URL": "url", "QUICK_REPLY": "quick_reply", "COPY_CODE": "copy_code", "FLOW": "flow", "CATALOG": "catalog", "MPM": "mpm",
}

// needsValues reports whether a message without values of the button is
// refused.
func (b managedButton) needsValues() bool {
	switch strings.ToUpper(b.Type) {
	case "URL":
		return len(variablesOf(b.URL)) > 0
	case "COPY_CODE", "MPM":
		return true
	}
	return false
}

func checkButtonValues(place string, buttons []managedButton, values []templateComponent) *failure {
	given := map[int]bool{}
	for _, value := range values {
		if !strings.EqualFold(value.Type, "button") {
			continue
		}
		index, err := strconv.Atoi(fmt.Sprint(value.Index))
		if err != nil || index < 0 || index >= len(buttons) {
			return refused(132018, "%sbuttons: there is no button at index %v in the template", place, value.Index)
		}
		button := buttons[index]
		subType, known := subTypes[strings.ToUpper(button.Type)]
		if known && !strings.EqualFold(value.SubType, subType) {
			return refused(132012, "%sbuttons: Button at index %d is of type %s, received %q", place, index, button.Type, value.SubType)
		}
		if strings.EqualFold(button.Type, "URL") && !button.needsValues() && len(value.Parameters) > 0 {
			return refused(132018, "%sbuttons: Button at index %d of type Url takes no parameter", place, index)
		}
		given[index] = len(value.Parameters) > 0
	}
	for index, button := range buttons {
		if button.needsValues() && !given[index] {
			return refused(131008, "%sbuttons: Button at index %d of type %s requires a parameter", place, index, button.Type)
		}
	}
	return nil
}

func checkCardValues(cards []managedCard, values []templateComponent) *failure {
	var given []templateCard
	for _, value := range values {
		if strings.EqualFold(value.Type, "carousel") {
			given = append(given, value.Cards...)
		}
	}
	if f := checkCount("carousel", len(given), len(cards)); f != nil {
		return f
	}
	for i, card := range cards {
		if f := checkValues(fmt.Sprintf("card %d: ", i), card.Components, given[i].Components); f != nil {
			return f
		}
	}
	return nil
}
