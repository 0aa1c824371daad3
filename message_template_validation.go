package whatsapp

import "encoding/json"

// parameters checks each parameter, and that all have names or none.
func (v *violations) parameters(list string, parameters []TemplateParameter) {
	named := 0
	for i, parameter := range parameters {
		if isNil(parameter) {
			v.addEntry(list, i, violations{{Problem: "must not be nil"}})
			continue
		}
		v.addEntry(list, i, parameter.parameterViolations())
		if nameOf(parameter) != "" {
			named++
		}
	}
	if named > 0 && named < len(parameters) {
		v.add(list, "have a parameter_name in %d of %d cases; give all of them one, or none", named, len(parameters))
	}
}

func nameOf(parameter TemplateParameter) string {
	wire, ok := parameter.wire().(parameterWire)
	if !ok {
		return ""
	}
	return wire.Name
}

const maxTextParameter = 32768

func (p TextParameter) parameterViolations() violations {
	var found violations
	found.length("text", p.Text, 1, maxTextParameter)
	return found
}

func (p CurrencyParameter) parameterViolations() violations {
	var found violations
	found.require("currency.fallback_value", p.FallbackValue)
	found.require("currency.code", p.Code)
	return found
}

func (p DateTimeParameter) parameterViolations() violations {
	var found violations
	found.require("date_time.fallback_value", p.FallbackValue)
	return found
}

func (i Image) parameterViolations() violations {
	return headerParameter(contentImage, mediaWithoutCaption(i.violations(), i.Caption))
}

func (v Video) parameterViolations() violations {
	return headerParameter(contentVideo, mediaWithoutCaption(v.violations(), v.Caption))
}

func (d Document) parameterViolations() violations {
	return headerParameter(contentDocument, mediaWithoutCaption(d.violations(), d.Caption))
}

func (l Location) parameterViolations() violations {
	return headerParameter(contentLocation, l.violations())
}

func headerParameter(member string, inner violations) violations {
	var found violations
	found.within(member, inner)
	return found
}

func (p PayloadParameter) parameterViolations() violations {
	var found violations
	found.require("payload", p.Payload)
	return found
}

func (p CouponCodeParameter) parameterViolations() violations {
	var found violations
	found.require("coupon_code", p.Code)
	return found
}

// A flow, a catalog and products each need members of their own, and some need none.
func (p ActionParameter) parameterViolations() violations {
	var found violations
	for i, section := range p.Sections {
		found.addEntry("action.sections", i, section.violations())
	}
	return found
}

func (p RawParameter) parameterViolations() violations {
	var found violations
	if !json.Valid(p) {
		found.add("", "must be valid JSON")
	}
	return found
}
