package graphtest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	maxRegistrations   = 10
	registrationWindow = 72 * time.Hour
	codeLifetime       = 10 * time.Minute
	minDisplayName     = 2
	maxDisplayName     = 75
)

var (
	plainNumberPattern = regexp.MustCompile(`^[1-9][0-9]{6,14}$`)
	dialCodePattern    = regexp.MustCompile(`^[0-9]{1,3}$`)
	localePattern      = regexp.MustCompile(`^[a-z]{2}_[A-Z]{2}$`)
	sixDigits          = regexp.MustCompile(`^[0-9]{6}$`)
	regions            = strings.Fields("AE AU BH BR CA CH DE GB ID IN JP KR SG ZA")
)

// registrations are how often a phone number was registered and deregistered.
type registrations struct {
	at     []time.Time // within the window
	locked time.Time   // until when there are none
}

// registrationRefused is an error of registering a number.
func registrationRefused(code int, message string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf("(#%d) %s", code, message), Type: oauthException, Code: code, Data: messagingDetails(message),
	}}
}

// createPhoneNumber adds a number that is neither verified nor registered.
func (c *call) createPhoneNumber() (any, *failure) {
	number, _ := c.params.text("phone_number")
	if !plainNumberPattern.MatchString(number) {
		return nil, invalid("Param phone_number must be in E.164 format without the plus sign - got %q", number)
	}
	name, f := c.params.bounded("verified_name", minDisplayName, maxDisplayName)
	if f != nil {
		return nil, f
	}
	if code, given := c.params.text("cc"); given && !dialCodePattern.MatchString(code) {
		return nil, invalid("Param cc must be a country code - got %q", code)
	}
	preverified, offered := c.params.text("preverified_id")
	if offered {
		taken, f := c.takePreverified(preverified)
		if f != nil {
			return nil, f
		}
		delete(c.graph.registered, digitsOf(taken.text("display_phone_number")))
	}
	if c.graph.registered[number] {
		return nil, alreadyRegistered()
	}
	phone := c.graph.addPhoneNumber(c.node, PhoneNumber{
		DisplayPhoneNumber: "+" + number, VerifiedName: name, QualityRating: "UNKNOWN", Status: "PENDING", CreatedAt: c.now(),
		Fields: map[string]any{
			"code_verification_status": "UNVERIFIED", "name_status": "PENDING_REVIEW", "platform_type": "NOT_APPLICABLE",
			"host_platform": "NOT_APPLICABLE", "is_pin_enabled": false,
		},
	})
	delete(phone.hidden, "pin")
	phone.hidden["unregistered"] = "true"
	if offered {
		phone.values["code_verification_status"], phone.values["is_preverified_number"] = "VERIFIED", true
	}
	return map[string]any{"id": phone.id}, nil
}

func alreadyRegistered() *failure {
	return &failure{http.StatusConflict, Error{
		Message: "(#100) The phone number is already registered", Type: graphMethodException, Code: 100,
	}}
}

func (c *call) requestCode() (any, *failure) {
	if f := c.checkCodeRequest(); f != nil {
		return nil, f
	}
	if c.node.text("code_verification_status") == "VERIFIED" {
		return nil, registrationRefused(136024, "The phone number is verified already")
	}
	c.sendCode()
	return success(), nil
}

// checkCodeRequest checks how a code is to be sent, and in which language.
func (c *call) checkCodeRequest() *failure {
	method, f := c.params.choice("code_method", "SMS", "VOICE")
	if f != nil {
		return f
	}
	if method == "" {
		return missing("code_method")
	}
	if language, _ := c.params.text("language"); !localePattern.MatchString(language) {
		return invalid("Param language must be a locale such as en_US - got %q", language)
	}
	return nil
}

func (c *call) sendCode() {
	id := c.graph.newID()
	c.node.expectCode(id[len(id)-6:], c.now().Add(codeLifetime))
}

func (n *node) expectCode(code string, until time.Time) {
	n.hidden["code"], n.hidden["code expires"] = code, until.Format(time.RFC3339Nano)
}

// takeCode reports whether a code is the one that was sent, and in time. It is
// good once.
func (n *node) takeCode(code string, now time.Time) bool {
	expires, err := time.Parse(time.RFC3339Nano, n.hidden["code expires"])
	if err != nil || code != n.hidden["code"] || !now.Before(expires) {
		return false
	}
	delete(n.hidden, "code")
	delete(n.hidden, "code expires")
	return true
}

// VerificationCode returns the code that was sent last to a phone number, or to
// a pre-verified one, as its owner would read it, or nothing if there is none.
// It panics if there is no such phone number.
func (s *Server) VerificationCode(phoneNumberID string) string {
	s.world.Lock()
	defer s.world.Unlock()
	if number := s.graph.find(preverifiedKind, phoneNumberID); number != nil {
		return number.hidden["code"]
	}
	return s.graph.must(phoneKind, phoneNumberID).hidden["code"]
}

