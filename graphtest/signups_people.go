package graphtest

import (
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// SignUp has a user, who is named by a phone number, open the link of a signup
// with one of the account's phone numbers and agree, which sends the webhook
// user_preferences. It returns the message that confirms it, and panics if the
// signup is disabled.
func (s *Server) SignUp(phoneNumberID, signupID, user string) string {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	signup := s.graph.must(signupKind, signupID)
	switch {
	case signup.account() != phone.account():
		panic("graphtest: the signup " + signupID + " is not of the account of " + phoneNumberID)
	case signup.text("status") != "ACTIVE":
		panic("graphtest: the signup " + signupID + " is disabled; nobody can sign up")
	}
	user = digitsOf(user)
	s.notify(Event{Field: webhook.FieldUserPreferences, PhoneNumberID: phone.id, Value: map[string]any{
		"contacts": []any{map[string]any{"profile": map[string]any{"name": "WhatsApp user"}, "wa_id": user}},
		"user_preferences": []any{map[string]any{
			"wa_id": user, "signup_id": signup.id, "detail": "User signed up",
			"category": "marketing_messages", "value": "resume", "timestamp": s.now().Unix(),
		}},
	}})
	return strings.ReplaceAll(signup.text("confirmation_message"), promoCodePlaceholder, signup.text("promo_code"))
}
