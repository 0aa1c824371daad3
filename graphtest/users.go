package graphtest

import (
	"maps"
	"slices"
	"time"
)

// User is a business user or system user.
type User struct {
	ID     string
	Name   string
	Type   string // BUSINESS_USER, SYSTEM_USER or PERSONAL_USER
	Fields map[string]any
}

// AssignedUser is a user with tasks on a WABA.
type AssignedUser struct {
	// ID is the id of the user, who is created in the WABA's business if
	// unknown.
	ID    string
	Name  string
	Type  string
	Tasks []string
	// AssignedAt is the assignment_date in the list of the user's WABAs.
	AssignedAt time.Time
}

var userKind = &kind{
	name:     "user",
	typeName: "BusinessUser",
	standard: "id name",
	optional: "business user_type",
	objects:  map[string]*kind{"business": referenceKind},
}

// assignedUserKind is a user in the list of a WABA.
var assignedUserKind = &kind{
	typeName: "AssignedUser",
	standard: "id name business user_type tasks",
	objects:  map[string]*kind{"business": referenceKind},
}

// accountOfUserKind is a WABA in the list of a user.
var accountOfUserKind = &kind{
	typeName: "WhatsAppBusinessAccount",
	standard: "id name status assignment_date permissions business_id",
	optional: "phone_numbers",
	computed: map[string]func(*node) any{
		"name":          func(n *node) any { return n.links["account"].values["name"] },
		"status":        func(n *node) any { return n.links["account"].values["status"] },
		"business_id":   func(n *node) any { return n.links["account"].links["business"].id },
		"phone_numbers": func(n *node) any { return briefPhoneNumbers(n.links["account"]) },
	},
	objects: map[string]*kind{"phone_numbers": briefPhoneKind},
}

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

// AddUser adds a user to a business, without any tasks, and returns its id.
func (s *Server) AddUser(businessID string, u User) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addUser(s.graph.must(businessKind, businessID), u).id
}

// AddAssignedUser gives a user tasks on a WABA and returns the user's id.
func (s *Server) AddAssignedUser(wabaID string, u AssignedUser) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	user := s.graph.find(userKind, u.ID)
	if user == nil {
		user = s.graph.addUser(waba.links["business"], User{ID: u.ID, Name: u.Name, Type: u.Type})
	}
	assign(waba, user, orList(u.Tasks, []string{"MANAGE"}), orElse(u.AssignedAt, sampleMoment))
	return user.id
}

func (g *graph) addUser(business *node, u User) *node {
	values := map[string]any{
		"name":      orElse(u.Name, "Account manager"),
		"user_type": orElse(u.Type, "BUSINESS_USER"),
		"business":  map[string]any{"id": business.id, "name": business.values["name"]},
	}
	maps.Copy(values, u.Fields)
	user := g.add(userKind, u.ID, values)
	user.links["business"] = business
	if user.text("user_type") == "BUSINESS_USER" {
		business.connect(businessUsersEdge, user)
	}
	return user
}

// assign gives a user these tasks on a WABA, replacing any previous ones.
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
	assign(c.node, user, given, c.now())
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

func (c *call) listAssignedAccounts() (any, *failure) {
	return c.list(listing{edge: assignedAccountsEdge, view: accountOfUserKind})
}
