package graphtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// buttonRule is what the values of a button are held to.
type buttonRule struct {
	subType    string
	parameters []string // the types that it takes
	most       int      // how many it takes
	required   bool
}

// buttonRules holds the buttons that take values. A passcode goes to a URL
// button, whatever it does with it.
var buttonRules = map[string]buttonRule{
	"URL":           {"url", []string{"text"}, 1, true},
	"OTP":           {"url", []string{"text"}, 1, true},
	"COPY_CODE":     {"copy_code", []string{"coupon_code"}, 1, true},
	"MPM":           {"mpm", []string{"action"}, 1, true},
	"ORDER_DETAILS": {"order_details", []string{"action"}, 1, true},
	"QUICK_REPLY":   {"quick_reply", []string{"payload", "text"}, 1, false},
	"FLOW":          {"flow", []string{"action"}, 1, false},
	"CATALOG":       {"catalog", []string{"action"}, 1, false},
	"VOICE_CALL":    {"voice_call", []string{"ttl_minutes", "payload"}, 2, false},
}

// rule returns the rule of a button. A link without a variable takes nothing.
func (b managedButton) rule() (rule buttonRule, known bool) {
	rule, known = buttonRules[strings.ToUpper(b.Type)]
	if strings.EqualFold(b.Type, "URL") && len(variablesOf(b.URL)) == 0 {
		rule.most, rule.required = 0, false
	}
	return rule, known
}

func checkButtonValues(place string, buttons []managedButton, values []templateComponent) *failure {
	given := map[int]bool{}
	for _, value := range values {
		if !strings.EqualFold(value.Type, "button") {
			continue
		}
		index := value.buttonIndex(buttons)
		switch {
		case index < 0 || index >= len(buttons):
			return refused(132018, "%sbuttons: there is no button at index %v in the template", place, value.Index)
		case given[index]:
			return refused(132018, "%sbuttons: Button at index %d has parameters already", place, index)
		}
		if f := buttons[index].check(fmt.Sprintf("%sbuttons: Button at index %d", place, index), value); f != nil {
			return f
		}
		given[index] = true
	}
	for index, button := range buttons {
		if rule, _ := button.rule(); rule.required && !given[index] {
			return refused(131008, "%sbuttons: Button at index %d of type %s requires a parameter", place, index, button.Type)
		}
	}
	return nil
}

// buttonIndex returns which button a component has values of, or -1. A button
// that calls needs no index.
func (t templateComponent) buttonIndex(buttons []managedButton) int {
	if t.Index == nil {
		return slices.IndexFunc(buttons, func(b managedButton) bool { return strings.EqualFold(b.Type, t.SubType) })
	}
	index, err := strconv.Atoi(fmt.Sprint(t.Index))
	if err != nil {
		return -1
	}
	return index
}

func (b managedButton) check(place string, value templateComponent) *failure {
	rule, known := b.rule()
	switch count := len(value.Parameters); {
	case !known:
		return nil
	case !strings.EqualFold(value.SubType, rule.subType):
		return refused(132012, "%s is of type %s, received %q", place, b.Type, value.SubType)
	case count == 0 && rule.required:
		return refused(131008, "%s of type %s requires a parameter", place, b.Type)
	case count > rule.most && rule.most == 0:
		return refused(132018, "%s of type %s takes no parameter", place, b.Type)
	case count > rule.most:
		return refused(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", place, count, rule.most)
	}
	for _, parameter := range value.Parameters {
		_, hasOrder := parameter.Action["order_details"]
		sections, _ := parameter.Action["sections"].([]any)
		switch {
		case !isAmong(parameter.Type, rule.parameters...):
			return refused(132012, "%s: Format mismatch, expected %s, received %s", place,
				strings.ToUpper(strings.Join(rule.parameters, " or ")), orElse(strings.ToUpper(parameter.Type), "UNKNOWN"))
		case isAmong(parameter.Type, "text") && parameter.Text == "":
			return refused(131008, "%s: Parameter of type text is missing text value", place)
		case rule.subType == "order_details" && !hasOrder:
			return refused(131008, "%s requires order_details", place)
		case rule.subType == "mpm" && len(sections) == 0:
			return refused(131008, "%s requires sections", place)
		}
	}
	return nil
}
