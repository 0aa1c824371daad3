package conformance

import (
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	changeOfSettings = "updatePhoneNumberSettings"
	requestForBadge  = "GraphWhatsAppBusinessAccountToNumberCurrentStatusOfficialBusinessAccountPost"
	messageOfHistory = "wamid.HBgLMTU1NTU1NTAxMDAVAgARGBI5QTNDQTVCM0Q0"
)

// numberSettingMethods has the methods for the settings of a number and for its
// badge. Where Meta's guides and its document name members differently, the
// requests are in the form of the document.
func numberSettingMethods() []method {
	found := []method{
		{"PhoneNumbers.GetSettings", "getPhoneNumberSettings", func(s *session) (any, error) {
			return s.PhoneNumbers.GetSettings(s, graphtest.PhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.GetSettingsWithSIPCredentials", "getPhoneNumberSettings", func(s *session) (any, error) {
			return s.PhoneNumbers.GetSettingsWithSIPCredentials(s, graphtest.PhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.GetOfficialBusinessAccount", "getOfficialBusinessAccountStatus", func(s *session) (any, error) {
			return s.PhoneNumbers.GetOfficialBusinessAccount(s, graphtest.SecondPhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.RequestOfficialBusinessAccount", requestForBadge, func(s *session) (any, error) {
			return s.PhoneNumbers.RequestOfficialBusinessAccount(s, graphtest.PhoneNumberID, application(), s.opts...)
		}},
	}
	for _, change := range numberSettings() {
		found = append(found, method{"PhoneNumbers.UpdateSettings", changeOfSettings, func(s *session) (any, error) {
			id := graphtest.UnverifiedPhoneNumberID // storage changes before the registration
			return succeeded(s.PhoneNumbers.UpdateSettings(s, id, change, s.opts...))
		}})
	}
	return found
}

func application() whatsapp.OfficialBusinessAccountRequest {
	return whatsapp.OfficialBusinessAccountRequest{
		Action: whatsapp.OfficialBusinessAccountActionSubmit,
		ApplicationData: &whatsapp.OfficialBusinessAccountApplication{
			BusinessName: strings.Repeat("n", 255), BusinessDescription: strings.Repeat("d", 1000),
			WebsiteURL: "https://www.example.com", ContactEmail: "office@example.com",
		},
	}
}

// numberSettings has a change of each setting, in the words of the document.
func numberSettings() []whatsapp.UpdatePhoneNumberSettingsRequest {
	const on whatsapp.FeatureStatus = "enabled"
	return []whatsapp.UpdatePhoneNumberSettingsRequest{
		{Calling: &whatsapp.CallingSettingsRequest{
			Status: new(on), CallIconVisibility: new(whatsapp.CallIconVisibilityHidden),
			CallIcons: &whatsapp.CallIcons{RestrictToUserCountries: []string{"US"}},
			CallHours: &whatsapp.CallHours{
				Status: on, TimezoneID: "America/Manaus",
				WeeklyOperatingHours: []whatsapp.OperatingHours{{DayOfWeek: whatsapp.DayOfWeekMonday, OpenTime: "0900", CloseTime: "1730"}},
				HolidaySchedule: []whatsapp.HolidayHours{{
					Date: time.Now().AddDate(1, 0, 0).Format(time.DateOnly), StartTime: "0000", EndTime: "2359",
				}},
			},
			CallbackPermissionStatus: new(on),
			SIP: &whatsapp.SIPSettingsRequest{
				Status: on, Servers: []whatsapp.SIPServerRequest{{Hostname: "sip.shop.test", Port: new(5061)}},
			},
			SRTPKeyExchangeProtocol: new(whatsapp.SRTPKeyExchangeProtocolDTLSSRTP), Video: &whatsapp.CallVideo{Status: on},
		}},
		{StorageConfiguration: &whatsapp.StorageConfigurationRequest{Enabled: new(true), Region: new("us")}},
		{PayloadEncryption: &whatsapp.PayloadEncryptionRequest{Status: on, ClientKey: new("LS0tLS1CRUdJTg==")}},
		{UserIdentityChange: &whatsapp.UserIdentityChange{Enabled: new(true)}},
	}
}

// undocumentedNumberMethods has the methods for phone numbers whose operations
// the document lacks.
func undocumentedNumberMethods() []method {
	return []method{
		{"PhoneNumbers.GetUsername", userIDsGuide, func(s *session) (any, error) {
			return s.PhoneNumbers.GetUsername(s, graphtest.PhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.SetUsername", userIDsGuide, func(s *session) (any, error) {
			request := whatsapp.SetUsernameRequest{Username: "support.line", Transfer: whatsapp.UsernameTransferForce}
			return s.PhoneNumbers.SetUsername(s, graphtest.PhoneNumberID, request, s.opts...)
		}},
		{"PhoneNumbers.DeleteUsername", userIDsGuide, func(s *session) (any, error) {
			if _, err := s.PhoneNumbers.SetUsername(s, graphtest.PhoneNumberID, whatsapp.SetUsernameRequest{Username: "old"}); err != nil {
				return nil, err
			}
			return nil, s.PhoneNumbers.DeleteUsername(s, graphtest.PhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.GetUsernameSuggestions", userIDsGuide, func(s *session) (any, error) {
			return s.PhoneNumbers.GetUsernameSuggestions(s, graphtest.PhoneNumberID, s.opts...)
		}},
		{"PhoneNumbers.SyncBusinessApp", businessAppGuide, func(s *session) (any, error) {
			return s.PhoneNumbers.SyncBusinessApp(s, graphtest.BusinessAppPhoneNumberID, whatsapp.BusinessAppDataHistory, s.opts...)
		}},
		{"PhoneNumbers.DeleteFromContactBook", userIDsGuide, func(s *session) (any, error) {
			return s.PhoneNumbers.DeleteFromContactBook(s, graphtest.PhoneNumberID, "US.13491208655302741918", s.opts...)
		}},
	}
}
