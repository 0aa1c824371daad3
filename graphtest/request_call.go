package graphtest

import (
	"net/http"
	"strings"
)

// call is one request to the model.
type call struct {
	server   *Server
	graph    *graph
	request  *http.Request
	body     []byte
	from     origin
	version  string
	elements []string // of the path, without the version
	params   parameters
	fields   []selection
	node     *node             // the object at the start of the path, or nil
	path     map[string]string // the elements that the route names
}

// serve answers a request from the model or with a handler of the test.
func (s *Server) serve(r *http.Request, body *requestBody, from origin) (*reply, error) {
	answer := s.newReply(r)
	if strings.HasPrefix(r.URL.Path, mediaPath) {
		s.serveMedia(answer, r, body)
		return answer, nil
	}
	if strings.HasPrefix(r.URL.Path, flowFilePath) {
		s.serveFlowFile(answer, r)
		return answer, nil
	}
	value, custom, f := s.answer(answer, r, body, from)
	if f != nil {
		s.config.advice.advise(f)
	}
	switch {
	case f != nil && isUpload(r):
		answer.setDebugInfo(f)
	case f != nil:
		answer.setFailure(f)
	case custom != nil:
		return answer, custom(answer)
	default:
		answer.setJSON(value)
		if _, isPartial := value.(partialContent); isPartial {
			answer.status = http.StatusPartialContent
		}
	}
	return answer, nil
}

// partialContent is the reply to a request that has succeeded in part.
type partialContent map[string]any

// customAnswer completes a reply with the handler of a test.
type customAnswer func(*reply) error

func (s *Server) answer(answer *reply, r *http.Request, body *requestBody, from origin) (any, customAnswer, *failure) {
	_, elements := splitPath(r.URL)
	if f := s.checkCredentials(r, body.params, elements); f != nil {
		return nil, nil, f
	}
	if f := checkWithdrawn(r.URL.Query()); f != nil {
		return nil, nil, f
	}
	return s.answerAllowed(answer, r, body, from)
}

// answerAllowed answers a request whose credentials do not matter any more.
func (s *Server) answerAllowed(answer *reply, r *http.Request, body *requestBody, from origin) (any, customAnswer, *failure) {
	version, elements := splitPath(r.URL)
	if len(elements) == 0 {
		return nil, nil, badQuery("The path names no object")
	}
	if version == "" && versionAttempt.MatchString(elements[0]) {
		return nil, nil, badQuery("The version %q does not parse: write it as in /%s", elements[0], defaultVersion)
	}

	s.world.Lock()
	defer s.world.Unlock()
	s.endReviews()
	s.endRestrictions()
	s.releaseUsernames()
	s.endUnansweredCalls()
	c := &call{
		server: s, graph: s.graph, request: r, body: body.bytes, from: from,
		version: version, elements: elements, params: body.params, node: s.graph.nodes[elements[0]],
	}
	found, known := s.findOperation(r.Method, c.node, elements)
	if c.node != nil {
		answer.setUsage(c.node)
	}
	switch {
	case !known:
		return nil, nil, c.notModelled()
	case found.custom != nil:
		return nil, found.serve(r, body.bytes, elements), nil
	case body.wrong != nil:
		return nil, nil, body.wrong
	}
	expression, _ := c.params.text("fields")
	fields, f := parseFields(expression)
	if f != nil {
		return nil, nil, f
	}
	c.fields, c.path = fields, found.pattern.names(elements)
	value, f := found.handle(c)
	if f == nil {
		c.recordActivity(found.pattern)
	}
	return value, nil, f
}

// checkCredentials checks the token and its proof. A request that exchanges a
// code for a token has neither.
func (s *Server) checkCredentials(r *http.Request, params parameters, elements []string) *failure {
	if len(elements) > 0 && elements[0] == "oauth" {
		return nil
	}
	token := accessToken(r, params)
	if f := s.checkToken(token); f != nil {
		return f
	}
	return s.checkProof(token, params)
}

// readNode returns the selected fields of the node.
func (c *call) readNode() (any, *failure) {
	return c.project(c.node.kind, c.node, c.fields)
}

// success returns the reply of operations that return nothing else.
func success() map[string]any {
	return map[string]any{"success": true}
}
