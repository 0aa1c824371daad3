package conformance

import (
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// commerceMethods are those of a phone number's commerce settings and of its
// compliance information.
func commerceMethods() []method {
	return []method{
		{"Commerce.Get", "getCommerceSettings", func(s *session) (any, error) {
			return inList(s.Commerce.Get(s, graphtest.PhoneNumberID, s.opts...))
		}},
		{"Commerce.Update", "setOrUpdateCommerceSettings", func(s *session) (any, error) {
			request := whatsapp.UpdateCommerceSettingsRequest{IsCartEnabled: new(true), IsCatalogVisible: new(s.filtered)}
			return succeeded(s.Commerce.Update(s, graphtest.PhoneNumberID, request, s.opts...))
		}},
		{"Compliance.Get", "getBusinessComplianceInfo", func(s *session) (any, error) {
			return inList(s.Compliance.Get(s, graphtest.PhoneNumberID, s.opts...))
		}},
		{"Compliance.Update", "updateBusinessComplianceInfo", func(s *session) (any, error) {
			return succeeded(s.Compliance.Update(s, graphtest.PhoneNumberID, s.compliance(), s.opts...))
		}},
	}
}

// compliance returns a request at the limits of the document.
func (s *session) compliance() whatsapp.UpdateComplianceInfoRequest {
	email, number := strings.Repeat("a", 64)+"@"+strings.Repeat("b", 58)+".test", "+123456789012345"
	request := whatsapp.UpdateComplianceInfoRequest{
		EntityName: strings.Repeat("a", 128), EntityType: whatsapp.BusinessEntityTypeOther,
		EntityTypeCustom: strings.Repeat("b", 1024), IsRegistered: new(false),
		GrievanceOfficer: whatsapp.GrievanceOfficer{Name: strings.Repeat("c", 128), Email: email, LandlineNumber: number, MobileNumber: number},
		CustomerCare:     whatsapp.CustomerCare{Email: email, LandlineNumber: number, MobileNumber: number},
	}
	if s.filtered {
		request.EntityName, request.EntityType, request.EntityTypeCustom = "aa", whatsapp.BusinessEntityTypePartnership, ""
	}
	return request
}
