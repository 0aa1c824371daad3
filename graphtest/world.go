package graphtest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// The types below describe objects to add to a server. An empty ID is replaced
// by a free one, and every other empty field by a usual value. Fields holds
// further fields of the object under their Graph names; it wins over the rest.
//
// The methods that add them return the id. They panic when the object they
// attach to does not exist or the id is taken: both are mistakes in the test.

// Business is a business portfolio.
type Business struct {
	ID         string
	Name       string
	TimezoneID int
	Fields     map[string]any
}

// WABA is a WhatsApp Business Account.
type WABA struct {
	ID         string
	Name       string
	Currency   string
	TimezoneID string
	Status     string
	// BusinessType is what the business_type filter looks at.
	BusinessType string
	// Client lists the account under client_whatsapp_business_accounts
	// instead of owned_whatsapp_business_accounts.
	Client bool
	Fields map[string]any
}

// PhoneNumber is a business phone number.
type PhoneNumber struct {
	ID                 string
	DisplayPhoneNumber string
	VerifiedName       string
	QualityRating      string
	Status             string
	AccountMode        string
	// BotID is the id of the object that holds the conversational automation.
	BotID string
	// CreatedAt is what sort=creation_time looks at.
	CreatedAt time.Time
	Fields    map[string]any
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

// AddWABA adds a WhatsApp Business Account to a business and returns its id.
func (s *Server) AddWABA(businessID string, w WABA) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addWABA(s.graph.must(businessKind, businessID), w).id
}

// AddPhoneNumber adds a phone number to a WABA and returns its id.
func (s *Server) AddPhoneNumber(wabaID string, p PhoneNumber) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addPhoneNumber(s.graph.must(wabaKind, wabaID), p).id
}

func (g *graph) addWABA(business *node, w WABA) *node {
	ownership, list := "SELF_OWNED", ownedAccounts.edge
	if w.Client {
		ownership, list = "CLIENT_OWNED", clientAccounts.edge
	}
	values := map[string]any{
		"name":                                      orElse(w.Name, "WhatsApp account"),
		"currency":                                  orElse(w.Currency, "USD"),
		"timezone_id":                               orElse(w.TimezoneID, "1"),
		"status":                                    orElse(w.Status, "ACTIVE"),
		"ownership_type":                            ownership,
		"account_review_status":                     "APPROVED",
		"business_verification_status":              "VERIFIED",
		"country":                                   "US",
		"primary_business_location":                 "US",
		"is_enabled_for_insights":                   true,
		"is_shared_with_partners":                   false,
		"marketing_messages_lite_api_status":        "ELIGIBLE",
		"marketing_messages_onboarding_status":      "ELIGIBLE",
		"whatsapp_business_manager_messaging_limit": "TIER_2K",
		"owner_business_info":                       map[string]any{"id": business.id, "name": business.values["name"]},
	}
	maps.Copy(values, w.Fields)
	waba := g.add(wabaKind, w.ID, values)
	if _, given := values["message_template_namespace"]; !given {
		values["message_template_namespace"] = fmt.Sprintf("%08x_0000_4000_8000_000000000000", len(g.nodes))
	}
	if _, given := values["health_status"]; !given {
		values["health_status"] = health(
			entity("WABA", waba.id),
			entity("BUSINESS", business.id),
		)
	}
	waba.hidden["business_type"] = orElse(w.BusinessType, "SMB")
	waba.links["business"] = business
	business.connect(allAccounts.edge, waba)
	business.connect(list, waba)
	return waba
}

func (g *graph) addPhoneNumber(waba *node, p PhoneNumber) *node {
	created := orElse(p.CreatedAt, sampleMoment).UTC().Format(time.RFC3339)
	values := map[string]any{
		"display_phone_number":         orElse(p.DisplayPhoneNumber, g.freeNumber()),
		"verified_name":                orElse(p.VerifiedName, "Support line"),
		"quality_rating":               orElse(p.QualityRating, "GREEN"),
		"quality_score":                map[string]any{"score": orElse(p.QualityRating, "GREEN")},
		"status":                       orElse(p.Status, "CONNECTED"),
		"account_mode":                 orElse(p.AccountMode, "LIVE"),
		"code_verification_status":     "VERIFIED",
		"name_status":                  "APPROVED",
		"new_name_status":              "NONE",
		"platform_type":                "CLOUD_API",
		"host_platform":                "CLOUD_API",
		"throughput":                   map[string]any{"level": "STANDARD"},
		"messaging_limit_tier":         "TIER_1K",
		"country_code":                 "US",
		"country_dial_code":            "1",
		"certificate":                  "CmAKHAoUZ3JhcGh0ZXN0IGNlcnRpZmljYXRl",
		"unified_cert_status":          "APPROVED",
		"search_visibility":            "VISIBLE",
		"is_official_business_account": false,
		"is_on_biz_app":                false,
		"is_pin_enabled":               true,
		"is_preverified_number":        false,
		"last_onboarded_time":          created,
		"whatsapp_business_manager_messaging_limit": "TIER_2K",
	}
	maps.Copy(values, p.Fields)
	phone := g.add(phoneKind, p.ID, values)
	if _, given := values["health_status"]; !given {
		values["health_status"] = health(entity("PHONE_NUMBER", phone.id), entity("WABA", waba.id))
	}
	phone.hidden["creation_time"] = created
	phone.links["owner"] = waba
	if g.firstPhone == nil {
		g.firstPhone = phone
	}
	g.registered[digitsOf(phone.text("display_phone_number"))] = true
	waba.connect(phoneNumbers.edge, phone)

	bot := g.add(botKind, p.BotID, map[string]any{
		"prompts":                []string{},
		"commands":               []any{},
		"enable_welcome_message": false,
	})
	bot.links["owner"] = phone
	phone.links["bot"] = bot
	return phone
}

// freeNumber is a number of the range that belongs to nobody.
func (g *graph) freeNumber() string {
	return fmt.Sprintf("+1 555-01%02d", len(g.registered)%100)
}

func health(entities ...any) map[string]any {
	return map[string]any{"can_send_message": "AVAILABLE", "entities": entities}
}

func entity(entityType, id string) map[string]any {
	return map[string]any{"entity_type": entityType, "id": id, "can_send_message": "AVAILABLE"}
}

// must returns the node with this id and kind, which a test relies on.
func (g *graph) must(k *kind, id string) *node {
	n := g.find(k, id)
	if n == nil {
		panic(fmt.Sprintf("graphtest: there is no %s with the id %q: add it first", k.name, id))
	}
	return n
}

func orElse[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

func orList(value, fallback []string) []string {
	if value == nil {
		value = fallback
	}
	return slices.Clone(value)
}
