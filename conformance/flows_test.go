package conformance

import (
	"encoding/json"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// flowMethods has the methods for flows that return the whole answer.
func flowMethods() []method {
	return []method{
		{"Flows.Get", "getFlow", func(s *session) (any, error) {
			return s.Flows.Get(s, graphtest.FlowID, s.opts...)
		}},
		{"Flows.Create", "createFlow", func(s *session) (any, error) {
			return s.Flows.Create(s, graphtest.WABAID, s.flow(), s.opts...)
		}},
		{"Flows.Update", "updateFlowMetadata", func(s *session) (any, error) {
			return succeeded(s.Flows.Update(s, graphtest.FlowID, whatsapp.UpdateFlowRequest{
				Name: new("visit"), Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryOther},
				EndpointURI: new("https://flows.shop.test/visit"), ApplicationID: new(graphtest.AppID),
			}, s.opts...))
		}},
		{"Flows.UpdateJSON", "updateFlowJson", func(s *session) (any, error) {
			return s.Flows.UpdateJSON(s, graphtest.DraftFlowID, json.RawMessage(`{"version":"7.3"}`), s.opts...)
		}},
		{"Flows.Publish", "publishFlow", func(s *session) (any, error) {
			return succeeded(s.Flows.Publish(s, graphtest.DraftFlowID, s.opts...))
		}},
		{"Flows.Deprecate", "deprecateFlow", func(s *session) (any, error) {
			return succeeded(s.Flows.Deprecate(s, graphtest.FlowID, s.opts...))
		}},
		{"Flows.Delete", "deleteFlow", func(s *session) (any, error) {
			return succeeded(s.Flows.Delete(s, graphtest.DraftFlowID, s.opts...))
		}},
		{"Flows.Migrate", "migrateFlows", func(s *session) (any, error) {
			return s.Flows.Migrate(s, graphtest.SecondWABAID, whatsapp.MigrateFlowsRequest{
				SourceWABAID: graphtest.WABAID, SourceFlowNames: []string{"survey", "leadgen"},
			}, s.opts...)
		}},
	}
}

// partialFlowMethods has the others, which return a member of a flow.
func partialFlowMethods() []method {
	return []method{
		{"Flows.Preview", "getFlow", func(s *session) (any, error) {
			return s.Flows.Preview(s, graphtest.FlowID, s.opts...)
		}},
		{"Flows.RenewPreview", "getFlow", func(s *session) (any, error) {
			return s.Flows.RenewPreview(s, graphtest.FlowID, s.opts...)
		}},
		{"Flows.Metric", "getFlow", func(s *session) (any, error) {
			return s.Flows.Metric(s, graphtest.FlowID, whatsapp.FlowMetricQuery{
				Name: whatsapp.FlowMetricNameRequestCount, Granularity: whatsapp.FlowMetricGranularityDay,
				Since: time.Now().AddDate(0, 0, -7), Until: time.Now(),
			}, s.opts...)
		}},
	}
}

// partOfFlow has the member of a flow that a method returns.
var partOfFlow = map[string]string{"Flows.Preview": "preview", "Flows.RenewPreview": "preview", "Flows.Metric": "metric"}

// flow returns a request with all that a new flow can have.
func (s *session) flow() whatsapp.CreateFlowRequest {
	return whatsapp.CreateFlowRequest{
		Name: "visit", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking},
		FlowJSON: json.RawMessage(`{"version":"7.3"}`), Publish: new(true),
		CloneFlowID: new(graphtest.FlowID), EndpointURI: new("https://flows.shop.test/visit"),
	}
}
