package graphtest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// Signup is an in-app signup of a WABA. An empty field gets a typical value;
// the promo code and the display name stay empty.
type Signup struct {
	ID                  string
	SignupMessage       string
	ConfirmationMessage string
	PrivacyPolicyURL    string
	WebsiteURL          string
	PromoCode           string
	DisplayName         string
	// Status is ACTIVE unless the signup says otherwise.
	Status string
}

var signupKind = &kind{
	name:     "signup",
	typeName: "WhatsAppBusinessSignup",
	standard: "id waba_id signup_message confirmation_message privacy_policy_url promo_code status display_name website_url",
}

const (
	signupsEdge   = "signups"
	signupTerms   = "signup terms" // of a portfolio, in hidden
	signupsRefuse = "signups refused"

	signupTermsURL = "https://www.facebook.com/legal/ads-manager-marketing-messages-terms"

	maxSignupMessage     = 300
	maxSignupPromoCode   = 50
	maxSignupDisplayName = 256
)

// Error codes of in-app signups.
const (
	codeSignupUnknown       = 2494164
	codeSignupsRefused      = 2494165
	codeSignupPlaceholder   = 2494166
	codeSignupNoPromoCode   = 2494167
	codeSignupTermsMissing  = 2494168
	codeSignupTermsAccepted = 2494176
	codeSignupTermsURL      = 2494177
	codeSignupWebsite       = 2494179
)

var (
	signupPromoCode   = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	signupPlaceholder = regexp.MustCompile(`\{\{[^{}]*\}\}`)
)

const promoCodePlaceholder = "{{promo_code}}"

// AddSignup adds an in-app signup to a WABA and returns its id. The portfolio
// of the WABA has accepted the terms then.
func (s *Server) AddSignup(wabaID string, signup Signup) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSignup(s.graph.must(wabaKind, wabaID), signup).id
}

// RefuseSignups makes a WABA one that may not have in-app signups, like those
// in countries where Meta does not offer them.
func (s *Server) RefuseSignups(wabaID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(wabaKind, wabaID).hidden[signupsRefuse] = "yes"
}

func (g *graph) addSignup(waba *node, s Signup) *node {
	values := map[string]any{
		"waba_id":              waba.id,
		"signup_message":       orElse(s.SignupMessage, "Get our offers in WhatsApp"),
		"confirmation_message": orElse(s.ConfirmationMessage, "You have signed up."),
		"privacy_policy_url":   orElse(s.PrivacyPolicyURL, "https://shop.test/privacy"),
		"status":               orElse(s.Status, "ACTIVE"),
	}
	for name, value := range map[string]string{"website_url": s.WebsiteURL, "promo_code": s.PromoCode, "display_name": s.DisplayName} {
		if value != "" {
			values[name] = value
		}
	}
	added := g.add(signupKind, s.ID, values)
	added.links["owner"] = waba
	waba.connect(signupsEdge, added)
	business := g.ownerOf(waba)
	business.hidden[signupTerms] = "accepted"
	if waba.links[defaultCustomerBase] == nil {
		base := g.addCustomerBase(business, CustomerBase{Name: "Subscribers"})
		setDefaultCustomerBase(waba, base, g.now())
	}
	return added
}

func (c *call) listSignups() (any, *failure) {
	return c.list(listing{edge: signupsEdge, view: signupKind})
}

func (c *call) readSignup() (any, *failure) {
	signup, f := c.signup()
	if f != nil {
		return nil, f
	}
	return c.project(signupKind, signup, c.fields)
}

func (c *call) signup() (*node, *failure) {
	if signup := c.graph.find(signupKind, c.path["signup"]); signup != nil {
		return signup, nil
	}
	return nil, signupFailure(codeSignupUnknown, "The specified signup does not exist")
}

func signupFailure(code int, format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf("(#%d) %s", code, fmt.Sprintf(format, args...)), Type: oauthException, Code: code,
	}}
}

