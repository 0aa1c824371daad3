package graphtest

import (
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

// The restrictions of an account, as [Server.RestrictWABA] knows them. Others
// are only told of.
const (
	restrictedBusinessInitiated = "RESTRICTED_BIZ_INITIATED_MESSAGING"
	restrictedCustomerInitiated = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
)

// BanWABA bans an account, as WhatsApp does when it violates the policies, and
// queues a webhook of the field account_update. Messages of its numbers are
// refused with 131031 until [Server.ReinstateWABA]. It panics if there is no
// such account.
func (s *Server) BanWABA(wabaID string) {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	waba.hidden[bannedMark] = "true"
	waba.showStanding(len(s.graph.restrictions[waba.id]) > 0)
	s.announceBan(waba, "DISABLE", nil)
}

// WarnWABA tells that an account will be banned unless something is done: a
// webhook of the field account_update with the violation. Nothing else changes.
func (s *Server) WarnWABA(wabaID, violation string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.announceAccount(s.graph.must(wabaKind, wabaID), map[string]any{
		"event": webhook.AccountEventNameViolation, "violation_info": webhook.ViolationInfo{ViolationType: violation},
	})
}

// RestrictWABA restricts an account, in place of the restrictions that it had,
// and queues a webhook of the field account_update. Until they expire,
// RESTRICTED_BIZ_INITIATED_MESSAGING refuses templates and
// RESTRICTED_CUSTOMER_INITIATED_MESSAGING all other messages, with 368. With
// the last of them the status RESTRICTED ends, of which no webhook tells; one
// without an expiration stays. A ban comes before all restrictions.
func (s *Server) RestrictWABA(wabaID string, restrictions ...webhook.RestrictionInfo) {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	s.graph.restrictions[waba.id] = slices.Clone(restrictions)
	waba.showStanding(len(restrictions) > 0)
	s.announceAccount(waba, map[string]any{"event": webhook.AccountEventNameRestriction, "restriction_info": restrictions})
}

// ReinstateWABA ends the ban and the restrictions of an account, and queues a
// webhook of the field account_update.
func (s *Server) ReinstateWABA(wabaID string) {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	delete(waba.hidden, bannedMark)
	delete(s.graph.restrictions, waba.id)
	waba.showStanding(false)
	s.announceBan(waba, "REINSTATE", nil)
}

// ReviewWABA decides the review of an account, such as APPROVED or REJECTED,
// and queues a webhook of the field account_review_update.
func (s *Server) ReviewWABA(wabaID, decision string) {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	waba.values["account_review_status"] = decision
	s.notify(Event{
		Field: webhook.FieldAccountReviewUpdate, EntryID: waba.id, Value: map[string]any{"decision": decision},
	})
}

// announceBan queues a webhook about the ban of an account, or of a number of
// it. The world must be locked.
func (s *Server) announceBan(waba *node, state string, phone *node) {
	value := map[string]any{
		"event":    webhook.AccountEventNameDisabledUpdate,
		"ban_info": webhook.BanInfo{WABABanState: state, WABABanDate: s.now().UTC().Format("January 2, 2006")},
	}
	if phone != nil {
		value["phone_number"] = digitsOf(phone.text("display_phone_number"))
	}
	s.announceAccount(waba, value)
}

func (s *Server) announceAccount(waba *node, value map[string]any) {
	s.notify(Event{Field: webhook.FieldAccountUpdate, EntryID: waba.id, Value: value})
}
