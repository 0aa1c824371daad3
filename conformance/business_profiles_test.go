package conformance

import (
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func businessProfileMethods() []method {
	return []method{
		{"BusinessProfiles.Get", "getWhatsAppBusinessProfile", func(s *session) (any, error) {
			profile, err := s.BusinessProfiles.Get(s, graphtest.PhoneNumberID, s.opts...)
			return answer{"data": []any{answer{"business_profile": profile}}}, err
		}},
		{"BusinessProfiles.Update", "updateWhatsAppBusinessProfileInformation", func(s *session) (any, error) {
			return succeeded(s.BusinessProfiles.Update(s, graphtest.PhoneNumberID, s.profile(), s.opts...))
		}},
		{"BusinessProfiles.GetByID", "getWhatsAppBusinessProfileDetails", func(s *session) (any, error) {
			return s.BusinessProfiles.GetByID(s, graphtest.BusinessProfileID, s.opts...)
		}},
		{"BusinessProfiles.UpdateByID", "updateWhatsAppBusinessProfile", func(s *session) (any, error) {
			request := s.profile()
			request.AccountName = new(strings.Repeat("n", 75))
			return s.echoed(s.BusinessProfiles.UpdateByID(s, graphtest.BusinessProfileID, request, s.opts...))
		}},
	}
}

// profile returns a request at the limits of the SDK.
func (s *session) profile() whatsapp.UpdateBusinessProfileRequest {
	return whatsapp.UpdateBusinessProfileRequest{
		About: new(strings.Repeat("a", 139)), Address: new(strings.Repeat("b", 256)), Description: new(strings.Repeat("c", 512)),
		Email: new("support@example.com"), Vertical: new(whatsapp.BusinessVerticalRetail),
		Websites:             []string{"https://www.example.com", "https://shop.example.com"},
		ProfilePictureHandle: new(graphtest.PictureHandle),
	}
}
