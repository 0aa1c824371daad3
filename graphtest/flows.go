package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"time"
)

// The states of a flow.
const (
	draftFlow      = "DRAFT"
	publishedFlow  = "PUBLISHED"
	deprecatedFlow = "DEPRECATED"
	blockedFlow    = "BLOCKED"
	throttledFlow  = "THROTTLED"
)

// Flow is a flow of a WABA.
type Flow struct {
	ID string
	// Name is unique within the account.
	Name string
	// Categories are OTHER unless they are set.
	Categories []string
	// Status is DRAFT unless it is set.
	Status string
	// JSON describes the screens. Without one, the flow has a screen with a
	// heading and a button.
	JSON string
	// EndpointURI is where a flow with a data_api_version gets its data from.
	EndpointURI string
	// EndpointRequests is how many requests the flow has made: metrics need
	// 250.
	EndpointRequests int
	// Fields holds further fields under their Graph names; it wins over the
	// rest.
	Fields map[string]any
}

var flowKind = &kind{
	name:     "flow",
	typeName: "WhatsAppBusinessFlow",
	standard: "id name status categories validation_errors",
	optional: "json_version data_api_version endpoint_uri data_channel_uri preview whatsapp_business_account application health_status metric",
	computed: map[string]func(*node) any{
		"data_channel_uri":          func(flow *node) any { return flow.values["endpoint_uri"] },
		"whatsapp_business_account": accountOfFlow,
		"application":               applicationOfFlow,
		"health_status":             healthOfFlow,
	},
	objects: map[string]*kind{
		"preview":       {typeName: "WhatsAppBusinessFlowPreview", standard: "preview_url expires_at"},
		"application":   {typeName: "Application", standard: "id name link"},
		"health_status": healthKind,
		"whatsapp_business_account": {
			typeName: "WhatsAppBusinessAccount", standard: "id name timezone_id business_type message_template_namespace",
		},
	},
}

const flowsEdge = "flows"

var flowCategories = []string{
	"APPOINTMENT_BOOKING", "CONTACT_US", "CUSTOMER_SUPPORT", "LEAD_GENERATION", "OTHER", "SHOPPING", "SIGN_IN", "SIGN_UP", "SURVEY",
}

// simpleFlow is the JSON of a flow that has none.
const simpleFlow = `{
  "version": "7.3",
  "screens": [
    {
      "id": "WELCOME",
      "title": "Welcome",
      "terminal": true,
      "data": {},
      "layout": {
        "type": "SingleColumnLayout",
        "children": [
          {"type": "TextHeading", "text": "Hello"},
          {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}
        ]
      }
    }
  ]
}`

// AddFlow adds a flow to a WABA and returns its id. From then on, messages with
// this flow are held to its state: a draft needs the mode draft, one that is
// blocked is refused with code 132068, and one that is throttled with 132069
// after ten messages within an hour. A server accepts all other flows.
func (s *Server) AddFlow(wabaID string, f Flow) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	if s.graph.flowNamed(waba, f.Name) != nil {
		panic(fmt.Sprintf("graphtest: %s has a flow with the name %q already", wabaID, f.Name))
	}
	f.JSON = orElse(f.JSON, simpleFlow)
	return s.graph.addFlow(waba, f).id
}

func (g *graph) addFlow(waba *node, f Flow) *node {
	values := map[string]any{
		"name":       f.Name,
		"status":     orElse(f.Status, draftFlow),
		"categories": orList(f.Categories, []string{"OTHER"}),
	}
	if f.EndpointURI != "" {
		values["endpoint_uri"] = f.EndpointURI
	}
	maps.Copy(values, f.Fields)
	flow := g.add(flowKind, f.ID, values)
	flow.links["owner"] = waba
	if g.firstApp != nil {
		flow.links["application"] = g.firstApp
	}
	flow.flow = &flowState{requests: f.EndpointRequests}
	if values["status"] != draftFlow {
		flow.hidden["published"] = "true"
	}
	flow.setFlowJSON([]byte(f.JSON))
	waba.connect(flowsEdge, flow)
	return flow
}