func (c *call) createSignup() (any, *failure) {
	if c.node.hidden[signupsRefuse] != "" {
		return nil, signupFailure(codeSignupsRefused, "The In-App Signup API is not enabled for this account")
	}
	given, f := c.signupTexts()
	if f != nil {
		return nil, f
	}
	for _, name := range []string{"signup_message", "confirmation_message"} {
		if given[name] == "" {
			return nil, missing(name)
		}
	}
	if f := checkSignupPromoCode(given["confirmation_message"], given["promo_code"]); f != nil {
		return nil, f
	}
	privacy, _ := c.params.text("privacy_policy_url")
	switch {
	case privacy == "":
		return nil, missing("privacy_policy_url")
	case !strings.HasPrefix(privacy, "http://") && !strings.HasPrefix(privacy, "https://"):
		return nil, invalid("Param privacy_policy_url must start with http:// or https:// - got %q", privacy)
	}
	if f := c.acceptSignupTerms(); f != nil {
		return nil, f
	}
	created := c.graph.addSignup(c.node, Signup{
		SignupMessage: given["signup_message"], ConfirmationMessage: given["confirmation_message"], PrivacyPolicyURL: privacy,
		WebsiteURL: given["website_url"], PromoCode: given["promo_code"], DisplayName: given["display_name"],
	})
	return map[string]any{"id": created.id}, nil
}

// acceptSignupTerms wants the terms accepted once for every portfolio.
func (c *call) acceptSignupTerms() *failure {
	value, given := c.params.object("policy")
	before := c.graph.ownerOf(c.node).hidden[signupTerms] != ""
	if !given {
		if before {
			return nil
		}
		return signupFailure(codeSignupTermsMissing, "The Terms of Service were not accepted")
	}
	members, isObject := value.(map[string]any)
	switch {
	case !isObject:
		return invalid("Param policy must be an object")
	case members["tos"] != signupTermsURL:
		return signupFailure(codeSignupTermsURL, "The URL in policy.tos is not an approved Terms of Service URL")
	case members["accepted"] != true:
		return signupFailure(codeSignupTermsMissing, "The Terms of Service were not accepted")
	case before:
		return signupFailure(codeSignupTermsAccepted, "The Terms of Service have already been accepted: omit policy")
	}
	return nil
}

// signupTexts returns the members that can be given and changed.
func (c *call) signupTexts() (map[string]string, *failure) {
	given := map[string]string{}
	for name, longest := range map[string]int{
		"signup_message": maxSignupMessage, "confirmation_message": maxSignupMessage,
		"promo_code": maxSignupPromoCode, "display_name": maxSignupDisplayName,
	} {
		if _, stated := c.params[name]; !stated {
			continue
		}
		text, f := c.params.bounded(name, 1, longest)
		if f != nil {
			return nil, f
		}
		given[name] = text
	}
	if code := given["promo_code"]; code != "" && !signupPromoCode.MatchString(code) {
		return nil, invalid("Param promo_code must contain only letters and numbers - got %q", code)
	}
	if website, stated := c.params.text("website_url"); stated {
		if !strings.HasPrefix(website, "https://") {
			return nil, signupFailure(codeSignupWebsite, "The website_url does not use the https:// scheme")
		}
		given["website_url"] = website
	}
	return given, nil
}

func checkSignupPromoCode(message, code string) *failure {
	for _, placeholder := range signupPlaceholder.FindAllString(message, -1) {
		switch {
		case placeholder != promoCodePlaceholder:
			return signupFailure(codeSignupPlaceholder, "The confirmation_message contains the unknown placeholder %s", placeholder)
		case code == "":
			return signupFailure(codeSignupNoPromoCode, "The confirmation_message has a placeholder, but there is no promo_code")
		}
	}
	return nil
}

func (c *call) updateSignup() (any, *failure) {
	signup, f := c.signup()
	if f != nil {
		return nil, f
	}
	if _, given := c.params["privacy_policy_url"]; given {
		return nil, invalid("Param privacy_policy_url cannot be changed")
	}
	changed, f := c.signupTexts()
	if f != nil {
		return nil, f
	}
	status, f := c.params.choice("status", "ACTIVE", "DISABLED")
	if f != nil {
		return nil, f
	}
	message := orElse(changed["confirmation_message"], signup.text("confirmation_message"))
	if f := checkSignupPromoCode(message, orElse(changed["promo_code"], signup.text("promo_code"))); f != nil {
		return nil, f
	}
	for name, value := range changed {
		signup.values[name] = value
	}
	signup.values["status"] = orElse(status, signup.text("status"))
	return success(), nil
}
