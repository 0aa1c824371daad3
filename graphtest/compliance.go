package graphtest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var complianceKind = &kind{
	typeName: "BusinessComplianceInfoSanitized",
	idField:  "whatsapp_business_account_id",
	standard: "whatsapp_business_account_id messaging_product entity_name entity_type entity_type_custom is_registered " +
		"grievance_officer_details customer_care_details",
}

// businessEntityTypes are the legal forms by what answers call them.
var businessEntityTypes = map[string]string{
	"LIMITED_LIABILITY_PARTNERSHIP": "Limited liability partnership",
	"SOLE_PROPRIETORSHIP":           "Sole proprietorship",
	"PARTNERSHIP":                   "Partnership",
	"PUBLIC_COMPANY":                "Public company",
	"PRIVATE_COMPANY":               "Private company",
	"OTHER":                         "Other",
}

const (
	minEntityName       = 2
	maxEntityName       = 128
	maxEntityTypeCustom = 1024
	maxComplianceText   = 128
)

var numberWithCountryCode = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// complianceInfo returns the compliance information of a phone number, which
// begins with its account alone.
func (n *node) complianceInfo() *node {
	if n.links["compliance"] == nil {
		n.links["compliance"] = newNode(complianceKind, n.account().id, map[string]any{
			"messaging_product": "whatsapp", "is_registered": false,
		})
	}
	return n.links["compliance"]
}

func (c *call) readComplianceInfo() (any, *failure) {
	return c.onlyOne(complianceKind, c.node.complianceInfo())
}

// updateComplianceInfo replaces the whole.
func (c *call) updateComplianceInfo() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	values, f := c.legalForm()
	if f != nil {
		return nil, f
	}
	if values["entity_name"], f = c.params.bounded("entity_name", minEntityName, maxEntityName); f != nil {
		return nil, f
	}
	for name, required := range map[string][]string{"grievance_officer_details": {"name", "email"}, "customer_care_details": {"email"}} {
		contact, f := c.complianceContact(name, required)
		if f != nil {
			return nil, f
		}
		values[name] = contact
	}
	values["messaging_product"] = "whatsapp"
	c.node.links["compliance"] = newNode(complianceKind, c.node.account().id, values)
	return success(), nil
}

// legalForm reads what kind of business it is.
func (c *call) legalForm() (map[string]any, *failure) {
	form, _ := c.params.text("entity_type")
	word, known := businessEntityTypes[form]
	if !known {
		return nil, invalid("Invalid parameter: entity_type must be a valid enum value")
	}
	values := map[string]any{"entity_type": word}
	custom, given := c.params.text("entity_type_custom")
	switch {
	case form == "OTHER" && !given:
		return nil, invalid("Entity_type_custom is mandatory for OTHER entity type")
	case form != "OTHER" && given:
		return nil, unprocessable("Entity type custom can only be used with OTHER entity type")
	case utf8.RuneCountInString(custom) > maxEntityTypeCustom:
		return nil, invalid("Param entity_type_custom must be at most %d characters long", maxEntityTypeCustom)
	case given:
		values["entity_type_custom"] = custom
	}
	registered, given, f := c.params.flag("is_registered")
	if f != nil {
		return nil, f
	}
	if given != slices.Contains([]string{"OTHER", "PARTNERSHIP"}, form) {
		return nil, invalid("is_registered required only when entity_type is set to Other or Partnership")
	}
	if given {
		values["is_registered"] = registered
	}
	return values, nil
}

// complianceContact reads somebody whom customers can turn to.
func (c *call) complianceContact(name string, required []string) (map[string]any, *failure) {
	value, _ := c.params.object(name)
	contact, isObject := value.(map[string]any)
	if !isObject {
		return nil, missing(name)
	}
	members := parameters(contact)
	for _, member := range required {
		if _, f := members.bounded(member, 1, maxComplianceText); f != nil {
			return nil, invalid("Param %s['%s'] must be 1 to %d characters long", name, member, maxComplianceText)
		}
	}
	if email, _ := members.text("email"); !strings.Contains(email, "@") {
		return nil, invalid("Invalid parameter: %s['email'] must be a valid email address", name)
	}
	for _, member := range []string{"landline_number", "mobile_number"} {
		if number, given := members.text(member); given && !numberWithCountryCode.MatchString(number) {
			return nil, unprocessable("Invalid phone number format. Must include country code")
		}
	}
	return contact, nil
}
