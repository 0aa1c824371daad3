package graphtest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

var flowAssetKind = &kind{
	typeName: "WhatsAppBusinessFlowAsset",
	idField:  "name",
	standard: "name asset_type download_url",
}

const (
	flowAssetsEdge = "assets"
	flowJSONName   = "flow.json"
	maxFlowJSON    = 10 << 20
	flowFilePath   = "/m1/v/t0.57323-24/"
	flowFileHost   = "https://scontent.xx.fbcdn.net"
)

func (c *call) listFlowAssets() (any, *failure) {
	for _, asset := range c.node.connected(flowAssetsEdge) {
		asset.values["download_url"] = c.flowFileLink()
	}
	return c.list(listing{edge: flowAssetsEdge, view: flowAssetKind})
}

// flowFileLink is where the JSON of the flow can be had. Meta's links expire.
func (c *call) flowFileLink() string {
	host := flowFileHost
	if c.from.media != mediaHost { // served over a socket
		host = c.from.media
	}
	return host + flowFilePath + c.node.id + "?oh=" + mediaHash(c.node.id, flowJSONName)
}

// serveFlowFile answers the download of the JSON of a flow, which needs no
// token.
func (s *Server) serveFlowFile(answer *reply, r *http.Request) {
	id := strings.TrimPrefix(r.URL.Path, flowFilePath)
	s.world.Lock()
	defer s.world.Unlock()
	flow := s.graph.find(flowKind, id)
	if r.Method != http.MethodGet || flow == nil || r.URL.Query().Get("oh") != mediaHash(id, flowJSONName) {
		answer.setFailure(mediaNotFound())
		return
	}
	answer.header.Set("Content-Type", "application/json")
	answer.status, answer.body = http.StatusOK, flow.content
}

func (c *call) updateFlowJSON() (any, *failure) {
	upload, isFile := c.params["file"].(file)
	name, _ := c.params.text("name")
	kind, _ := c.params.text("asset_type")
	switch {
	case !isFile:
		return nil, missing("file")
	case name != flowJSONName:
		return nil, invalid("Param name must be %q - got %q", flowJSONName, name)
	case kind != "FLOW_JSON":
		return nil, invalid("Param asset_type must be one of {FLOW_JSON} - got %q", kind)
	case !strings.HasPrefix(bareType(upload.contentType), "application/json"):
		return nil, invalid("Param file must be a file with one of the following types: application/json. Received file of type '%s'.", upload.contentType)
	case upload.tooLarge || len(upload.content) > maxFlowJSON:
		return nil, invalid("Param file must have at most %d bytes", maxFlowJSON)
	}
	if f := c.server.editFlow(c.node); f != nil {
		return nil, f
	}
	c.node.setFlowJSON(upload.content)
	return map[string]any{"success": true, "validation_errors": c.node.values["validation_errors"]}, nil
}

const leastMetricRequests = 250

// flowMetric is a metric of a flow whose endpoint has always answered at once.
func (n *node) flowMetric(arguments map[string]string, now time.Time) (any, *failure) {
	name, granularity := strings.ToUpper(arguments["name"]), strings.ToUpper(arguments["granularity"])
	point := func(key string, value int) []any { return []any{map[string]any{"key": key, "value": value}} }
	values, known := map[string][]any{
		"ENDPOINT_REQUEST_COUNT":                point("value", n.flow.requests),
		"ENDPOINT_REQUEST_ERROR":                {},
		"ENDPOINT_REQUEST_ERROR_RATE":           point("value", 0),
		"ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL": point("1", n.flow.requests),
		"ENDPOINT_AVAILABILITY":                 append(point("succeeded", 1), point("failed", 0)...),
	}[name]
	switch {
	case !known:
		return nil, invalid("Param name must be the name of a metric - got %q", arguments["name"])
	case !isAmong(granularity, "DAY", "HOUR", "LIFETIME"):
		return nil, invalid("Param granularity must be one of {DAY, HOUR, LIFETIME} - got %q", arguments["granularity"])
	case n.flow.requests < leastMetricRequests:
		return nil, flowFailure(139006, "Metrics threshold is not reached", "The flow has made "+strconv.Itoa(n.flow.requests)+" requests")
	}
	return map[string]any{
		"name": name, "granularity": granularity,
		"data_points": []any{map[string]any{"timestamp": graphTime(now.Truncate(24 * time.Hour)), "data": values}},
	}, nil
}
