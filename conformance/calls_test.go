package conformance

import (
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const manageCalls = "manageCalls"

// callAnswer is the number of a method's answer in the schema of calls: only
// the method that starts a call returns one.
func (m method) callAnswer() int {
	if m.name == "Calls.Connect" {
		return 0
	}
	return 1
}

// callMethods has the methods for calls, which share two operations.
func callMethods() []method {
	offer := whatsapp.CallSession{SDPType: whatsapp.SDPTypeOffer, SDP: "v=0\r\n"}
	answered := whatsapp.CallSession{SDPType: whatsapp.SDPTypeAnswer, SDP: "v=0\r\n"}
	capture := &whatsapp.CallCapture{
		Status: whatsapp.FeatureStatusEnabled, Purpose: strings.Repeat("a", 250), AnnouncementLanguage: "en_US",
	}
	done := func(err error) (any, error) { return answer{"messaging_product": "whatsapp", "success": true}, err }
	return []method{
		{"Calls.Connect", manageCalls, func(s *session) (any, error) {
			return s.Calls.Connect(s, graphtest.PhoneNumberID, whatsapp.ConnectCallRequest{
				To: "15550100126", Recipient: "US.13491208655302741918", Session: offer,
				CallbackData: strings.Repeat("a", 512), Recording: capture, Transcription: capture,
			}, s.opts...)
		}},
		{"Calls.PreAccept", manageCalls, func(s *session) (any, error) {
			request := whatsapp.PreAcceptCallRequest{Session: answered}
			return done(s.Calls.PreAccept(s, graphtest.PhoneNumberID, graphtest.CallID, request, s.opts...))
		}},
		{"Calls.Accept", manageCalls, func(s *session) (any, error) {
			return done(s.Calls.Accept(s, graphtest.PhoneNumberID, graphtest.CallID, whatsapp.AcceptCallRequest{
				Session: answered, CallbackData: strings.Repeat("a", 512), Recording: capture, Transcription: capture,
			}, s.opts...))
		}},
		{"Calls.Reject", manageCalls, func(s *session) (any, error) {
			return done(s.Calls.Reject(s, graphtest.PhoneNumberID, graphtest.CallID, s.opts...))
		}},
		{"Calls.Terminate", manageCalls, func(s *session) (any, error) {
			return done(s.Calls.Terminate(s, graphtest.PhoneNumberID, graphtest.AcceptedCallID, s.opts...))
		}},
		{"Calls.UpdateMedia", manageCalls, func(s *session) (any, error) {
			request := whatsapp.UpdateCallMediaRequest{Session: offer}
			return done(s.Calls.UpdateMedia(s, graphtest.PhoneNumberID, graphtest.AcceptedCallID, request, s.opts...))
		}},
		{"Calls.GetPermissions", "checkCallPermissions", func(s *session) (any, error) {
			return s.Calls.GetPermissions(s, graphtest.PhoneNumberID, "15550100126", s.opts...)
		}},
	}
}
