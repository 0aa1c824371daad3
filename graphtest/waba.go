package graphtest

import (
	"fmt"
	"maps"
	"slices"
)

// WABA is a WhatsApp Business Account.
type WABA struct {
	ID         string
	Name       string
	Currency   string
	TimezoneID string
	Status     string
	// BusinessType is the type that the business_type filter matches.
	BusinessType string
	// Client lists the account under client_whatsapp_business_accounts
	// instead of owned_whatsapp_business_accounts.
	Client bool
	// PartnerCreditLine has the account pay through a partner, so that its
	// analytics do not show costs.
	PartnerCreditLine bool
	Fields            map[string]any
}

var wabaKind = &kind{
	name:     "waba",
	typeName: "WhatsAppBusinessAccount",
	standard: "id name timezone_id message_template_namespace",
	optional: wabaFields,
	objects: map[string]*kind{
		"on_behalf_of_business_info": referenceKind,
		"owner_business":             referenceKind,
		"owner_business_info":        referenceKind,
		"health_status":              healthKind,
	},
	edges:   map[string]listing{"phone_numbers": phoneNumbers, templatesEdge: templates, subscribedAppsEdge: subscribedApps},
	reports: reports,
}

const wabaFields = "account_review_status analytics auth_international_rate_eligibility business_type business_verification_status " +
	"country creation_time currency disable_marketing_messages_on_cloud_api health_status is_enabled_for_insights " +
	"is_shared_with_partners linked_commerce_account marketing_messages_lite_api_status marketing_messages_onboarding_status " +
	"on_behalf_of_business_info owner_business owner_business_info ownership_type primary_business_location " +
	"primary_funding_id purchase_order_number status template_auto_archival_enabled whatsapp_business_manager_messaging_limit"

// accountOnBusinessKind is a WABA in the lists of a business.
var accountOnBusinessKind = &kind{
	typeName: "WhatsAppBusinessAccount",
	standard: "id name currency timezone_id message_template_namespace",
	optional: wabaFields + " audiences dcc_config message_templates phone_numbers schedules subscribed_apps",
	computed: map[string]func(*node) any{"phone_numbers": briefPhoneNumbers},
	objects: map[string]*kind{
		"on_behalf_of_business_info": referenceKind,
		"owner_business_info":        referenceKind,
		"health_status":              healthKind,
		"phone_numbers":              briefPhoneKind,
	},
}

// A WABA is on the first edge and on one of the other two.
const accountsEdge = "whatsapp_business_accounts"

var (
	allAccounts    = listing{edge: accountsEdge, view: accountOnBusinessKind}
	ownedAccounts  = listing{edge: "owned_" + accountsEdge, view: accountOnBusinessKind}
	clientAccounts = listing{edge: "client_" + accountsEdge, view: accountOnBusinessKind}
)

// AddWABA adds a WhatsApp Business Account to a business and returns its id.
func (s *Server) AddWABA(businessID string, w WABA) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addWABA(s.graph.must(businessKind, businessID), w).id
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
		"creation_time":                             sampleMoment.Unix(),
		"disable_marketing_messages_on_cloud_api":   false,
		"template_auto_archival_enabled":            false,
		"owner_business":                            business.reference(),
		"owner_business_info":                       business.reference(),
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
	if w.PartnerCreditLine {
		waba.hidden["cost"] = "with the partner"
	}
	waba.links["business"] = business
	business.connect(allAccounts.edge, waba)
	business.connect(list, waba)
	return waba
}

func (c *call) listAccounts() (any, *failure) {
	return c.findAccounts(allAccounts, ownedAccountTypes)
}

func (c *call) listOwnedAccounts() (any, *failure) {
	return c.findAccounts(ownedAccounts, ownedAccountTypes)
}

func (c *call) listClientAccounts() (any, *failure) {
	return c.findAccounts(clientAccounts, clientAccountTypes)
}

func (c *call) findAccounts(connection listing, types []string) (any, *failure) {
	wanted, _, f := c.params.choices("business_type", types)
	if f != nil {
		return nil, f
	}
	find := ""
	if _, given := c.params["find"]; given {
		if find, f = c.params.id("find"); f != nil {
			return nil, f
		}
	}
	if len(wanted) > 0 || find != "" {
		connection.keep = func(waba *node) bool {
			return (find == "" || waba.id == find) &&
				(len(wanted) == 0 || slices.Contains(wanted, waba.hidden["business_type"]))
		}
	}
	return c.list(connection)
}
