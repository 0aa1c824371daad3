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
}

var solutionKind = &kind{
	name:     "solution",
	typeName: "WhatsAppBusinessSolution",
	standard: "id name status status_for_pending_request owner_app owner_permissions",
	objects:  map[string]*kind{"owner_app": referenceKind},
}

const solutionsEdge = "whatsapp_business_solutions"

// AddSolution adds a solution that an app owns and returns its id.
func (s *Server) AddSolution(ownerAppID string, solution Solution) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSolution(s.graph.must(appKind, ownerAppID), solution).id
}

func (g *graph) addSolution(owner *node, s Solution) *node {
	solution := g.add(solutionKind, s.ID, map[string]any{
		"name":                       orElse(s.Name, "Messaging solution"),
		"status":                     orElse(s.Status, "ACTIVE"),
		"status_for_pending_request": orElse(s.PendingRequest, "NONE"),
		"owner_app":                  map[string]any{"id": owner.id, "name": owner.values["name"]},
		"owner_permissions":          orList(s.OwnerPermissions, []string{}),
	})
	solution.hidden["owner"] = owner.id
	owner.connect(solutionsEdge, solution)
	if partner := g.find(appKind, s.PartnerAppID); partner != nil {
		partner.connect(solutionsEdge, solution)
	}
	return solution
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
		Status:           "INITIATED",
		PendingRequest:   "PENDING_ACTIVATION",
		OwnerPermissions: owner,
		PartnerAppID:     partner,
	})
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
