package graphtest

import (
	"regexp"
	"strconv"
)

var (
	ownedAccountTypes  = []string{"ENTERPRISE", "SMB"}
	clientAccountTypes = []string{"STANDARD", "PREMIUM", "ENTERPRISE"}
	currencyPattern    = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (c *call) createAccount() (any, *failure) {
	name, f := c.params.bounded("name", 1, 100)
	if f != nil {
		return nil, f
	}
	waba := WABA{Name: name}
	if waba.BusinessType, f = c.params.choice("business_type", ownedAccountTypes...); f != nil {
		return nil, f
	}
	if currency, given := c.params.text("currency"); given {
		if !currencyPattern.MatchString(currency) {
			return nil, invalid("Param currency must be a three-letter currency code - got %q", currency)
		}
		waba.Currency = currency
	}
	if timezone, given := c.params.text("timezone_id"); given {
		if _, err := strconv.Atoi(timezone); err != nil {
			return nil, invalid("Param timezone_id must be an integer - got %q", timezone)
		}
		waba.TimezoneID = timezone
	}
	if waba.Fields, f = c.accountExtras(); f != nil {
		return nil, f
	}
	created := c.graph.addWABA(c.node, waba)
	return map[string]any{"id": created.id, "payment_account_id": c.graph.newID()}, nil
}

// accountExtras reads the optional fields of a WABA that are copied unchanged.
func (c *call) accountExtras() (map[string]any, *failure) {
	extras := map[string]any{}
	if order, given := c.params.text("purchase_order_number"); given {
		extras["purchase_order_number"] = order
	}
	if _, given := c.params["primary_funding_id"]; given {
		funding, f := c.params.id("primary_funding_id")
		if f != nil {
			return nil, f
		}
		extras["primary_funding_id"] = funding
	}
	if _, given := c.params["on_behalf_of_business_id"]; given {
		id, f := c.params.id("on_behalf_of_business_id")
		if f != nil {
			return nil, f
		}
		info := map[string]any{"id": id}
		if business := c.graph.find(businessKind, id); business != nil {
			info["name"] = business.values["name"]
		}
		extras["on_behalf_of_business_info"] = info
	}
	return extras, nil
}
