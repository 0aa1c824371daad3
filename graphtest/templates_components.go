package graphtest

import (
	"encoding/json"
	"slices"
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
	Offer   struct {
		HasExpiration bool `json:"has_expiration"`
	} `json:"limited_time_offer"`
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
