package graphtest

import "strings"

// CreditLine is the credit line of a solution partner.
type CreditLine struct {
	ID string
	// LegalEntityName is the company that it belongs to.
	LegalEntityName string
}

var creditLineKind = &kind{
	name:     "credit-line",
	typeName: "ExtendedCredit",
	standard: "id",
	optional: "allocated_amount balance credit_available credit_type is_access_revoked is_automated_experience last_payment_time " +
		"legal_entity_name liable_biz_name max_balance online_max_balance owner_business owner_business_name partition_from " +
		"receiving_credit_allocation_config send_bill_to_biz_name",
}

var creditAllocationKind = &kind{
	name:     "allocation-config",
	typeName: "ExtendedCreditAllocationConfig",
	standard: "id receiving_business",
	optional: "currency_amount liability_type owning_business owning_credential partition_type receiving_credential request_status send_bill_to",
	objects: map[string]*kind{
		"receiving_business": referenceKind, "owning_business": referenceKind,
		"receiving_credential": creditLineKind, "owning_credential": creditLineKind,
	},
}

const (
	creditLinesEdge       = "extendedcredits"
	creditAllocationsEdge = "owning_credit_allocation_configs"

	revokedCredit = "DELETED"
	fundingField  = "primary_funding_id"
)

// creditCurrencies are those that an account on a credit line is invoiced in.
var creditCurrencies = strings.Fields("AUD EUR GBP IDR INR USD")

// AddCreditLine adds a credit line to a business portfolio and returns its id.
func (s *Server) AddCreditLine(businessID string, line CreditLine) string {
	s.world.Lock()
	defer s.world.Unlock()
	business := s.graph.must(businessKind, businessID)
	added := s.graph.add(creditLineKind, line.ID, map[string]any{
		"legal_entity_name":   orElse(line.LegalEntityName, "Partner Ltd"),
		"owner_business_name": business.values["name"],
		"is_access_revoked":   false,
	})
	added.links["business"] = business
	business.connect(creditLinesEdge, added)
	return added.id
}

func (c *call) listCreditLines() (any, *failure) {
	return c.list(listing{edge: creditLinesEdge, view: creditLineKind})
}

func (c *call) listCreditAllocations() (any, *failure) {
	connection := listing{edge: creditAllocationsEdge, view: creditAllocationKind}
	if _, given := c.params["receiving_business_id"]; given {
		receiver, f := c.params.id("receiving_business_id")
		if f != nil {
			return nil, f
		}
		connection.keep = func(allocation *node) bool { return allocation.links["receiver"].id == receiver }
	}
	return c.list(connection)
}

// allocationFor returns the allocation of a credit line for a business, nil if
// there is none in force.
func allocationFor(line, receiver *node) *node {
	for _, allocation := range line.connected(creditAllocationsEdge) {
		if allocation.links["receiver"] == receiver {
			return allocation
		}
	}
	return nil
}

func (g *graph) allocate(id string, line, receiver *node) *node {
	allocation := g.add(creditAllocationKind, id, map[string]any{
		"receiving_business": receiver.reference(),
		"owning_business":    line.links["business"].reference(),
		"owning_credential":  map[string]any{"id": line.id, "legal_entity_name": line.values["legal_entity_name"]},
	})
	credential := allocation.id + "1"
	allocation.hidden["credential"], allocation.values["receiving_credential"] = credential, map[string]any{"id": credential}
	allocation.links["line"], allocation.links["receiver"] = line, receiver
	line.connect(creditAllocationsEdge, allocation)
	return allocation
}

// shareCredit shares a credit line with a business.
func (c *call) shareCredit() (any, *failure) {
	id, f := c.params.id("receiving_business_id")
	if f != nil {
		return nil, f
	}
	receiver := c.graph.find(businessKind, id)
	switch {
	case receiver == nil:
		return nil, invalid("Param receiving_business_id must be a business that the token can see - got %q", id).
			because("graphtest has none with this id: add it with Server.AddBusiness")
	case allocationFor(c.node, receiver) != nil:
		return nil, invalid("The credit line is shared with the business %s already", id)
	}
	allocation := c.graph.allocate("", c.node, receiver)
	return map[string]any{"success": true, "allocation_config_id": allocation.id}, nil
}

// attachCredit has a credit line pay for an account of a business that it is
// shared with.
func (c *call) attachCredit() (any, *failure) {
	waba, f := c.accountForCredit()
	if f != nil {
		return nil, f
	}
	allocation := allocationFor(c.node, c.graph.ownerOf(waba))
	if allocation == nil {
		return nil, invalid("The credit line is not shared with the business that owns the account %s", waba.id)
	}
	waba.payWith(allocation)
	return map[string]any{"success": true, "allocation_config_id": allocation.id, "waba_id": waba.id}, nil
}

func (c *call) shareAndAttachCredit() (any, *failure) {
	waba, f := c.accountForCredit()
	if f != nil {
		return nil, f
	}
	owner := c.graph.ownerOf(waba)
	allocation := allocationFor(c.node, owner)
	if allocation == nil {
		allocation = c.graph.allocate("", c.node, owner)
	}
	waba.payWith(allocation)
	return map[string]any{"allocation_config_id": allocation.id, "waba_id": waba.id}, nil
}

// accountForCredit returns the account that a request names, unless a credit
// line pays for it already.
func (c *call) accountForCredit() (*node, *failure) {
	currency, f := c.params.choice("waba_currency", creditCurrencies...)
	if f != nil {
		return nil, f
	}
	if currency == "" {
		return nil, missing("waba_currency")
	}
	id, f := c.params.id("waba_id")
	if f != nil {
		return nil, f
	}
	waba := c.graph.find(wabaKind, id)
	if waba == nil {
		return nil, invalid("Param waba_id must be an account that the token can see - got %q", id)
	}
	if attached := waba.links["credit allocation"]; attached != nil {
		isInForce := attached.text("request_status") != revokedCredit
		if isInForce || attached.links["line"] != c.node {
			return nil, invalid("The account %s has a credit line, which cannot be changed", id)
		}
	}
	return waba, nil
}

// ownerOf returns the portfolio that owns an account: that of the client, if
// the account is a client's and the server has the portfolio.
func (g *graph) ownerOf(waba *node) *node {
	for _, field := range []string{"on_behalf_of_business_info", "owner_business_info"} {
		info, _ := waba.values[field].(map[string]any)
		id, _ := info["id"].(string)
		if owner := g.find(businessKind, id); owner != nil {
			return owner
		}
	}
	return waba.links["business"]
}

func (n *node) payWith(allocation *node) {
	n.links["credit allocation"] = allocation
	n.values[fundingField] = allocation.hidden["credential"]
}

// revokeCredit ends an allocation, and with it what pays for the accounts of
// the business. It may be repeated.
func (c *call) revokeCredit() (any, *failure) {
	c.node.values["request_status"] = revokedCredit
	c.node.links["line"].disconnect(creditAllocationsEdge, c.node.id)
	for _, waba := range c.graph.nodes {
		if waba.links["credit allocation"] == c.node && waba.text(fundingField) == c.node.hidden["credential"] {
			delete(waba.values, fundingField)
		}
	}
	return success(), nil
}
