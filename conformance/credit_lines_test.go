package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// undocumentedCreditMethods has what Meta's guide to credit lines does with
// one, and the reference of the Marketing API; the document only lists them.
func undocumentedCreditMethods() []method {
	request := whatsapp.AttachCreditLineRequest{WABAID: graphtest.ClientWABAID, Currency: "EUR"}
	return []method{
		{"CreditLines.ShareAndAttach", creditLinesGuide, func(s *session) (any, error) {
			return s.CreditLines.ShareAndAttach(s, graphtest.CreditLineID, request, s.opts...)
		}},
		{"CreditLines.Share", creditLinesGuide, func(s *session) (any, error) {
			return s.CreditLines.Share(s, graphtest.CreditLineID, graphtest.BusinessID, s.opts...)
		}},
		{"CreditLines.Attach", creditLinesGuide, func(s *session) (any, error) {
			return s.CreditLines.Attach(s, graphtest.CreditLineID, request, s.opts...)
		}},
		{"CreditLines.GetAllocation", creditLinesGuide, func(s *session) (any, error) {
			return s.CreditLines.GetAllocation(s, graphtest.CreditAllocationID, s.opts...)
		}},
		{"CreditLines.Revoke", creditLinesGuide, func(s *session) (any, error) {
			return nil, s.CreditLines.Revoke(s, graphtest.CreditAllocationID, s.opts...)
		}},
	}
}
