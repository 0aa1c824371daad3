package conformance

import (
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func solutionMethods() []method {
	return []method{
		{"Solutions.Create", "createWhatsAppBusinessSolution", func(s *session) (any, error) {
			return s.Solutions.Create(s, graphtest.AppID, s.solution(), s.opts...)
		}},
		{"Solutions.Get", "getSolutionDetails", func(s *session) (any, error) {
			return s.Solutions.Get(s, graphtest.SolutionID, s.opts...)
		}},
		{"Solutions.AccessToken", "getSolutionAccessToken", func(s *session) (any, error) {
			return s.Solutions.AccessToken(s, graphtest.SolutionID, graphtest.BusinessID, s.opts...)
		}},
		{"Solutions.Accept", "acceptWhatsAppBusinessSolution", func(s *session) (any, error) {
			request := whatsapp.AcceptSolutionRequest{PartnerAppID: graphtest.AppID, LogSessionID: "onboarding-17"}
			return s.Solutions.Accept(s, graphtest.InvitedSolutionID, request, s.opts...)
		}},
		{"Solutions.Reject", "rejectSolutionRequest", func(s *session) (any, error) {
			return s.Solutions.Reject(s, graphtest.InvitedSolutionID, whatsapp.RejectSolutionRequest{
				RequestType: whatsapp.SolutionRequestTypePartnership, PartnerAppID: graphtest.AppID, Reason: longReason,
			}, s.opts...)
		}},
		{"Solutions.SendDeactivationRequest", "sendSolutionDeactivationRequest", func(s *session) (any, error) {
			return s.Solutions.SendDeactivationRequest(s, graphtest.SolutionID, longReason, s.opts...)
		}},
		{"Solutions.AcceptDeactivationRequest", "acceptWhatsAppBusinessSolutionDeactivationRequest", func(s *session) (any, error) {
			return s.Solutions.AcceptDeactivationRequest(s, graphtest.EndingSolutionID, s.opts...)
		}},
		{"Solutions.RejectDeactivationRequest", "rejectSolutionDeactivationRequest", func(s *session) (any, error) {
			return s.Solutions.RejectDeactivationRequest(s, graphtest.EndingSolutionID, s.opts...)
		}},
		{"Solutions.SetMigrationIntent", "setSolutionMigrationIntent", func(s *session) (any, error) {
			return s.Solutions.SetMigrationIntent(s, graphtest.WABAID, whatsapp.SetMigrationIntentRequest{
				Intent: whatsapp.SolutionMigrationIntentSchedule, SolutionID: graphtest.SolutionID,
				TargetSolutionID: graphtest.EndingSolutionID, Reason: longReason, ScheduledTime: time.Unix(1893456000, 0),
			}, s.opts...)
		}},
		{"Solutions.GetMigrationIntent", "getMigrationIntentDetails", func(s *session) (any, error) {
			return s.Solutions.GetMigrationIntent(s, graphtest.MigrationIntentID, s.opts...)
		}},
	}
}

var longReason = strings.Repeat("r", 500)
