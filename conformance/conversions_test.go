package conformance

import (
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// conversionMethods are those of Meta's guide to the Conversions API for
// business messaging and, for datasets, of its API description for its SDKs.
func conversionMethods() []method {
	return []method{
		{"Conversions.GetDataset", "not in the document", func(s *session) (any, error) {
			return s.Conversions.GetDataset(s, graphtest.WABAID, s.opts...)
		}},
		{"Conversions.CreateDataset", "not in the document", func(s *session) (any, error) {
			return s.Conversions.CreateDataset(s, graphtest.WABAID, whatsapp.CreateDatasetRequest{Name: "Events"}, s.opts...)
		}},
		{"Conversions.SendEvents", "not in the document", func(s *session) (any, error) {
			return s.Conversions.SendEvents(s, graphtest.DatasetID, whatsapp.SendConversionEventsRequest{
				Events: []whatsapp.ConversionEvent{{
					Name: whatsapp.ConversionEventNameLeadSubmitted, Time: time.Now(),
					UserData: whatsapp.ConversionUserData{CTWAClid: "ARAkLkA8rmlFeiCktEJQ", WABAID: graphtest.WABAID},
				}},
			}, s.opts...)
		}},
	}
}
