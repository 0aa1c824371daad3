package graphtest

import (
	"net/http"
	"strings"
	"time"
)

// PreverifiedNumber is a phone number that a business has verified beforehand.
type PreverifiedNumber struct {
	ID string
	// PhoneNumber has a plus sign and the country code.
	PhoneNumber string
	// VerificationStatus is VERIFIED unless it says otherwise, and
	// AvailabilityStatus is AVAILABLE.
	VerificationStatus string
	AvailabilityStatus string
	CountryCode        string
	CreatedAt          time.Time
}

// preverifiedKind has what a number says of itself, and preverifiedEntryKind
// what a list says of it.
var preverifiedKind = &kind{
	name:     "preverified-number",
	typeName: "WhatsAppBusinessPreVerifiedPhoneNumber",
	standard: "id display_phone_number country_prefix is_input_id_valid",
	optional: "error_msg",
}

var preverifiedEntryKind = &kind{
	typeName: "WhatsAppBusinessPreVerifiedPhoneNumber",
	standard: "id display_phone_number verification_status availability_status country_code country_prefix region " +
		"supported_features created_time last_updated",
}

var preverifiedPartnerKind = &kind{
	typeName: "Business",
	standard: "id name",
	optional: "created_time updated_time primary_page timezone_id two_factor_type verification_status",
}

const (
	preverifiedEdge         = "preverified_numbers"
	preverifiedPartnersEdge = "partners"

	numberVerified  = "VERIFIED"
	numberPending   = "PENDING"
	numberAvailable = "AVAILABLE"
	numberInUse     = "IN_USE"
)

// AddPreverifiedNumber adds a pre-verified number to a business portfolio and
// returns its id.
func (s *Server) AddPreverifiedNumber(businessID string, number PreverifiedNumber) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addPreverified(s.graph.must(businessKind, businessID), number).id
}

// SharePreverifiedNumber shares a pre-verified number with another business.
func (s *Server) SharePreverifiedNumber(preverifiedID, businessID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(preverifiedKind, preverifiedID).shareWith(s.graph.must(businessKind, businessID))
}

func (g *graph) addPreverified(business *node, n PreverifiedNumber) *node {
	text := orElse(n.PhoneNumber, "+15550180")
	created := timestamp(orElse(n.CreatedAt, g.now()))
	number := g.add(preverifiedKind, n.ID, map[string]any{
		"display_phone_number": text,
		"country_prefix":       1,
		"is_input_id_valid":    true,
		"verification_status":  orElse(n.VerificationStatus, numberVerified),
		"availability_status":  orElse(n.AvailabilityStatus, numberAvailable),
		"country_code":         orElse(n.CountryCode, "US"),
		"region":               "North America",
		"supported_features":   []string{"MESSAGING", "BUSINESS_PROFILE", "WEBHOOKS"},
		"created_time":         created,
		"last_updated":         created,
	})
	g.registered[digitsOf(text)] = true
	number.links["business"] = business
	business.connect(preverifiedEdge, number)
	return number
}

func (c *call) addPreverifiedNumber() (any, *failure) {
	number, given := c.params.text("phone_number")
	if !given {
		return nil, missing("phone_number")
	}
	if !internationalNumber.MatchString(number) {
		return nil, invalid("Param phone_number must be an E.164 number such as +15555550100 - got %q", number)
	}
	if c.graph.registered[digitsOf(number)] {
		return nil, alreadyRegistered()
	}
	added := c.graph.addPreverified(c.node, PreverifiedNumber{PhoneNumber: number, VerificationStatus: numberPending})
	return map[string]any{"id": added.id}, nil
}

func (c *call) listPreverifiedNumbers() (any, *failure) {
	verification, f := c.params.choice("verification_status", numberVerified, numberPending, "FAILED", "EXPIRED")
	if f != nil {
		return nil, f
	}
	availability, f := c.params.choice("availability_status", numberAvailable, numberInUse, "RESERVED", "UNAVAILABLE")
	if f != nil {
		return nil, f
	}
	country, given := c.params.text("country_code")
	if given && (len(country) != 2 || strings.ToUpper(country) != country || strings.ContainsAny(country, "?!")) {
		return nil, invalid("Param country_code must be two capital letters - got %q", country)
	}
	wanted := map[string]string{"verification_status": verification, "availability_status": availability, "country_code": country}
	return c.list(listing{edge: preverifiedEdge, view: preverifiedEntryKind, keep: func(number *node) bool {
		for field, value := range wanted {
			if value != "" && number.text(field) != value {
				return false
			}
		}
		return true
	}})
}

