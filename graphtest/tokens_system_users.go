package graphtest

import (
	"slices"
	"strings"
	"time"
)

// SystemUser is a user of a business portfolio who stands for a program.
type SystemUser struct {
	ID   string
	Name string
	// Role is ADMIN or EMPLOYEE, the latter if it is empty.
	Role string
}

// systemUserKind is a system user in the list of a business.
var systemUserKind = &kind{
	typeName: "SystemUser",
	standard: "id name role",
	optional: "created_time created_by finance_permission ip_permission",
}

const systemUsersEdge = "system_users"

var portfolioRoles = strings.Fields("ADMIN EMPLOYEE DEVELOPER FINANCE_EDITOR FINANCE_ANALYST FINANCE_EDIT FINANCE_VIEW " +
	"ADS_RIGHTS_REVIEWER PARTNER_CENTER_ADMIN PARTNER_CENTER_ANALYST PARTNER_CENTER_OPERATIONS PARTNER_CENTER_MARKETING " +
	"PARTNER_CENTER_EDUCATION MANAGE DEFAULT")

// AddSystemUser adds a system user to a business and returns its id.
func (s *Server) AddSystemUser(businessID string, u SystemUser) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSystemUser(s.graph.must(businessKind, businessID), u, sampleMoment).id
}

// addSystemUser adds a system user, or lists one that is a user already.
func (g *graph) addSystemUser(business *node, u SystemUser, at time.Time) *node {
	user := g.find(userKind, u.ID)
	if user == nil {
		user = g.addUser(business, User{ID: u.ID, Name: u.Name, Type: "SYSTEM_USER"})
	}
	business.connect(systemUsersEdge, newNode(systemUserKind, user.id, map[string]any{
		"name": user.values["name"], "role": orElse(u.Role, "EMPLOYEE"), "created_time": at.UTC().Format(time.RFC3339),
	}))
	return user
}

func (c *call) listSystemUsers() (any, *failure) {
	return c.list(listing{edge: systemUsersEdge, view: systemUserKind})
}

func (c *call) createSystemUser() (any, *failure) {
	name, _ := c.params.text("name")
	if name == "" {
		return nil, missing("name")
	}
	role, f := c.params.choice("role", portfolioRoles...)
	if f != nil {
		return nil, f
	}
	if role != "ADMIN" {
		role = "EMPLOYEE" // other roles do not show
	}
	created := c.graph.addSystemUser(c.node, SystemUser{Name: name, Role: role}, c.now())
	return map[string]any{"id": created.id}, nil
}

// installApp lets a system user have tokens of an app.
func (c *call) installApp() (any, *failure) {
	app, f := c.appNamed("business_app")
	if f != nil {
		return nil, f
	}
	if c.node.text("user_type") != "SYSTEM_USER" {
		return nil, invalid("Only a system user can install an app")
	}
	c.node.install(app.id)
	return success(), nil
}

func (n *node) install(appID string)           { n.hidden["installed "+appID] = "true" }
func (n *node) hasInstalled(appID string) bool { return n.hidden["installed "+appID] != "" }

func (c *call) appNamed(parameter string) (*node, *failure) {
	id, f := c.params.id(parameter)
	if f != nil {
		return nil, f
	}
	if app := c.graph.find(appKind, id); app != nil {
		return app, nil
	}
	return nil, invalid("Param %s must be the id of an app - got %q", parameter, id)
}

// checkSigned refuses a request for a token that the app has not signed. Where
// the server knows the secret, the signature is checked already.
func (c *call) checkSigned() *failure {
	if proof, _ := c.params.text("appsecret_proof"); proof == "" {
		return badProof("API calls from the server require an appsecret_proof argument")
	}
	return nil
}

// tokenOfSystemUser issues a token for a system user who has installed the app.
func (c *call) tokenOfSystemUser() (any, *failure) {
	app, f := c.appNamed("business_app")
	if f != nil {
		return nil, f
	}
	if f := c.checkSigned(); f != nil {
		return nil, f
	}
	t, f := c.requestedToken()
	switch {
	case f != nil:
		return nil, f
	case len(t.Scopes) == 0:
		return nil, missing("scope")
	case !c.node.hasInstalled(app.id):
		return nil, invalid("The system user has not installed the app")
	}
	t.AppID, t.UserID = app.id, c.node.id
	return c.graph.issue("", t).answer(), nil
}

// tokenOfBusiness issues a token for a system user of a business, or returns
// the latest one that the app has there.
func (c *call) tokenOfBusiness() (any, *failure) {
	if f := c.checkSigned(); f != nil {
		return nil, f
	}
	app, f := c.callingApp()
	if f != nil {
		return nil, f
	}
	if fetch, _, f := c.params.flag("fetch_only"); f != nil {
		return nil, f
	} else if fetch {
		return c.fetchToken(app)
	}
	t, f := c.requestedToken()
	if f != nil {
		return nil, f
	}
	if id, given := c.params.text("system_user_id"); given {
		if c.node.item(systemUsersEdge, id) == nil {
			return nil, invalid("Param system_user_id must be a system user of the business - got %q", id)
		}
		t.UserID = id
	}
	t.AppID, t.BusinessID = app.id, c.node.id
	return c.graph.issue("", t).answer(), nil
}

func (c *call) fetchToken(app *node) (any, *failure) {
	now := c.now()
	for _, issued := range slices.Backward(c.graph.tokens.order) {
		if issued.BusinessID == c.node.id && issued.AppID == app.id && issued.failure(now) == nil {
			return issued.answer(), nil
		}
	}
	return nil, invalid("The app has no access token for this business").
		because("graphtest issues one for a signup code: Server.AddToken makes another one known")
}

// tokenOfApp issues a token of an app for a business, with a system user of its
// own.
func (c *call) tokenOfApp() (any, *failure) {
	app, f := c.appNamed("app_id")
	if f != nil {
		return nil, f
	}
	if f := c.checkSigned(); f != nil {
		return nil, f
	}
	t, f := c.requestedToken()
	if f != nil {
		return nil, f
	}
	name, _ := c.params.text("system_user_name")
	name = orElse(name, app.text("name")+" system user")
	for _, user := range c.node.connected(systemUsersEdge) {
		if user.text("name") == name {
			t.UserID = user.id
		}
	}
	if t.UserID == "" {
		t.UserID = c.graph.addSystemUser(c.node, SystemUser{Name: name}, c.now()).id
	}
	t.AppID, t.BusinessID = app.id, c.node.id
	return c.graph.issue("", t).answer(), nil
}
