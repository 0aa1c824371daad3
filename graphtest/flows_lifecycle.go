package graphtest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// SetFlowStatus gives a flow a status, as Meta does when it watches the
// endpoint: THROTTLED, BLOCKED, and PUBLISHED when that is healthy again. It
// queues a webhook of the field flows, and panics if there is no such flow.
func (s *Server) SetFlowStatus(flowID, status string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.setFlowStatus(s.graph.must(flowKind, flowID), status)
}

func (s *Server) setFlowStatus(flow *node, status string) {
	before := flow.text("status")
	flow.values["status"] = status
	if status != draftFlow {
		flow.hidden["published"] = "true"
	}
	s.announceFlow(flow, before)
}

// announceFlow queues a webhook about the status of a flow, which is new if
// there was none before.
func (s *Server) announceFlow(flow *node, before string) { s.notify(flowUpdate{flow, before}) }

// flowUpdate says that the status of a flow has changed.
type flowUpdate struct {
	flow   *node
	before string
}

func (u flowUpdate) change(g *graph) (entry, error) {
	name, status := u.flow.text("name"), u.flow.text("status")
	value := map[string]any{"event": "FLOW_STATUS_CHANGE", "flow_id": u.flow.id, "new_status": status}
	value["message"] = "Flow " + name + " has been created with " + status + " status"
	if u.before != "" {
		value["message"] = "Flow " + name + " changed status from " + u.before + " to " + status
		value["old_status"] = u.before
	}
	return entry{
		ID: u.flow.account().id, Time: g.now().Unix(),
		Changes: []change{{value, webhook.FieldFlows}},
	}, nil
}

// flowFailure is a refusal that is about flows only.
func flowFailure(code int, title, text string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message:     title,
		Type:        oauthException,
		Code:        code,
		UserTitle:   title,
		UserMessage: text,
	}}
}

// editFlow makes a published flow a draft again. Only these two can be edited.
func (s *Server) editFlow(flow *node) *failure {
	switch status := flow.text("status"); status {
	case draftFlow:
		return nil
	case publishedFlow:
		flow.values["status"] = draftFlow // Meta does not announce this one
		return nil
	default:
		return flowFailure(139001, "Flow can't be updated", "A flow that is "+status+" cannot be updated")
	}
}

func (c *call) publishFlow() (any, *failure) {
	if f := c.server.publish(c.node); f != nil {
		return nil, f
	}
	return success(), nil
}

func (s *Server) publish(flow *node) *failure {
	usesEndpoint := flow.text("data_api_version") != ""
	switch {
	case flow.text("status") != draftFlow:
		return flowFailure(139002, "Publishing Flow in invalid state", "The flow is "+flow.text("status")+", and only a draft can be published")
	case len(flow.content) == 0:
		return flowFailure(139002, "Publishing Flow with validation errors", "The flow has no JSON")
	case len(flow.values["validation_errors"].([]any)) > 0:
		return flowFailure(139002, "Publishing Flow with validation errors", "The JSON of the flow has mistakes: see its validation_errors")
	case usesEndpoint && flow.text("endpoint_uri") == "":
		return flowFailure(139002, "Publishing without specifying endpoint_uri is forbidden", "The flow has a data_api_version, so it needs an endpoint_uri")
	case usesEndpoint && flow.links["application"] == nil:
		return flowFailure(139002, "No Application Connected to the Flow", "The flow has an endpoint, so it needs an app")
	}
	s.setFlowStatus(flow, publishedFlow)
	return nil
}

func (c *call) deprecateFlow() (any, *failure) {
	switch c.node.text("status") {
	case draftFlow:
		return nil, flowFailure(139003, "Can't deprecate unpublished flow", "Only a flow that is published can be deprecated")
	case deprecatedFlow:
		return nil, flowFailure(139003, "Flow is already deprecated", "The flow is deprecated already")
	}
	c.server.setFlowStatus(c.node, deprecatedFlow)
	return success(), nil
}

func (c *call) deleteFlow() (any, *failure) {
	if c.node.text("status") != draftFlow {
		return nil, flowFailure(139004, "Can't delete published Flow", "After a flow was published it cannot be deleted. Deprecate it instead.")
	}
	c.node.account().disconnect(flowsEdge, c.node.id)
	delete(c.graph.nodes, c.node.id)
	return success(), nil
}

const (
	throttledFlowMessages = 10
	throttledFlowPeriod   = time.Hour
)

// checkFlow holds a message with a flow that the server knows to its state.
func (c *call) checkFlow(message Sent) *failure {
	var content interactiveMessage
	if message.Type != "interactive" || json.Unmarshal(message.Content, &content) != nil || content.Type != "flow" || content.Action == nil {
		return nil
	}
	id, _ := content.Action.Parameters.text("flow_id")
	flow := c.node.account().item(flowsEdge, id)
	if name, given := content.Action.Parameters.text("flow_name"); given {
		flow = c.graph.flowNamed(c.node.account(), name)
	}
	if flow == nil {
		return nil
	}
	mode, _ := content.Action.Parameters.text("mode")
	return flow.checkSending(mode == "draft", message.At)
}

func (n *node) checkSending(asDraft bool, at time.Time) *failure {
	switch n.text("status") {
	case blockedFlow:
		return refused(132068, "The flow %s is blocked", n.id)
	case deprecatedFlow:
		return refused(131009, "The flow %s is deprecated", n.id)
	case draftFlow:
		if !asDraft && n.hidden["published"] == "" {
			return refused(131009, "The flow %s is a draft: send it with the mode draft", n.id)
		}
	case throttledFlow:
		n.flow.sent = n.flow.sent[max(0, len(n.flow.sent)-throttledFlowMessages):]
		if len(n.flow.sent) == throttledFlowMessages && at.Sub(n.flow.sent[0]) < throttledFlowPeriod {
			return refused(132069, "The flow %s is throttled to %d messages an hour", n.id, throttledFlowMessages)
		}
		n.flow.sent = append(n.flow.sent, at)
	}
	return nil
}
