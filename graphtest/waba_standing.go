package graphtest

import (
	"maps"
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	// bannedMark and restrictedMark are where an object remembers it.
	bannedMark     = "banned"
	restrictedMark = "restricted"

	healthAvailable = "AVAILABLE"
	healthLimited   = "LIMITED"
	healthBlocked   = "BLOCKED"
)

// healthByRank are what an object can do, the best first.
var healthByRank = []string{healthAvailable, healthLimited, healthBlocked}

// showStanding shows in the status and the health of an account, and in the
// health of its numbers, that it is banned, restricted or neither.
func (n *node) showStanding(isRestricted bool) {
	status, ability := "ACTIVE", healthAvailable
	switch {
	case n.hidden[bannedMark] != "":
		status, ability = "DISABLED", healthBlocked
	case isRestricted:
		status, ability = "RESTRICTED", healthLimited
	}
	n.values["status"] = status
	n.setHealth(n.id, ability)
	for _, phone := range n.connected(phoneNumbers.edge) {
		phone.setHealth(n.id, ability)
	}
}

// showPhoneStanding does the same for a phone number.
func (n *node) showPhoneStanding() {
	status, ability := "CONNECTED", healthAvailable
	switch {
	case n.hidden[bannedMark] != "":
		status, ability = "BANNED", healthBlocked
	case n.hidden[restrictedMark] != "":
		status, ability = "RESTRICTED", healthBlocked
	}
	n.values["status"] = status
	n.setHealth(n.id, ability)
}

// setHealth sets what an entity in the health of an object can do. The object
// can do no more than any of its entities.
func (n *node) setHealth(entityID, ability string) {
	known, _ := n.values["health_status"].(map[string]any)
	entities, _ := known["entities"].([]any)
	changed, worst := []any{}, healthAvailable
	if entityID == n.id {
		worst = ability
	}
	for _, one := range entities {
		about, _ := one.(map[string]any)
		if about["id"] == entityID {
			about = maps.Clone(about)
			about["can_send_message"] = ability
			one = about
		}
		if can, _ := about["can_send_message"].(string); slices.Index(healthByRank, can) > slices.Index(healthByRank, worst) {
			worst = can
		}
		changed = append(changed, one)
	}
	n.values["health_status"] = map[string]any{"can_send_message": worst, "entities": changed}
}

// endRestrictions ends the restrictions that have expired. The world must be
// locked.
func (s *Server) endRestrictions() {
	isOver := func(r webhook.RestrictionInfo) bool {
		return !r.Expiration.IsZero() && !s.now().Before(r.Expiration.Time)
	}
	for id, restrictions := range s.graph.restrictions {
		if !slices.ContainsFunc(restrictions, isOver) {
			continue
		}
		left := slices.DeleteFunc(restrictions, isOver)
		s.graph.restrictions[id] = left
		if len(left) > 0 {
			continue
		}
		delete(s.graph.restrictions, id)
		if waba := s.graph.find(wabaKind, id); waba != nil {
			waba.showStanding(false)
		}
	}
}

// checkStanding refuses messages of an account or a number that is banned or
// restricted.
func (c *call) checkStanding(message Sent) *failure {
	waba := c.node.account()
	switch {
	case waba.hidden[bannedMark] != "":
		return refused(131031, "The account is banned")
	case c.node.hidden[bannedMark] != "":
		return refused(131031, "The phone number is banned")
	case c.node.hidden[restrictedMark] != "":
		return refused(368, "The phone number is restricted")
	}
	kind := restrictedCustomerInitiated
	if message.Type == "template" {
		kind = restrictedBusinessInitiated
	}
	for _, restriction := range c.graph.restrictions[waba.id] {
		if restriction.RestrictionType == kind {
			return refused(368, "The account is restricted: %s", kind)
		}
	}
	return nil
}