func (c *call) listPreverifiedPartners() (any, *failure) {
	return c.list(listing{edge: preverifiedPartnersEdge, view: preverifiedPartnerKind})
}

func (c *call) deletePreverifiedNumber() (any, *failure) {
	if c.node.text("availability_status") == numberInUse {
		return nil, unprocessable("Cannot delete phone number that is currently in use")
	}
	c.node.links["business"].disconnect(preverifiedEdge, c.node.id)
	for _, partner := range c.node.connected(preverifiedPartnersEdge) {
		c.graph.must(businessKind, partner.id).disconnect(preverifiedEdge, c.node.id)
	}
	delete(c.graph.nodes, c.node.id)
	delete(c.graph.registered, digitsOf(c.node.text("display_phone_number")))
	return success(), nil
}

func (c *call) sharePreverifiedNumber() (any, *failure) {
	number, partner, f := c.shared()
	switch {
	case f != nil:
		return nil, f
	case number.text("verification_status") != numberVerified:
		return nil, unprocessable("Pre-verified phone number is not in a shareable state")
	case partner == c.node || number.item(preverifiedPartnersEdge, partner.id) != nil:
		return nil, unprocessable("Pre-verified phone number is already shared with the target business")
	}
	number.shareWith(partner)
	return success(), nil
}

func (n *node) shareWith(partner *node) {
	n.connect(preverifiedPartnersEdge, newNode(preverifiedPartnerKind, partner.id, map[string]any{
		"name": partner.values["name"], "timezone_id": partner.values["timezone_id"],
		"two_factor_type": "none", "verification_status": "verified",
	}))
	partner.connect(preverifiedEdge, n)
}

func (c *call) unsharePreverifiedNumber() (any, *failure) {
	number, partner, f := c.shared()
	if f != nil {
		return nil, f
	}
	number.disconnect(preverifiedPartnersEdge, partner.id)
	if partner != c.node {
		partner.disconnect(preverifiedEdge, number.id)
	}
	return success(), nil
}

// shared finds the number and the partner of a request.
func (c *call) shared() (number, partner *node, f *failure) {
	business, f := c.params.id("partner_business_id")
	if f != nil {
		return nil, nil, f
	}
	id, f := c.params.id("preverified_id")
	if f != nil {
		return nil, nil, f
	}
	if number = c.node.item(preverifiedEdge, id); number == nil {
		return nil, nil, notFound("Pre-verified phone number not found")
	}
	if partner = c.graph.find(businessKind, business); partner == nil {
		return nil, nil, invalid("Invalid partner_business_id: business not found or not accessible")
	}
	return number, partner, nil
}

// requestPreverifiedCode sends a code, which Server.VerificationCode returns.
func (c *call) requestPreverifiedCode() (any, *failure) {
	if f := c.checkCodeRequest(); f != nil {
		return nil, f
	}
	if c.node.text("verification_status") == numberVerified {
		return nil, unprocessable("This phone number has already been verified")
	}
	c.sendCode()
	return success(), nil
}

func (c *call) verifyPreverifiedCode() (any, *failure) {
	code, given := c.params.text("code")
	switch {
	case !given:
		return nil, missing("code")
	case !digits.MatchString(code) || len(code) < 4 || len(code) > 8:
		return nil, invalid("Invalid parameter: code must be a numeric string")
	case c.node.text("verification_status") == numberVerified:
		return nil, unprocessable("This phone number is already verified")
	}
	if !c.node.takeCode(code, c.now()) {
		return nil, unprocessable("The verification code is invalid")
	}
	c.node.values["verification_status"] = numberVerified
	return success(), nil
}

// takePreverified has an account take a number that its business may offer. The
// number needs no code then.
func (c *call) takePreverified(id string) (*node, *failure) {
	number := c.graph.find(preverifiedKind, id)
	if number == nil {
		return nil, &failure{http.StatusBadRequest, Error{
			Message: "Invalid preverified_id: the number does not exist", Type: oauthException, Code: 100,
		}}
	}
	if number.text("verification_status") != numberVerified || number.text("availability_status") != numberAvailable {
		return nil, unprocessable("The pre-verified phone number is not available")
	}
	number.values["availability_status"] = numberInUse
	return number, nil
}