// flowState is what is known of a flow besides its fields.
type flowState struct {
	requests    int         // to the endpoint
	sent        []time.Time // while the flow is throttled, oldest first
	previews    int         // links that were made
	previewEnds time.Time   // of the latest
}

// setFlowJSON keeps the JSON of a flow and its mistakes.
func (n *node) setFlowJSON(text []byte) {
	n.content = text
	n.values["validation_errors"] = []any{}
	for _, name := range []string{"json_version", "data_api_version"} {
		delete(n.values, name)
	}
	if len(text) == 0 {
		return
	}
	n.values["validation_errors"] = checkFlowJSON(text)
	var head struct {
		Version string `json:"version"`
		DataAPI string `json:"data_api_version"`
	}
	_ = json.Unmarshal(text, &head) // what does not fit is among the mistakes
	for name, value := range map[string]string{"json_version": head.Version, "data_api_version": head.DataAPI} {
		if value != "" {
			n.values[name] = value
		}
	}
	if n.item(flowAssetsEdge, flowJSONName) == nil {
		n.connect(flowAssetsEdge, newNode(flowAssetKind, flowJSONName, map[string]any{"asset_type": "FLOW_JSON"}))
	}
}

func (g *graph) flowNamed(waba *node, name string) *node {
	for _, flow := range waba.connected(flowsEdge) {
		if flow.text("name") == name {
			return flow
		}
	}
	return nil
}

func accountOfFlow(flow *node) any {
	waba := flow.account()
	account := map[string]any{}
	for _, name := range []string{"id", "name", "timezone_id", "message_template_namespace"} {
		if value, given := waba.values[name]; given {
			account[name] = value
		}
	}
	if kind := waba.hidden["business_type"]; kind != "" {
		account["business_type"] = kind
	}
	return account
}

func applicationOfFlow(flow *node) any {
	app := flow.links["application"]
	if app == nil {
		return nil
	}
	return map[string]any{
		"id": app.id, "name": app.values["name"], "link": "https://www.facebook.com/games/?" + url.Values{"app_id": {app.id}}.Encode(),
	}
}

func healthOfFlow(flow *node) any {
	waba := flow.account()
	own := entity("FLOW", flow.id)
	switch flow.text("status") {
	case throttledFlow:
		own["can_send_message"] = "LIMITED"
	case blockedFlow, deprecatedFlow:
		own["can_send_message"] = "BLOCKED"
	}
	entities := []any{own, entity("WABA", waba.id), entity("BUSINESS", waba.links["business"].id)}
	if app := flow.links["application"]; app != nil {
		entities = append(entities, entity("APP", app.id))
	}
	status := health(entities...)
	status["can_send_message"] = own["can_send_message"]
	return status
}

func (c *call) listFlows() (any, *failure) {
	return c.list(listing{edge: flowsEdge, view: flowKind})
}

// readFlow returns a flow. Its preview and its metrics are made when they are
// asked for.
func (c *call) readFlow() (any, *failure) {
	delete(c.node.values, "metric")
	for _, field := range c.fields {
		switch {
		case field.name == "preview":
			c.node.previewFlow(field.parameters["invalidate"] == "true", c.now())
		case field.name == "metric" && field.parameters != nil:
			metric, f := c.node.flowMetric(field.parameters, c.now())
			if f != nil {
				return nil, f
			}
			c.node.values["metric"] = metric
		}
	}
	return c.project(flowKind, c.node, c.fields)
}

const previewLifetime = 30 * 24 * time.Hour

// previewFlow makes a link to a preview, unless there is one that is valid.
func (n *node) previewFlow(renew bool, now time.Time) {
	state := n.flow
	if renew || !now.Before(state.previewEnds) {
		state.previews++
		state.previewEnds = now.Add(previewLifetime)
	}
	token := mediaHash(n.id, fmt.Sprintf("preview %d", state.previews))
	n.values["preview"] = map[string]any{
		"preview_url": "https://business.facebook.com/wa/manage/flows/" + n.id + "/preview/?token=" + token,
		"expires_at":  graphTime(state.previewEnds),
	}
}

