package conformance

import (
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func onBehalfMethods() []method {
	return []method{
		{"OnBehalf.CreateIntent", "createOBOMobilityIntent", func(s *session) (any, error) {
			return s.OnBehalf.CreateIntent(s, graphtest.WABAID, whatsapp.CreateOBOMobilityIntentRequest{
				IntentType: whatsapp.OBOIntentTypeRequestHandover, SolutionID: graphtest.SolutionID, TargetSolutionID: graphtest.EndingSolutionID,
				ScheduledTime: time.Unix(1893456000, 0), Reason: longReason,
				Metadata: map[string]any{"partner_approval_id": "A-17", "business_justification": "another partner"},
			}, s.opts...)
		}},
		{"OnBehalf.SetIntent", "setOBOMobilityIntent", func(s *session) (any, error) {
			return s.OnBehalf.SetIntent(s, graphtest.WABAID, whatsapp.SetOBOMobilityIntentRequest{
				SolutionID: graphtest.SolutionID, AppID: graphtest.AppID, ActorID: graphtest.UserID, ClientMutationID: longReason[:255],
			}, s.opts...)
		}},
		{"OnBehalf.GetIntent", "getOBOMobilityIntent", func(s *session) (any, error) {
			return s.OnBehalf.GetIntent(s, graphtest.OBOMobilityIntentID, s.opts...)
		}},
	}
}
