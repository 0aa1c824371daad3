package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// signupMethods are those of Meta's guide "In-App Signup" of July 2026.
func signupMethods() []method {
	return []method{
		{"Signups.Get", inAppSignupGuide, func(s *session) (any, error) {
			return s.Signups.Get(s, graphtest.SignupID, s.opts...)
		}},
		{"Signups.Create", inAppSignupGuide, func(s *session) (any, error) {
			return s.Signups.Create(s, graphtest.ClientWABAID, whatsapp.CreateSignupRequest{
				SignupMessage: "Hear of new teas first", ConfirmationMessage: "Welcome, {{promo_code}}", PromoCode: "TEA10",
				PrivacyPolicyURL: "https://tea.test/privacy", WebsiteURL: "https://tea.test", DisplayName: "Teas",
			}, whatsapp.SignupTermsAcceptNow, s.opts...)
		}},
		{"Signups.Update", inAppSignupGuide, func(s *session) (any, error) {
			request := whatsapp.UpdateSignupRequest{Status: whatsapp.SignupStatusDisabled}
			return nil, s.Signups.Update(s, graphtest.SignupID, request, s.opts...)
		}},
		{"Signups.GetCustomerBases", inAppSignupGuide, func(s *session) (any, error) {
			return s.Signups.GetCustomerBases(s, graphtest.BusinessID, s.opts...)
		}},
		{"Signups.CreateCustomerBase", inAppSignupGuide, func(s *session) (any, error) {
			return s.Signups.CreateCustomerBase(s, graphtest.BusinessID, whatsapp.CreateCustomerBaseRequest{Name: "Teas"}, s.opts...)
		}},
		{"Signups.GetDefaultCustomerBase", inAppSignupGuide, func(s *session) (any, error) {
			return s.Signups.GetDefaultCustomerBase(s, graphtest.WABAID, s.opts...)
		}},
		{"Signups.SetDefaultCustomerBase", inAppSignupGuide, func(s *session) (any, error) {
			request := whatsapp.SetDefaultCustomerBaseRequest{CustomerBaseID: graphtest.CustomerBaseID}
			return s.Signups.SetDefaultCustomerBase(s, graphtest.WABAID, request, s.opts...)
		}},
	}
}
