package graphtest

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

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
	// ProfileID is the id of the business profile.
	ProfileID string
	// PIN is the two-step verification PIN: the constant PIN, unless it is set.
	PIN string
	// Unregistered says that the number was verified, as Embedded Signup does,
	// but is not registered. It has no PIN unless PIN is set.
	Unregistered bool
	// CreatedAt is the time that sort=creation_time sorts by.
	CreatedAt time.Time
	Fields    map[string]any
}

var phoneKind = &kind{
	name:     "phone",
	typeName: "WhatsAppBusinessPhoneNumber",
	standard: "id verified_name code_verification_status display_phone_number quality_rating platform_type throughput status",
	optional: phoneFields + " conversational_automation",
	computed: map[string]func(*node) any{"conversational_automation": automationOf},
	objects: map[string]*kind{
		"conversational_automation": botKind,
		"health_status":             healthKind,
	},
}

const phoneFields = "account_mode certificate country_code country_dial_code official_business_account thread_limit_per_day eligibility_for_api_business_global_search " +
	"health_status host_platform is_official_business_account is_on_biz_app is_pin_enabled is_preverified_number " +
	"last_onboarded_time messaging_limit_tier name_status new_certificate new_display_name new_name_status " +
	"quality_score search_visibility unified_cert_status username webhook_configuration " +
	"whatsapp_business_manager_messaging_limit"

// phoneOnAccountKind is a phone number in the list of its WABA, for which Meta
// documents other values of two fields.
var phoneOnAccountKind = &kind{
	typeName: "WhatsAppBusinessAccountToNumberCurrentStatus",
	standard: phoneKind.standard,
	optional: phoneKind.optional,
	computed: map[string]func(*node) any{
		"status":                    statusOnAccount,
		"code_verification_status":  verificationOnAccount,
		"conversational_automation": automationOf,
	},
	objects: phoneKind.objects,
}

// briefPhoneKind is a phone number inside another object.
var briefPhoneKind = &kind{
	typeName: "WhatsAppBusinessPhoneNumber",
	standard: "id display_phone_number verified_name status",
}

var phoneNumbers = listing{edge: "phone_numbers", view: phoneOnAccountKind}

// AddPhoneNumber adds a phone number to a WABA and returns its id.
func (s *Server) AddPhoneNumber(wabaID string, p PhoneNumber) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addPhoneNumber(s.graph.must(wabaKind, wabaID), p).id
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
	phone.hidden["pin"] = orElse(p.PIN, PIN)
	if p.Unregistered {
		phone.awaitRegistration(p)
	}
	if values["is_on_biz_app"] == true {
		phone.joinBusinessApp(orElse(p.CreatedAt, g.now()))
	}
	phone.links["owner"] = waba
	if username := phone.text("username"); username != "" {
		g.usernames[strings.ToLower(username)] = phone
	}
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
	g.addBusinessProfile(phone, p.ProfileID)
	return phone
}

// awaitRegistration makes a number one that is not registered yet.
func (n *node) awaitRegistration(p PhoneNumber) {
	n.hidden["unregistered"] = "true"
	if p.PIN == "" {
		delete(n.hidden, "pin")
	}
	for name, value := range map[string]any{
		"status": orElse(p.Status, "PENDING"), "platform_type": "NOT_APPLICABLE", "host_platform": "NOT_APPLICABLE", "is_pin_enabled": p.PIN != "",
	} {
		if _, given := p.Fields[name]; !given {
			n.values[name] = value
		}
	}
}

// freeNumber returns a number of the range reserved for fiction.
func (g *graph) freeNumber() string {
	return fmt.Sprintf("+1 555-01%02d", len(g.registered)%100)
}

func (c *call) listPhoneNumbers() (any, *failure) {
	connection := phoneNumbers
	keep, f := c.filtering(connection.view)
	if f != nil {
		return nil, f
	}
	connection.keep = keep
	connection.order, f = c.params.choice("sort", "creation_time.asc", "creation_time.desc",
		"last_onboarded_time.asc", "last_onboarded_time.desc")
	if f != nil {
		return nil, f
	}
	return c.list(connection)
}

// statusOnAccount returns the status of a phone number in the list of its WABA.
func statusOnAccount(phone *node) any {
	switch status := phone.text("status"); status {
	case "CONNECTED", "FLAGGED", "RATE_LIMITED":
		return "LINKED"
	case "DISCONNECTED":
		return "UNLINKED"
	case "UNVERIFIED":
		return "PENDING"
	default:
		return status
	}
}

func verificationOnAccount(phone *node) any {
	if phone.text("code_verification_status") == "VERIFIED" {
		return "VERIFIED"
	}
	return "NOT_VERIFIED"
}

// briefPhoneNumbers returns the phone numbers of a WABA for use inside another
// object.
func briefPhoneNumbers(waba *node) any {
	numbers := []any{}
	for _, phone := range waba.connected("phone_numbers") {
		numbers = append(numbers, map[string]any{
			"id":                   phone.id,
			"display_phone_number": phone.values["display_phone_number"],
			"verified_name":        phone.values["verified_name"],
			"status":               phone.values["status"],
		})
	}
	return numbers
}
