package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// threadMethods are those of Meta's guide "Conversation Routing" of October
// 2026. The members of the request are as several resellers describe them.
func threadMethods() []method {
	person := whatsapp.ThreadRequest{To: "+15550100123", Metadata: "refund"}
	return []method{
		{"Threads.Pass", routingGuide, func(s *session) (any, error) {
			request := whatsapp.PassThreadRequest{ThreadRequest: person, Target: whatsapp.ThreadTargetAIAgent}
			return s.Threads.Pass(s, graphtest.PhoneNumberID, request, s.opts...)
		}},
		{"Threads.Release", routingGuide, func(s *session) (any, error) {
			return s.Threads.Release(s, graphtest.PhoneNumberID, person, s.opts...)
		}},
		{"Threads.Take", routingGuide, func(s *session) (any, error) {
			return s.Threads.Take(s, graphtest.SecondPhoneNumberID, person, s.opts...)
		}},
	}
}
