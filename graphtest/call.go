package graphtest

import (
	"net/http"
	"strings"
)

// call is one request on its way through the model.
type call struct {
	server  *Server
	graph   *graph
	request *http.Request
	body    []byte
	from    origin
	version string
	params  parameters
	fields  []selection
	node    *node // the object that the path begins with
}

// serve lets the model answer a request.
func (s *Server) serve(r *http.Request, body *requestBody, from origin) *reply {
	answer := s.newReply(r)
	if strings.HasPrefix(r.URL.Path, mediaPath) {
		s.serveMedia(answer, r)
		return answer
	}
	value, f := s.answer(answer, r, body, from)
	switch {
	case f != nil && isUpload(r):
		answer.setDebugInfo(f)
		return answer
	case f != nil:
		answer.setFailure(f)
		return answer
	}
	answer.setJSON(value)
	return answer
}

func (s *Server) answer(answer *reply, r *http.Request, body *requestBody, from origin) (any, *failure) {
	version, elements := splitPath(r.URL)
	if version == "" {
		return nil, badQuery("The path must begin with a version such as /%s", defaultVersion)
	}
	if f := s.checkToken(r); f != nil {
		return nil, f
	}
	params, f := readParameters(r, body)
	if f != nil {
		return nil, f
	}
	if f := s.checkProof(r, params); f != nil {
		return nil, f
	}
	if len(elements) == 0 {
		return nil, badQuery("The path names no object")
	}
	if len(elements) > 2 {
		return nil, badQuery("Unknown path components: /%s", strings.Join(elements[2:], "/"))
	}

	s.world.Lock()
	defer s.world.Unlock()
	c := &call{server: s, graph: s.graph, request: r, body: body.bytes, from: from, version: version, params: params}
	return c.dispatch(answer, elements)
}

// dispatch finds the object and the route, and calls its handler.
func (c *call) dispatch(answer *reply, elements []string) (any, *failure) {
	method := c.request.Method
	node, known := c.graph.nodes[elements[0]]
	if !known {
		return nil, unsupported(strings.ToLower(method), elements[0])
	}
	c.node = node
	if waba := node.account(); waba != nil {
		answer.setBusinessUse(waba.id, usage{Type: managementUse, CallCount: 3, TotalCPUTime: 1, TotalTime: 2})
	} else {
		answer.setAppUse()
	}

	edge := ""
	if len(elements) == 2 {
		edge = elements[1]
	}
	handle, found := handlers[routeKey{method, node.kind.name, edge}]
	if !found && method == http.MethodGet {
		return nil, unknownField(edge, node.kind.typeName)
	}
	if !found {
		return nil, unsupported(strings.ToLower(method), elements[0])
	}

	expression, _ := c.params.text("fields")
	fields, f := parseFields(expression)
	if f != nil {
		return nil, f
	}
	c.fields = fields
	return handle(c)
}

// readNode answers with the selected fields of the node itself.
func (c *call) readNode() (any, *failure) {
	return c.project(c.node.kind, c.node, c.fields)
}

// success is the reply of operations that have nothing else to say.
func success() map[string]any {
	return map[string]any{"success": true}
}