func (c *call) createFlow() (any, *failure) {
	flow, f := c.describedFlow()
	if f != nil {
		return nil, f
	}
	publish, _, f := c.params.flag("publish")
	if f != nil {
		return nil, f
	}
	created := c.graph.addFlow(c.node, flow)
	c.server.announceFlow(created, "")
	mistakes := created.values["validation_errors"].([]any)
	answer := map[string]any{"id": created.id, "success": true, "validation_errors": mistakes}
	if !publish || len(created.content) == 0 || len(mistakes) > 0 {
		return answer, nil
	}
	return answer, c.server.publish(created)
}

// describedFlow reads the flow that a request describes.
func (c *call) describedFlow() (Flow, *failure) {
	var flow Flow
	name, _ := c.params.text("name")
	categories, given, f := c.params.choices("categories", flowCategories)
	switch {
	case name == "":
		return flow, missing("name")
	case f != nil:
		return flow, f
	case !given || len(categories) == 0:
		return flow, missing("categories")
	case c.graph.flowNamed(c.node, name) != nil:
		return flow, notUnique(name)
	}
	flow.Name, flow.Categories = name, categories
	flow.JSON, _ = c.params.text("flow_json")
	if len(flow.JSON) > maxFlowJSON {
		return flow, invalid("Param flow_json must have at most %d bytes", maxFlowJSON)
	}
	if id, given := c.params.text("clone_flow_id"); given {
		source := c.graph.find(flowKind, id)
		if source == nil {
			return flow, invalid("Flow with specified ID does not exist")
		}
		flow.JSON, flow.EndpointURI = orElse(flow.JSON, string(source.content)), source.text("endpoint_uri")
	}
	if address, given := c.params.text("endpoint_uri"); given {
		flow.EndpointURI = address
		return flow, checkEndpoint(address)
	}
	return flow, nil
}

func notUnique(name string) *failure {
	f := invalid("Flow name is not unique - got %q", name)
	f.envelope.UserTitle = "Flow name is not unique"
	f.envelope.UserMessage = "The account has a flow with this name already"
	return f
}

func checkEndpoint(address string) *failure {
	target, err := url.Parse(address)
	if err != nil || target.Scheme != "https" || target.Host == "" {
		return invalid("Invalid Endpoint URI")
	}
	return nil
}

// updateFlow changes the metadata of a flow.
func (c *call) updateFlow() (any, *failure) {
	changes, f := c.flowChanges()
	if f != nil {
		return nil, f
	}
	if f := c.server.editFlow(c.node); f != nil {
		return nil, f
	}
	if id, given := changes["application"]; given {
		c.node.links["application"] = id.(*node)
		delete(changes, "application")
	}
	maps.Copy(c.node.values, changes)
	return success(), nil
}

func (c *call) flowChanges() (map[string]any, *failure) {
	changes := map[string]any{}
	if name, given := c.params.text("name"); given {
		if other := c.graph.flowNamed(c.node.account(), name); other != nil && other != c.node || name == "" {
			return nil, notUnique(name)
		}
		changes["name"] = name
	}
	categories, given, f := c.params.choices("categories", flowCategories)
	if f != nil {
		return nil, f
	}
	if given {
		changes["categories"] = categories
	}
	if address, given := c.params.text("endpoint_uri"); given {
		if f := checkEndpoint(address); f != nil {
			return nil, f
		}
		changes["endpoint_uri"] = address
	}
	if id, given := c.params.text("application_id"); given {
		app := c.graph.find(appKind, id)
		if app == nil {
			return nil, invalid("Param application_id must be the id of an app - got %q", id)
		}
		changes["application"] = app
	}
	if len(changes) == 0 {
		return nil, missing("name")
	}
	return changes, nil
}
