package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// paymentMethods are those of Meta's guides to payments in India, "Receive
// payments via payment gateways" and "Onboarding APIs", of November 2025.
func paymentMethods() []method {
	return []method{
		{"Payments.GetConfiguration", paymentsGuide, func(s *session) (any, error) {
			return s.Payments.GetConfiguration(s, graphtest.WABAID, graphtest.PaymentConfigurationName, s.opts...)
		}},
		{"Payments.CreateConfiguration", paymentsGuide, func(s *session) (any, error) {
			return s.Payments.CreateConfiguration(s, graphtest.WABAID, whatsapp.CreatePaymentConfigurationRequest{
				Name: "second", ProviderName: whatsapp.PaymentProviderPayU,
			}, s.opts...)
		}},
		{"Payments.UpdateConfiguration", paymentsGuide, func(s *session) (any, error) {
			request := whatsapp.UpdatePaymentConfigurationRequest{DataEndpointURL: new("https://flows.shop.test/checkout")}
			return nil, s.Payments.UpdateConfiguration(s, graphtest.WABAID, graphtest.PaymentConfigurationName, request, s.opts...)
		}},
		{"Payments.RenewOAuthLink", paymentsGuide, func(s *session) (any, error) {
			request := whatsapp.RenewOAuthLinkRequest{ConfigurationName: graphtest.PaymentConfigurationName}
			return s.Payments.RenewOAuthLink(s, graphtest.WABAID, request, s.opts...)
		}},
		{"Payments.DeleteConfiguration", paymentsGuide, func(s *session) (any, error) {
			return nil, s.Payments.DeleteConfiguration(s, graphtest.WABAID, graphtest.PaymentConfigurationName, s.opts...)
		}},
		{"Payments.Get", paymentsGuide, func(s *session) (any, error) {
			return s.Payments.Get(s, graphtest.PhoneNumberID, graphtest.PaymentConfigurationName, graphtest.PaidOrderID, s.opts...)
		}},
		{"Payments.Refund", paymentsGuide, func(s *session) (any, error) {
			return s.Payments.Refund(s, graphtest.PhoneNumberID, whatsapp.RefundPaymentRequest{
				ReferenceID: graphtest.PaidOrderID, ConfigurationName: graphtest.PaymentConfigurationName,
				Amount: whatsapp.RefundAmount{Currency: "INR", Value: 100, Offset: 100},
			}, s.opts...)
		}},
	}
}
