package graphtest

import (
	"slices"
	"time"
)

const (
	assignedUsersEdge    = "assigned_users"
	assignedAccountsEdge = "assigned_whatsapp_business_accounts"
	maxTasks             = 16
)

var tasks = []string{
	"MANAGE", "DEVELOP", "MANAGE_TEMPLATES", "MANAGE_PHONE", "VIEW_COST", "MANAGE_EXTENSIONS",
	"VIEW_PHONE_ASSETS", "MANAGE_PHONE_ASSETS", "VIEW_TEMPLATES", "VIEW_INSIGHTS",
	"RECEIVE_INCOMING_MESSAGES", "MANAGE_BILLING", "MANAGE_USERS", "MESSAGING", "FULL_CONTROL",
}

func (c *call) listAssignedUsers() (any, *failure) {
	id, f := c.params.id("business")
	if f != nil {
		return nil, f
	}
	business := c.graph.find(businessKind, id)
	if business == nil {
		return nil, invalid("Param business must be the id of a business portfolio - got %q", id)
	}
	connection := listing{
		edge: assignedUsersEdge,
		view: assignedUserKind,
		keep: func(user *node) bool { return user.links["business"] == business },
	}
	reply, f := c.list(connection)
	if f != nil {
		return nil, f
	}
	switch summary, _ := c.params.text("summary"); summary {
	case "true", "1", "total_count":
		reply.Summary = map[string]any{"total_count": connection.count(c.node)}
	}
	return reply, nil
}

// count is the number of items that the listing shows.
func (l listing) count(n *node) int {
	total := 0
	for _, item := range n.connected(l.edge) {
		if l.keeps(item) {
			total++
		}
	}
	return total
}

func (c *call) assignUser() (any, *failure) {
	user, f := c.requestedUser()
	if f != nil {
		return nil, f
	}
	given, present, f := c.params.choices("tasks", tasks)
	if f != nil {
		return nil, f
	}
	if !present || len(given) == 0 {
		return nil, missing("tasks")
	}
	if len(given) > maxTasks {
		return nil, invalid("Param tasks must have at most %d items - got %d", maxTasks, len(given))
	}
	assign(c.node, user, given, time.Now())
	return success(), nil
}

func (c *call) unassignUser() (any, *failure) {
	user, f := c.requestedUser()
	if f != nil {
		return nil, f
	}
	c.node.disconnect(assignedUsersEdge, user.id)
	user.disconnect(assignedAccountsEdge, c.node.id)
	return success(), nil
}

func (c *call) requestedUser() (*node, *failure) {
	id, f := c.params.id("user")
	if f != nil {
		return nil, f
	}
	user := c.graph.find(userKind, id)
	if user == nil {
		return nil, invalid("Param user must be the id of a business user or system user - got %q", id)
	}
	return user, nil
}

// assign gives a user these tasks on a WABA, in place of any it had.
func assign(waba, user *node, given []string, at time.Time) {
	given = slices.Clone(given)
	if assigned := waba.item(assignedUsersEdge, user.id); assigned != nil {
		assigned.values["tasks"] = given
		user.item(assignedAccountsEdge, waba.id).values["permissions"] = given
		return
	}

	assigned := newNode(assignedUserKind, user.id, map[string]any{
		"name":      user.values["name"],
		"business":  user.values["business"],
		"user_type": user.values["user_type"],
		"tasks":     given,
	})
	assigned.links["business"] = user.links["business"]
	waba.connect(assignedUsersEdge, assigned)

	account := newNode(accountOfUserKind, waba.id, map[string]any{
		"permissions":     given,
		"assignment_date": at.UTC().Format(time.RFC3339),
	})
	account.links["account"] = waba
	user.connect(assignedAccountsEdge, account)
}

func (c *call) listAssignedAccounts() (any, *failure) {
	return c.list(listing{edge: assignedAccountsEdge, view: accountOfUserKind})
}
