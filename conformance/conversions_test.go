package conformance

import (
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// conversionMethods has the methods of client.Conversions. The document has
// none of their operations.
func conversionMethods() []method {
	return []method{
		{"Conversions.GetDataset", apiDescription, func(s *session) (any, error) {
			return s.Conversions.GetDataset(s, graphtest.WABAID, s.opts...)
		}},
		{"Conversions.CreateDataset", apiDescription, func(s *session) (any, error) {
			return s.Conversions.CreateDataset(s, graphtest.WABAID, whatsapp.CreateDatasetRequest{Name: "Events"}, s.opts...)
		}},
		{"Conversions.SendEvents", conversionsGuide, func(s *session) (any, error) {
			return s.Conversions.SendEvents(s, graphtest.DatasetID, whatsapp.SendConversionEventsRequest{
				Events: []whatsapp.ConversionEvent{{
					Name: whatsapp.ConversionEventNameLeadSubmitted, Time: time.Now(),
					UserData: whatsapp.ConversionUserData{CTWAClid: "ARAkLkA8rmlFeiCktEJQ", WABAID: graphtest.WABAID},
				}},
			}, s.opts...)
		}},
	}
}