func (c *call) verifyCode() (any, *failure) {
	code, _ := c.params.text("code")
	if !sixDigits.MatchString(code) {
		return nil, invalid("Invalid verification code format")
	}
	if !c.node.takeCode(code, c.now()) {
		return nil, unprocessable("The verification code is invalid or has expired")
	}
	c.node.values["code_verification_status"] = "VERIFIED"
	return map[string]any{"success": true, "id": c.node.id}, nil
}

func (c *call) registerPhoneNumber() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	pin, _ := c.params.text("pin")
	if !sixDigits.MatchString(pin) {
		return nil, invalid("Invalid PIN format. PIN must be exactly 6 digits")
	}
	if region, given := c.params.text("data_localization_region"); given && !slices.Contains(regions, region) {
		return nil, notAmong("data_localization_region", region, regions)
	}
	if f := c.graph.countRegistration(c.node); f != nil {
		return nil, f
	}
	switch known, enabled := c.node.hidden["pin"]; {
	case c.node.text("code_verification_status") != "VERIFIED":
		return nil, registrationRefused(133006, "The phone number must be verified before it is registered")
	case enabled && known != pin:
		return nil, registrationRefused(133005, "The two-step verification PIN is wrong")
	}
	if c.node.hidden["unregistered"] != "" {
		defer c.announceOnboarding()
	}
	c.node.hidden["pin"] = pin
	delete(c.node.hidden, "unregistered")
	for name, value := range map[string]any{
		"status": "CONNECTED", "platform_type": "CLOUD_API", "host_platform": "CLOUD_API",
		"is_pin_enabled": true, "last_onboarded_time": c.now().UTC().Format(time.RFC3339),
	} {
		c.node.values[name] = value
	}
	c.node.showApprovedName()
	c.node.loseEncryptionKey()
	return success(), nil
}

// announceOnboarding queues the webhook about a number that has been connected.
func (c *call) announceOnboarding() {
	limit := orElse(c.node.text("whatsapp_business_manager_messaging_limit"), "TIER_250")
	c.server.notify(Event{Field: webhook.FieldPhoneNumberQualityUpdate, PhoneNumberID: c.node.id, Value: map[string]any{
		"display_phone_number": digitsOf(c.node.text("display_phone_number")), "event": "ONBOARDING",
		"current_limit": limit, "max_daily_conversations_per_business": limit,
	}})
}

// announcePIN queues the webhook about a new PIN.
func (c *call) announcePIN() {
	c.server.notify(Event{Field: webhook.FieldSecurity, PhoneNumberID: c.node.id, Value: map[string]any{
		"display_phone_number": digitsOf(c.node.text("display_phone_number")), "event": "PIN_CHANGED",
	}})
}

// showApprovedName makes the name that was approved the one that people see.
func (n *node) showApprovedName() {
	if n.text("new_name_status") != "APPROVED" {
		return
	}
	n.values["verified_name"], n.values["name_status"] = n.values["new_display_name"], "APPROVED"
	n.values["new_name_status"] = "NONE"
	delete(n.values, "new_display_name")
}

func (c *call) deregisterPhoneNumber() (any, *failure) {
	if c.node.hidden["unregistered"] != "" {
		return nil, invalid("Phone number not registered on the WhatsApp Business Platform.")
	}
	if f := c.graph.countRegistration(c.node); f != nil {
		return nil, f
	}
	c.node.hidden["unregistered"] = "true"
	c.node.values["status"] = "DISCONNECTED"
	c.node.values["platform_type"], c.node.values["host_platform"] = "NOT_APPLICABLE", "NOT_APPLICABLE"
	return success(), nil
}

// countRegistration refuses what comes after ten calls within 72 hours, and
// then everything for another 72.
func (g *graph) countRegistration(phone *node) *failure {
	now, counted := g.now(), g.registrations[phone.id]
	if counted == nil {
		counted = &registrations{}
		g.registrations[phone.id] = counted
	}
	counted.at = slices.DeleteFunc(counted.at, func(at time.Time) bool { return now.Sub(at) >= registrationWindow })
	switch {
	case now.Before(counted.locked):
		return throttled(133016)
	case len(counted.at) >= maxRegistrations:
		counted.locked = now.Add(registrationWindow)
		return throttled(133016)
	}
	counted.at = append(counted.at, now)
	return nil
}

// ReviewDisplayName ends the review of the display name that was requested for
// a phone number: with APPROVED, or with REJECTED and perhaps a reason. An
// approved name shows once the number is registered again. It queues a webhook
// of the field phone_number_name_update, and panics if no name is under review.
func (s *Server) ReviewDisplayName(phoneNumberID, decision, reason string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	name := phone.text("new_display_name")
	if name == "" {
		panic("graphtest: no display name of " + phoneNumberID + " is under review")
	}
	phone.values["new_name_status"] = decision
	if decision == "REJECTED" {
		phone.values["new_name_status"] = "DECLINED" // the word of the phone number
	}
	value := map[string]any{
		"display_phone_number": digitsOf(phone.text("display_phone_number")), "decision": decision, "requested_verified_name": name,
	}
	if reason != "" {
		value["rejection_reason"] = reason
	}
	s.notify(Event{Field: webhook.FieldPhoneNumberNameUpdate, Value: value, PhoneNumberID: phoneNumberID})
}
