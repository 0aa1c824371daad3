package conformance

import (
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// publicKey is an RSA key of 2,048 bits.
const publicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwnTvF9dzRjOykwZNL/jZ
fg8MxS7CUysFwzvwyBM3xt+F6feKXvcxMiGIQHAZ96tXzazO8J6RmjaBKDkYY/B0
EOEFJ5+/ZgDgr7hM2szERLp2L6xvtpFtyBQXEEgsE1AvkEv4WEJwSY45Eenn9mRv
v9jMycGHAg5tcRC9Wfo57hC/VwoXf0SxlD3IFh/cSHKUkI7cyIlx0F9iT4FXiUhK
LOvROqI2Z92zsC6qc1mCefn9wUbS6mXMOSGS7ZtIZ50YhlxhkrKRdFM7Z85jqbo8
nsSCY9fGpT4FihEkS6H/7iwIIrVbZcRwd+ktkeP5nAyXC6EmeuCMqJvwEV97deel
lQIDAQAB
-----END PUBLIC KEY-----
`

const changeOfNumber = "updatePhoneNumberStatus"

// phoneNumberMethods has the methods that change a phone number.
func phoneNumberMethods() []method {
	return []method{
		{"PhoneNumbers.GetEncryptionKey", "getBusinessEncryptionPublicKey", func(s *session) (any, error) {
			return inList(s.PhoneNumbers.GetEncryptionKey(s, graphtest.SecondPhoneNumberID, s.opts...))
		}},
		{"PhoneNumbers.SetEncryptionKey", "setBusinessEncryptionPublicKey", func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.SetEncryptionKey(s, graphtest.PhoneNumberID, publicKey, s.opts...))
		}},
		{"PhoneNumbers.Create", "createWhatsAppBusinessAccountPhoneNumber", func(s *session) (any, error) {
			return s.PhoneNumbers.Create(s, graphtest.WABAID, whatsapp.CreatePhoneNumberRequest{
				CountryCode: new("1"), PhoneNumber: "15550109", VerifiedName: strings.Repeat("n", 75),
				PreverifiedID: new(graphtest.PreverifiedNumberID), MigratePhoneNumber: new(true),
			}, s.opts...)
		}},
		{"PhoneNumbers.Register", "registerWhatsAppBusinessPhoneNumber", func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.Register(s, graphtest.PhoneNumberID, s.registration(), s.opts...))
		}},
		{"PhoneNumbers.Deregister", "deregisterPhoneNumber", func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.Deregister(s, graphtest.PhoneNumberID, s.opts...))
		}},
		{"PhoneNumbers.RequestCode", "requestVerificationCode", func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.RequestCode(s, graphtest.UnverifiedPhoneNumberID, s.codeMethod(), "en_US", s.opts...))
		}},
		{"PhoneNumbers.VerifyCode", "verifyPhoneNumberCode", func(s *session) (any, error) {
			return s.echoed(s.PhoneNumbers.VerifyCode(s, graphtest.UnverifiedPhoneNumberID, graphtest.UnverifiedPhoneNumberCode, s.opts...))
		}},
		{"PhoneNumbers.Update", changeOfNumber, func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.Update(s, graphtest.PhoneNumberID, whatsapp.UpdatePhoneNumberRequest{
				ConnectionStatus: new(whatsapp.ConnectionStatusConnected), SearchVisibility: new(whatsapp.SearchVisibilityHidden),
				Username: new("support.line"), WebhookURL: new("https://www.example.com/webhooks"),
				APIData: &whatsapp.BusinessAPIData{
					NotifyUserChangeNumber: new(true), ShowSecurityNotifications: new(true), PIN: new(whatsapp.Secret("")),
				},
			}, s.opts...))
		}},
		{"PhoneNumbers.SetTwoStepPIN", changeOfNumber, func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.SetTwoStepPIN(s, graphtest.PhoneNumberID, graphtest.PIN, s.opts...))
		}},
		{"PhoneNumbers.RequestDisplayName", changeOfNumber, func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.RequestDisplayName(s, graphtest.PhoneNumberID, strings.Repeat("n", 75), s.opts...))
		}},
		{"PhoneNumbers.SetWebhookOverride", changeOfNumber, func(s *session) (any, error) {
			override := whatsapp.WebhookOverride{CallbackURI: "https://www.example.com/webhooks", VerifyToken: "sesame"}
			return succeeded(s.PhoneNumbers.SetWebhookOverride(s, graphtest.PhoneNumberID, override, s.opts...))
		}},
		{"PhoneNumbers.DeleteWebhookOverride", changeOfNumber, func(s *session) (any, error) {
			return succeeded(s.PhoneNumbers.DeleteWebhookOverride(s, graphtest.PhoneNumberID, s.opts...))
		}},
	}
}

func (s *session) registration() whatsapp.RegisterPhoneNumberRequest {
	return whatsapp.RegisterPhoneNumberRequest{
		PIN: graphtest.PIN, DataLocalizationRegion: new(whatsapp.DataLocalizationRegionDE), RetentionMinutes: new(60),
		Tier:   new(whatsapp.RegistrationTierProd),
		Backup: &whatsapp.RegistrationBackup{Data: "exported", Password: "sesame"},
	}
}

func (s *session) codeMethod() whatsapp.CodeMethod {
	if s.filtered {
		return whatsapp.CodeMethodVoice
	}
	return whatsapp.CodeMethodSMS
}
