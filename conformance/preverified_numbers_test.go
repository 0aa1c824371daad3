package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func preverifiedNumberMethods() []method {
	pending := graphtest.PendingPreverifiedNumberID
	return []method{
		{"PreverifiedNumbers.Get", "getPreVerifiedPhoneNumberDetails", func(s *session) (any, error) {
			return s.PreverifiedNumbers.Get(s, graphtest.PreverifiedNumberID, s.opts...)
		}},
		{"PreverifiedNumbers.Delete", "deletePreVerifiedPhoneNumber", func(s *session) (any, error) {
			return succeeded(s.PreverifiedNumbers.Delete(s, graphtest.PreverifiedNumberID, s.opts...))
		}},
		{"PreverifiedNumbers.Share", "sharePreVerifiedPhoneNumber", func(s *session) (any, error) {
			return succeeded(s.PreverifiedNumbers.Share(s, graphtest.PartnerBusinessID, whatsapp.SharePreverifiedNumberRequest{
				PartnerBusinessID: graphtest.BusinessID, PreverifiedID: graphtest.PartnerPreverifiedNumberID,
			}, s.opts...))
		}},
		{"PreverifiedNumbers.RequestCode", "requestPreVerifiedPhoneNumberCode", func(s *session) (any, error) {
			return succeeded(s.PreverifiedNumbers.RequestCode(s, pending, whatsapp.CodeMethodVoice, "es_ES", s.opts...))
		}},
		{"PreverifiedNumbers.VerifyCode", "verifyPreVerifiedPhoneNumberCode", func(s *session) (any, error) {
			return succeeded(s.PreverifiedNumbers.VerifyCode(s, pending, graphtest.PendingPreverifiedNumberCode, s.opts...))
		}},
	}
}

func (s *session) preverifiedNumbers() *whatsapp.ListPreverifiedNumbersOptions {
	options := &whatsapp.ListPreverifiedNumbersOptions{ListOptions: s.page}
	if s.filtered {
		options.VerificationStatus = whatsapp.VerificationStatusVerified
		options.AvailabilityStatus = whatsapp.PreverifiedNumberAvailabilityAvailable
		options.CountryCode = "US"
	}
	return options
}

func undocumentedPreverifiedNumberMethods() []method {
	return []method{
		{"PreverifiedNumbers.Unshare", preverifiedGuide, func(s *session) (any, error) {
			return nil, s.PreverifiedNumbers.Unshare(s, graphtest.BusinessID, whatsapp.SharePreverifiedNumberRequest{
				PartnerBusinessID: graphtest.PartnerBusinessID, PreverifiedID: graphtest.PreverifiedNumberID,
			}, s.opts...)
		}},
	}
}
