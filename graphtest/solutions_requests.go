package graphtest

import (
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// The requests that one side of a solution makes of the other.
const (
	partnershipRequest  = "PARTNERSHIP_REQUEST"
	deactivationRequest = "DEACTIVATION_REQUEST"
)

const (
	maxSolutionReason     = 500
	solutionTokenLifetime = 60 * 24 * time.Hour
)

func (c *call) listSolutionPartners() (any, *failure) {
	return c.list(listing{edge: solutionPartnersEdge, view: solutionPartnerKind})
}

func (c *call) listAccountSolutions() (any, *failure) {
	return c.list(listing{edge: accountSolutionsEdge, view: solutionKind})
}

func (c *call) acceptSolution() (any, *failure) {
	if f := c.checkInvited(); f != nil {
		return nil, f
	}
	if c.node.text("status") != solutionInitiated {
		f := unprocessable("Solution cannot be accepted: solution is not in INITIATED status")
		f.envelope.Subcode = 2207051
		return nil, f
	}
	c.moveSolution(solutionActive)
	return map[string]any{
		"solution_id": c.node.id, "partner_status": partnerStatuses[solutionActive], "success": true,
		"message": "Solution partnership accepted successfully", "update_time": timestamp(c.now()),
	}, nil
}

// checkInvited refuses every app but the one that was invited.
func (c *call) checkInvited() *failure {
	partner, f := c.params.id("partner_app_id")
	if f != nil {
		return f
	}
	if partner != c.node.hidden["partner"] || !c.maySpeakFor(partner) {
		return notAllowed(1349175, "Your app is not invited to participate in this Multi-Partner Solution")
	}
	return nil
}

// maySpeakFor reports whether the token belongs to this app, or does not say to
// which it belongs.
func (c *call) maySpeakFor(appID string) bool {
	app := c.namedApp()
	return app == nil || app.id == appID
}

func notAllowed(subcode int, message string) *failure {
	return &failure{http.StatusForbidden, Error{Message: message, Type: oauthException, Code: 200, Subcode: subcode}}
}

func (c *call) rejectSolutionRequest() (any, *failure) {
	request, f := c.params.choice("request_type", partnershipRequest, deactivationRequest)
	if f != nil {
		return nil, f
	}
	if request == "" {
		return nil, missing("request_type")
	}
	if f := c.checkReason("rejection_reason"); f != nil {
		return nil, f
	}
	answer := map[string]any{
		"success": true, "solution_id": c.node.id, "rejected_request_type": request, "rejection_timestamp": timestamp(c.now()),
	}
	if request == deactivationRequest {
		if !c.awaits(deactivationPending) {
			return nil, noSolutionRequest()
		}
		c.moveSolution(solutionActive)
		return answer, nil
	}
	if f := c.checkInvited(); f != nil {
		return nil, f
	}
	if !c.awaits(activationPending) {
		return nil, noSolutionRequest()
	}
	answer["partner_app_id"] = c.node.hidden["partner"]
	c.moveSolution(solutionRejected)
	return answer, nil
}

// checkReason refuses a reason that is too long. Nobody has to give one.
func (c *call) checkReason(name string) *failure {
	if _, given := c.params[name]; !given {
		return nil
	}
	_, f := c.params.bounded(name, 0, maxSolutionReason)
	return f
}

func timestamp(moment time.Time) string { return moment.UTC().Format(time.RFC3339) }

func noSolutionRequest() *failure {
	return &failure{http.StatusNotFound, Error{
		Message: "(#100) No pending request of the specified type found for this solution", Type: graphMethodException, Code: 100,
	}}
}

func (c *call) sendDeactivationRequest() (any, *failure) {
	if f := c.checkReason("reason"); f != nil {
		return nil, f
	}
	if status := c.node.text("status"); status != solutionActive || c.awaits(deactivationPending) {
		return nil, unprocessable("Solution is not in a state that allows deactivation. Current status: %s", status)
	}
	c.node.values["status_for_pending_request"] = deactivationPending
	if app := c.namedApp(); app != nil {
		c.node.hidden["asked"] = app.id
	}
	c.server.notifyOfSolution("SOLUTION_UPDATED", c.node)
	return map[string]any{
		"success": true, "message": "Deactivation request submitted successfully", "request_id": c.graph.newID(),
	}, nil
}

func (c *call) acceptDeactivation() (any, *failure) {
	if !c.awaits(deactivationPending) {
		f := unprocessable("Solution is not in a valid state to accept deactivation requests")
		f.envelope.Subcode = 2207013
		return nil, f
	}
	if f := c.checkOtherSide(); f != nil {
		return nil, f
	}
	c.moveSolution(solutionDeactivated)
	return c.readNode()
}

func (c *call) rejectDeactivation() (any, *failure) {
	rejects, given, f := c.params.flag("reject_deactivation_request")
	switch {
	case f != nil:
		return nil, f
	case !given:
		return nil, missing("reject_deactivation_request")
	case !rejects:
		return nil, invalid("Param reject_deactivation_request must be true")
	case !c.awaits(deactivationPending):
		return nil, invalid("No pending deactivation request found for this solution")
	}
	if f := c.checkOtherSide(); f != nil {
		return nil, f
	}
	c.moveSolution(solutionActive)
	return c.readNode()
}

// checkOtherSide refuses the app that has asked itself.
func (c *call) checkOtherSide() *failure {
	if app := c.namedApp(); app != nil && app.id == c.node.hidden["asked"] {
		return notAllowed(1349174, "You are not authorized to manage this Multi-Partner Solution")
	}
	return nil
}

func (c *call) awaits(request string) bool {
	return c.node.text("status_for_pending_request") == request
}

// moveSolution gives a solution and its partner a status in which nothing is
// pending.
func (c *call) moveSolution(status string) {
	c.node.values["status"], c.node.values["status_for_pending_request"] = status, nothingPending
	for _, partner := range c.node.connected(solutionPartnersEdge) {
		partner.values["status"] = partnerStatuses[status]
	}
	delete(c.node.hidden, "asked")
	c.server.notifyOfSolution("SOLUTION_UPDATED", c.node)
}

func (s *Server) notifyOfSolution(event string, solution *node) {
	s.notify(Event{Field: webhook.FieldPartnerSolutions, Value: map[string]any{
		"event": event, "solution_id": solution.id, "solution_status": solution.values["status"],
	}})
}

func (c *call) makeSolutionToken() (any, *failure) {
	id, f := c.params.id("business_id")
	if f != nil {
		return nil, f
	}
	business := c.graph.find(businessKind, id)
	if business == nil {
		return nil, notFound("Multi-Partner Solution or specified business not found")
	}
	granted := Token{BusinessID: business.id, ExpiresAt: c.now().Add(solutionTokenLifetime)}
	for _, edge := range []string{ownedAccounts.edge, clientAccounts.edge} {
		for _, account := range business.connected(edge) {
			if account.item(accountSolutionsEdge, c.node.id) != nil {
				granted.WABAIDs = append(granted.WABAIDs, account.id)
			}
		}
	}
	if len(granted.WABAIDs) > 0 {
		issued := c.graph.issue("", granted)
		return map[string]any{"access_token": issued.text, "expires_at": issued.ExpiresAt.Unix()}, nil
	}
	return nil, unprocessable("The specified business has not shared a WABA with this Multi-Partner Solution")
}

func notFound(message string) *failure {
	return &failure{http.StatusNotFound, Error{Message: message, Type: graphMethodException, Code: 803}}
}
