package graphtest

import "time"

// CustomerBase is a list of a portfolio on which people are put who sign up.
type CustomerBase struct {
	ID   string
	Name string
}

var customerBaseKind = &kind{
	name:     "messaging-customer-base",
	typeName: "MessagingCustomerBase",
	standard: "id name",
}

const (
	customerBasesEdge   = "messaging_customer_base"
	defaultCustomerBase = "default customer base" // in links of a WABA
	defaultBaseUpdated  = "default customer base updated"
)

// AddCustomerBase adds a customer base to a portfolio and returns its id.
func (s *Server) AddCustomerBase(businessID string, base CustomerBase) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addCustomerBase(s.graph.must(businessKind, businessID), base).id
}

func (g *graph) addCustomerBase(business *node, base CustomerBase) *node {
	added := g.add(customerBaseKind, base.ID, map[string]any{"name": orElse(base.Name, "Customers")})
	business.connect(customerBasesEdge, added)
	return added
}

func setDefaultCustomerBase(waba, base *node, at time.Time) {
	waba.links[defaultCustomerBase] = base
	waba.hidden[defaultBaseUpdated] = timestamp(at)
}

func (c *call) readCustomerBases() (any, *failure) {
	bases := []any{}
	for _, base := range c.node.connected(customerBasesEdge) {
		bases = append(bases, base.reference())
	}
	return map[string]any{"messaging_customer_bases": bases}, nil
}

func (c *call) createCustomerBase() (any, *failure) {
	name, _ := c.params.text("messaging_customer_base_name")
	if name == "" {
		return nil, missing("messaging_customer_base_name")
	}
	return map[string]any{"messaging_customer_base_id": c.graph.addCustomerBase(c.node, CustomerBase{Name: name}).id}, nil
}

func (c *call) readDefaultCustomerBase() (any, *failure) {
	base := c.node.links[defaultCustomerBase]
	if base == nil {
		return nil, notFound("The account has no default messaging customer base").because("the first signup makes one")
	}
	return map[string]any{
		"default_messaging_customer_base_id": base.id, "updated_time": c.node.hidden[defaultBaseUpdated],
	}, nil
}

func (c *call) setDefaultCustomerBase() (any, *failure) {
	id, f := c.params.id("messaging_customer_base_id")
	if f != nil {
		return nil, f
	}
	base := c.graph.ownerOf(c.node).item(customerBasesEdge, id)
	if base == nil {
		return nil, notFound("The messaging customer base does not exist")
	}
	setDefaultCustomerBase(c.node, base, c.now())
	return c.readDefaultCustomerBase()
}
