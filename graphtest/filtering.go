package graphtest

import (
	"encoding/json"
	"slices"
	"strings"
)

// filter is one condition of the filtering parameter.
type filter struct {
	Field    string `json:"field"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

var filterOperators = []string{"EQUAL", "NOT_EQUAL", "IN", "NOT_IN", "CONTAIN"}

// filtering parses the filtering parameter. It returns nil if there is none.
func (c *call) filtering(view *kind) (func(*node) bool, *failure) {
	if _, given := c.params["filtering"]; !given {
		return nil, nil
	}
	text, _ := c.params.text("filtering")
	var filters []filter
	if err := decodeJSON([]byte(text), &filters); err != nil {
		return nil, invalid("Param filtering must be a JSON array of objects with field, operator and value")
	}
	for _, condition := range filters {
		if !view.has(condition.Field) {
			return nil, invalid("Param filtering names the unknown field %q", condition.Field)
		}
		if !slices.Contains(filterOperators, condition.Operator) {
			return nil, invalid("Param filtering has the operator %q - use one of {%s}",
				condition.Operator, strings.Join(filterOperators, ", "))
		}
	}
	return func(n *node) bool {
		return !slices.ContainsFunc(filters, func(condition filter) bool { return !condition.holds(view, n) })
	}, nil
}

func (condition filter) holds(view *kind, n *node) bool {
	value := n.values[condition.Field]
	if compute, ok := view.computed[condition.Field]; ok {
		value = compute(n)
	}
	actual := plainText(value)
	switch condition.Operator {
	case "EQUAL":
		return actual == plainText(condition.Value)
	case "NOT_EQUAL":
		return actual != plainText(condition.Value)
	case "CONTAIN":
		return strings.Contains(actual, plainText(condition.Value))
	}
	wanted, _ := condition.Value.([]any)
	listed := slices.ContainsFunc(wanted, func(item any) bool { return plainText(item) == actual })
	return listed == (condition.Operator == "IN")
}

// plainText formats a value so that true equals "true" and 1 equals "1".
func plainText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, _ := json.Marshal(value)
	return string(text)
}
