package graphtest

import "maps"

// Business is a business portfolio.
type Business struct {
	ID         string
	Name       string
	TimezoneID int
	Fields     map[string]any
}

var businessKind = &kind{
	name:     "business",
	typeName: "Business",
	standard: "id name timezone_id",
	optional: "verification_status created_time updated_time primary_page vertical link",
	edges: map[string]listing{
		"owned_whatsapp_business_accounts":  ownedAccounts,
		"client_whatsapp_business_accounts": clientAccounts,
	},
}

// AddBusiness adds a business portfolio and returns its id.
func (s *Server) AddBusiness(b Business) string {
	s.world.Lock()
	defer s.world.Unlock()
	values := map[string]any{
		"name":        orElse(b.Name, "Business portfolio"),
		"timezone_id": orElse(b.TimezoneID, 1),
	}
	maps.Copy(values, b.Fields)
	return s.graph.add(businessKind, b.ID, values).id
}
