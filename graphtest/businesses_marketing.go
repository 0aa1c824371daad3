package graphtest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	marketingProgress = "marketing_messages_onboarding_status"
	marketingState    = "marketing_messages_lite_api_status"
)

// onboardToMarketing asks a business to accept the terms of the Marketing
// Messages API, once.
func (c *call) onboardToMarketing() (any, *failure) {
	if _, given := c.params["solution_id"]; given {
		id, f := c.params.id("solution_id")
		if f != nil {
			return nil, f
		}
		if c.graph.find(solutionKind, id) == nil {
			f := unprocessable("WhatsApp Business Solution not found or not accessible")
			f.envelope.Code = 803
			return nil, f
		}
	}
	if c.node.hidden["marketing request"] != "" {
		f := invalid("A business agreement request already exists between these parties")
		f.status, f.envelope.Type = http.StatusForbidden, graphMethodException
		return nil, f
	}
	if len(c.graph.eligibleForMarketing(c.node)) == 0 {
		return nil, invalid("No eligible WhatsApp Business Accounts found for MM Lite onboarding")
	}
	id := c.graph.newID()
	c.node.hidden["marketing request"] = id
	return map[string]any{"request_id": id}, nil
}

// eligibleForMarketing returns the accounts of a business that can join, in the
// order of their ids.
func (g *graph) eligibleForMarketing(business *node) []*node {
	return slices.DeleteFunc(g.accountsOf(business), func(waba *node) bool { return waba.text(marketingProgress) != "ELIGIBLE" })
}

// accountsOf returns the accounts that a business owns, in the order of their
// ids.
func (g *graph) accountsOf(business *node) []*node {
	var owned []*node
	for _, id := range slices.Sorted(maps.Keys(g.nodes)) {
		if waba := g.nodes[id]; waba.kind == wabaKind && g.ownerOf(waba) == business {
			owned = append(owned, waba)
		}
	}
	return owned
}

// AcceptMarketingMessages has a business accept the terms of the Marketing
// Messages API, as its admins do after a request to onboard it. Its eligible
// accounts are onboarded, and each queues a webhook of the field
// account_update. It panics if there is no such business.
func (s *Server) AcceptMarketingMessages(businessID string) {
	s.world.Lock()
	defer s.world.Unlock()
	business := s.graph.must(businessKind, businessID)
	delete(business.hidden, "marketing request")
	for _, waba := range s.graph.eligibleForMarketing(business) {
		waba.values[marketingProgress], waba.values[marketingState] = "ONBOARDED", "ONBOARDED"
		s.notify(Event{Field: webhook.FieldAccountUpdate, EntryID: waba.id, Value: map[string]any{
			"event":     webhook.AccountEventNameMMLiteTermsSigned,
			"waba_info": webhook.WABAInfo{WABAID: waba.id, OwnerBusinessID: business.id},
		}})
	}
}
