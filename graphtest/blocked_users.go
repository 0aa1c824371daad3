package graphtest

var blockedUserKind = &kind{
	typeName: "WhatsAppBlockedUser",
	idField:  "wa_id",
	standard: "messaging_product wa_id",
}

const (
	blockedUsersEdge = "block_users"
	maxBlockedUsers  = 64_000
	someUsersFailed  = 139100
	blockListFull    = 139101
)

// AddBlockedUser adds somebody to the list of those whom a phone number has
// blocked. The WAID has digits only.
func (s *Server) AddBlockedUser(phoneNumberID, waID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(phoneKind, phoneNumberID).block(waID)
}

func (n *node) block(waID string) {
	if n.item(blockedUsersEdge, waID) == nil {
		n.connect(blockedUsersEdge, newNode(blockedUserKind, waID, map[string]any{"messaging_product": "whatsapp"}))
	}
}

func (c *call) listBlockedUsers() (any, *failure) {
	return c.list(listing{edge: blockedUsersEdge, view: blockedUserKind})
}

func (c *call) blockUsers() (any, *failure) {
	return c.changeBlockedUsers("added_users", func(waID string) bool {
		if len(c.node.connected(blockedUsersEdge)) >= maxBlockedUsers {
			return false
		}
		c.node.block(waID)
		return true
	})
}

func (c *call) unblockUsers() (any, *failure) {
	return c.changeBlockedUsers("removed_users", func(waID string) bool {
		c.node.disconnect(blockedUsersEdge, waID)
		return true
	})
}

// changeBlockedUsers does what it can. If something is left undone, the answer
// says both, and has an error.
func (c *call) changeBlockedUsers(member string, change func(waID string) bool) (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	users, given, f := c.params.list(blockedUsersEdge)
	if f != nil {
		return nil, f
	}
	if !given || len(users) == 0 {
		return nil, missing(blockedUsersEdge)
	}
	done, failed := []any{}, []any{}
	for _, entry := range users {
		object, _ := entry.(map[string]any)
		input, _ := object["user"].(string)
		number := digitsOf(input)
		switch {
		case !internationalNumber.MatchString("+" + number):
			failed = append(failed, unblockable(input, 100, "The number is not one of WhatsApp"))
		case !change(number):
			failed = append(failed, unblockable(input, blockListFull, "The block list is full"))
		default:
			done = append(done, map[string]any{"input": input, "wa_id": number})
		}
	}
	changes := map[string]any{member: done}
	answer := map[string]any{"messaging_product": "whatsapp", blockedUsersEdge: changes}
	if len(failed) > 0 {
		changes["failed_users"] = failed
		answer["error"] = Error{
			Message: "(#139100) Failed to block/unblock users",
			Type:    oauthException,
			Code:    someUsersFailed,
			Data:    map[string]any{"details": "Some of the users could not be blocked or unblocked"},
		}
	}
	return answer, nil
}

func unblockable(input string, code int, details string) map[string]any {
	return map[string]any{"input": input, "errors": []any{map[string]any{
		"code": code, "message": "Invalid user", "error_data": map[string]any{"details": details},
	}}}
}
