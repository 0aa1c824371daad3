package graphtest

import "time"

// OnBehalfRequest asks for a WABA to be managed on behalf of its owner.
type OnBehalfRequest struct {
	ID string
	// RequestingBusinessID and ReceivingBusinessID are portfolios of the
	// server.
	RequestingBusinessID string
	ReceivingBusinessID  string
	// Status is IN_PROGRESS unless it says otherwise.
	Status string
}

var onBehalfRequestKind = &kind{
	typeName: "WhatsAppBusinessOnBehalfOfRequest",
	standard: "id business_owned_object receiving_business requesting_business status",
	objects:  map[string]*kind{"receiving_business": referenceKind, "requesting_business": referenceKind},
}

var oboIntentKind = &kind{
	name:     "obo-mobility-intent",
	typeName: "WhatsAppBusinessOBOMobilityIntent",
	standard: "id waba solution status created_time updated_time",
	objects: map[string]*kind{
		"waba":     {typeName: "WhatsAppBusinessAccount", standard: "id name status"},
		"solution": {typeName: "WhatsAppBusinessSolution", standard: "id name partner_id status"},
	},
}

const onBehalfEdge = "in_progress_onbehalf_request"

// AddOnBehalfRequest adds a request about a WABA that is not settled, and
// returns its id.
func (s *Server) AddOnBehalfRequest(wabaID string, request OnBehalfRequest) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	id := request.ID
	if id == "" {
		id = s.graph.newID()
	}
	waba.connect(onBehalfEdge, newNode(onBehalfRequestKind, id, map[string]any{
		"business_owned_object": wabaID,
		"requesting_business":   s.graph.must(businessKind, request.RequestingBusinessID).reference(),
		"receiving_business":    s.graph.must(businessKind, request.ReceivingBusinessID).reference(),
		"status":                orElse(request.Status, "IN_PROGRESS"),
	}))
	return id
}

// reference is the short form of an object inside another one.
func (n *node) reference() map[string]any {
	return map[string]any{"id": n.id, "name": n.values["name"]}
}

func (c *call) listOnBehalfRequests() (any, *failure) {
	return c.list(listing{edge: onBehalfEdge, view: onBehalfRequestKind})
}

// The steps of a transfer and of a handover, and what an intent is after them.
var (
	oboBeginnings = []string{"INITIATE_TRANSFER", "REQUEST_HANDOVER"}
	oboEndings    = map[string]struct{ intent, step string }{
		"CONFIRM_TRANSFER": {"COMPLETED", "COMPLETED"},
		"APPROVE_HANDOVER": {"COMPLETED", "COMPLETED"},
		"CANCEL_TRANSFER":  {"CANCELLED", "REJECTED"},
		"REJECT_HANDOVER":  {"CANCELLED", "REJECTED"},
	}
)

func (c *call) createOBOIntent() (any, *failure) {
	step, f := c.params.choice("intent_type", "INITIATE_TRANSFER", "CONFIRM_TRANSFER", "CANCEL_TRANSFER",
		"REQUEST_HANDOVER", "APPROVE_HANDOVER", "REJECT_HANDOVER")
	if f != nil {
		return nil, f
	}
	if step == "" {
		return nil, missing("intent_type")
	}
	if f := c.checkReason("mobility_reason"); f != nil {
		return nil, f
	}
	solution, f := c.knownSolution("solution_id")
	if f != nil {
		return nil, f
	}
	intent := c.node.links["obo intent"]
	if ending, ends := oboEndings[step]; ends {
		if intent == nil {
			return nil, unprocessable("OBO mobility intent cannot be created for solution in current state")
		}
		delete(c.node.links, "obo intent")
		intent.values["status"], intent.values["updated_time"] = ending.intent, timestamp(c.now())
		return oboAnswer(intent, ending.step, c.now()), nil
	}
	return c.beginOBO(step, solution)
}

// beginOBO makes the intent. An account has one at a time.
func (c *call) beginOBO(step string, solution *node) (any, *failure) {
	if c.node.links["obo intent"] != nil {
		return nil, unprocessable("OBO mobility intent cannot be created for solution in current state")
	}
	if step == oboBeginnings[0] || c.params["target_solution_id"] != nil {
		target, f := c.knownSolution("target_solution_id")
		if f != nil {
			return nil, f
		}
		solution = target
	}
	status, completes := "PENDING", c.now().Add(migrationTakes)
	if stated, given := c.params.text("scheduled_execution_time"); given {
		at, err := time.Parse(time.RFC3339, stated)
		if err != nil {
			return nil, invalid("Param scheduled_execution_time must be a time in ISO 8601 - got %q", stated)
		}
		status, completes = "SCHEDULED", at
	}
	return oboAnswer(c.intendOBO(solution), status, completes), nil
}

func (c *call) intendOBO(solution *node) *node {
	return c.graph.addOBOIntent("", c.node, solution)
}

func (g *graph) addOBOIntent(id string, waba, solution *node) *node {
	now := timestamp(g.now())
	intent := g.add(oboIntentKind, id, map[string]any{
		"waba":         map[string]any{"id": waba.id, "name": waba.values["name"], "status": "ACTIVE"},
		"solution":     map[string]any{"id": solution.id, "name": solution.values["name"], "partner_id": solution.hidden["partner"], "status": "ACTIVE"},
		"status":       "PENDING",
		"created_time": now, "updated_time": now,
	})
	waba.links["obo intent"] = intent
	return intent
}

func (c *call) knownSolution(name string) (*node, *failure) {
	id, f := c.params.id(name)
	if f != nil {
		return nil, f
	}
	solution := c.graph.find(solutionKind, id)
	if solution == nil {
		return nil, notFound("WhatsApp Business Account or Solution not found")
	}
	return solution, nil
}

func oboAnswer(intent *node, status string, completes time.Time) map[string]any {
	steps := []string{}
	if status == "PENDING" {
		steps = append(steps, "Await partner approval", "Confirm transfer details")
	}
	return map[string]any{
		"success": true, "mobility_intent_id": intent.id, "status": status, "approval_required": status == "PENDING",
		"estimated_completion_time": timestamp(completes), "next_steps": steps,
	}
}

func (c *call) setOBOIntent() (any, *failure) {
	waba, f := c.params.id("waba_id")
	if f != nil {
		return nil, f
	}
	if waba != c.node.id {
		return nil, invalid("Param waba_id must be the account in the path")
	}
	for _, name := range []string{"app_id", "actor_id"} {
		if _, given := c.params[name]; given {
			if _, f := c.params.id(name); f != nil {
				return nil, f
			}
		}
	}
	mutation, _ := c.params.text("client_mutation_id")
	answer := map[string]any{"success": true, "intent_id": nil, "client_mutation_id": mutation, "error_msg": nil}
	solution := c.node
	if _, given := c.params["solution_id"]; given {
		if solution, f = c.knownSolution("solution_id"); f != nil {
			return nil, f
		}
		if solution.text("status") != solutionActive {
			answer["success"], answer["error_msg"] = false, "Invalid solution configuration for OBO operations"
			return answer, nil
		}
	}
	delete(c.node.links, "obo intent")
	answer["intent_id"] = c.intendOBO(solution).id
	return answer, nil
}
