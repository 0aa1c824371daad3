package graphtest

import "slices"

// Solution is a multi-partner solution.
type Solution struct {
	ID               string
	Name             string
	Status           string
	PendingRequest   string
	OwnerPermissions []string
	// PartnerAppID is the partner's app. If the server has that app, its list
	// includes the solution too.
	PartnerAppID string
	// PartnerPermissions are what the partner may do.
	PartnerPermissions []string
}

var solutionKind = &kind{
	name:     "solution",
	typeName: "WhatsAppBusinessSolution",
	standard: "id name status status_for_pending_request owner_app owner_permissions",
	objects:  map[string]*kind{"owner_app": referenceKind},
}

var solutionPartnerKind = &kind{
	typeName: "WhatsAppBusinessSolutionPartner",
	standard: "id status partner_app partner_permissions",
	objects:  map[string]*kind{"partner_app": referenceKind},
}

const (
	solutionsEdge        = "whatsapp_business_solutions"
	solutionPartnersEdge = "partners"
	accountSolutionsEdge = "solutions"
)

// The states of a solution, and of what it waits for.
const (
	solutionInitiated   = "INITIATED"
	solutionActive      = "ACTIVE"
	solutionRejected    = "REJECTED"
	solutionDeactivated = "DEACTIVATED"

	nothingPending      = "NONE"
	activationPending   = "PENDING_ACTIVATION"
	deactivationPending = "PENDING_DEACTIVATION"
)

// partnerStatuses are the states of the partner by those of the solution.
var partnerStatuses = map[string]string{
	solutionInitiated: "NOTIFICATION_SENT", solutionActive: "ACCEPTED",
	solutionRejected: "REJECTED", solutionDeactivated: "DEACTIVATED",
}

// AddSolution adds a solution that an app owns and returns its id. Its status
// is ACTIVE unless the solution says otherwise.
func (s *Server) AddSolution(ownerAppID string, solution Solution) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSolution(s.graph.must(appKind, ownerAppID), solution).id
}

func (g *graph) addSolution(owner *node, s Solution) *node {
	solution := g.add(solutionKind, s.ID, map[string]any{
		"name":                       orElse(s.Name, "Messaging solution"),
		"status":                     orElse(s.Status, solutionActive),
		"status_for_pending_request": orElse(s.PendingRequest, nothingPending),
		"owner_app":                  map[string]any{"id": owner.id, "name": owner.values["name"]},
		"owner_permissions":          orList(s.OwnerPermissions, []string{}),
	})
	solution.hidden["owner"] = owner.id
	owner.connect(solutionsEdge, solution)
	if s.PartnerAppID == "" {
		return solution
	}
	invited := map[string]any{"id": s.PartnerAppID}
	if partner := g.find(appKind, s.PartnerAppID); partner != nil {
		partner.connect(solutionsEdge, solution)
		invited["name"] = partner.values["name"]
	}
	solution.hidden["partner"] = s.PartnerAppID
	solution.connect(solutionPartnersEdge, newNode(solutionPartnerKind, solution.id+"1", map[string]any{
		"status":              orElse(partnerStatuses[solution.text("status")], solution.text("status")),
		"partner_app":         invited,
		"partner_permissions": orList(s.PartnerPermissions, []string{}),
	}))
	return solution
}

// ShareWithSolution shares a WABA with a solution.
func (s *Server) ShareWithSolution(wabaID, solutionID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(wabaKind, wabaID).connect(accountSolutionsEdge, s.graph.must(solutionKind, solutionID))
}

func (c *call) listSolutions() (any, *failure) {
	role, f := c.params.choice("role", "OWNER", "PARTNER")
	if f != nil {
		return nil, f
	}
	connection := listing{edge: solutionsEdge, view: solutionKind}
	if role != "" {
		connection.keep = func(solution *node) bool {
			return (solution.hidden["owner"] == c.node.id) == (role == "OWNER")
		}
	}
	return c.list(connection)
}

func (c *call) createSolution() (any, *failure) {
	name, f := c.params.bounded("solution_name", 2, 75)
	if f != nil {
		return nil, f
	}
	partner, f := c.params.id("partner_app_id")
	if f != nil {
		return nil, f
	}
	if partner == c.node.id {
		return nil, invalid("Param partner_app_id must name another app than the owner")
	}
	owner, f := c.solutionPermissions("owner_permissions")
	if f != nil {
		return nil, f
	}
	partners, f := c.solutionPermissions("partner_permissions")
	if f != nil {
		return nil, f
	}
	if len(owner)+len(partners) != 1 {
		return nil, unprocessable("Invalid permissions for either of the partners: exactly one side must hold MESSAGING")
	}
	solution := c.graph.addSolution(c.node, Solution{
		Name:             name,
		Status:           solutionInitiated,
		PendingRequest:   activationPending,
		OwnerPermissions: owner,
		PartnerAppID:     partner, PartnerPermissions: partners,
	})
	c.server.notifyOfSolution("SOLUTION_CREATED", solution)
	return map[string]any{"solution_id": solution.id}, nil
}

func (c *call) solutionPermissions(name string) ([]string, *failure) {
	permissions, given, f := c.params.choices(name, []string{"MESSAGING"})
	if f != nil {
		return nil, f
	}
	if !given {
		return nil, missing(name)
	}
	if len(permissions) > 1 {
		return nil, invalid("Param %s must have at most 1 item - got %d", name, len(permissions))
	}
	return slices.Clone(permissions), nil
}
