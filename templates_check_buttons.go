package whatsapp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A templateButtonNeed is the sub_type by which a button is given values, the
// types of these, and whether it must be given any.
type templateButtonNeed struct {
	subType  TemplateButtonType
	kinds    []string
	required bool
}

// need says which values a button of a template takes; none if it has no
// sub_type.
func (b MessageTemplateButton) need() templateButtonNeed {
	if b.Type == MessageTemplateButtonTypeURL && len(variablesOf(b.URL)) == 0 {
		return templateButtonNeed{}
	}
	return templateButtonNeeds[b.Type]
}

// templateButtonNeeds has the buttons that take values. A passcode goes to a
// URL button, whatever it does with it.
var templateButtonNeeds = map[MessageTemplateButtonType]templateButtonNeed{
	MessageTemplateButtonTypeURL:          {TemplateButtonTypeURL, []string{"text"}, true},
	MessageTemplateButtonTypeOTP:          {TemplateButtonTypeURL, []string{"text"}, true},
	MessageTemplateButtonTypeCopyCode:     {TemplateButtonTypeCopyCode, []string{"coupon_code"}, true},
	MessageTemplateButtonTypeMPM:          {TemplateButtonTypeProducts, []string{"action"}, true},
	MessageTemplateButtonTypeOrderDetails: {TemplateButtonTypeOrderDetails, []string{"action"}, true},
	MessageTemplateButtonTypeQuickReply:   {TemplateButtonTypeQuickReply, []string{"payload", "text"}, false},
	MessageTemplateButtonTypeFlow:         {TemplateButtonTypeFlow, []string{"action"}, false},
	MessageTemplateButtonTypeCatalog:      {TemplateButtonTypeCatalog, []string{"action"}, false},
	MessageTemplateButtonTypeVoiceCall:    {TemplateButtonTypeVoiceCall, []string{parameterTTL, "payload"}, false},
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
	need := b.need()
	switch {
	case b.wire != nil || !slices.Contains(knownTemplateButtons, b.Type):
	case need.subType == "" && len(value.Parameters) > 0:
		found.add("parameters", "are too many; the button of the type %s takes none", b.Type)
	case need.subType == "":
	case !strings.EqualFold(string(value.Type), string(need.subType)):
		found.add("sub_type", "is %s; the button of the template needs %s", value.Type, need.subType)
	case need.required && len(value.Parameters) != 1:
		found.add("parameters", "has %d entries; the button needs 1", len(value.Parameters))
	default:
		found.checkButtonParameters(b.Type, need.kinds, value.Parameters)
	}
	return found
}

func (v *violations) checkButtonParameters(button MessageTemplateButtonType, kinds []string, parameters []TemplateParameter) {
	for i, parameter := range parameters {
		place := fmt.Sprintf("parameters[%d]", i)
		if kind := kindOfParameter(parameter); !slices.Contains(kinds, kind) {
			v.add(place, "is of the type %s; the button needs %s", kind, strings.Join(kinds, " or "))
			continue
		}
		action, ok := parameter.(ActionParameter)
		switch {
		case !ok:
		case button == MessageTemplateButtonTypeOrderDetails && action.OrderDetails == nil:
			v.add(place+".action.order_details", "is required; the button asks to pay for an order")
		case button == MessageTemplateButtonTypeMPM && len(action.Sections) == 0:
			v.add(place+".action.sections", "is required; the button shows products")
		}
	}
}
