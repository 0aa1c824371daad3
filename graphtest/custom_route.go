package graphtest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
)

// operation is a route and its handler.
type operation struct {
	pattern pattern
	handle  func(*call) (any, *failure) // of this package, called with world locked
	custom  http.Handler                // of a test, called without a lock
}

// Handle adds an operation that this package does not model, or replaces one
// that it does:
//
//	srv.HandleFunc("GET /{phone}/message_qrdls/{code}",
//		func(w http.ResponseWriter, r *http.Request) {
//			fmt.Fprintf(w, `{"code":%q}`, r.PathValue("code"))
//		})
//
// The operation behaves like every other: faults apply to it, [Server.Requests]
// records it, and the handler is only called for a request with a valid access
// token and proof. If the path begins with a kind of object, such as {phone} or
// {waba}, the server must have that object; [Routes] shows the kinds. Any other
// name in braces matches any element. [http.Request.PathValue] returns the
// named elements. Paths that begin with oauth, which issues tokens, need no
// token.
//
// The handler gets the request as it was sent, including the version in its
// path, and may call the server. A response without a Content-Type is served as
// JSON. Use [WriteError] to answer with Graph's error envelope, and panic with
// [http.ErrAbortHandler] to drop the connection.
//
// As in [http.ServeMux], the more specific route wins; of two equally specific
// ones, the one added last. Handle panics if route does not parse; see
// [Server.Script] for the syntax of routes, and for responses that need no
// handler.
func (s *Server) Handle(route string, handler http.Handler) {
	parsed := parsePattern(route)
	if parsed.anyPath {
		panic("graphtest: an operation needs a path; Server.Always answers every request")
	}
	if handler == nil {
		panic("graphtest: the handler of " + route + " is nil")
	}
	s.world.Lock()
	defer s.world.Unlock()
	s.custom = append(s.custom, operation{pattern: parsed, custom: handler})
}

// HandleFunc adds an operation like [Server.Handle], with a handler function.
func (s *Server) HandleFunc(route string, handler func(http.ResponseWriter, *http.Request)) {
	if handler == nil {
		panic("graphtest: the handler of " + route + " is nil")
	}
	s.Handle(route, http.HandlerFunc(handler))
}

// serve returns a function that calls the test's handler. Call it without any
// lock, since the handler may call the server.
func (o operation) serve(r *http.Request, body []byte, elements []string) customAnswer {
	request := r.Clone(r.Context())
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	for name, value := range o.pattern.names(elements) {
		request.SetPathValue(name, value)
	}
	return func(answer *reply) (err error) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				err = errDropped
			default:
				panic(cause)
			}
		}()
		given := &recorder{header: answer.header}
		o.custom.ServeHTTP(given, request)
		given.WriteHeader(http.StatusOK) // unless the status is already set
		answer.status, answer.body = given.status, given.body.Bytes()
		if answer.header.Get("Content-Type") == "" && len(answer.body) > 0 {
			answer.header.Set("Content-Type", jsonType)
		}
		return nil
	}
}

// modelKey indexes the routes of this package.
type modelKey struct{ method, kind string }

var modelled, kindNames = indexRoutes()

func indexRoutes() (index map[modelKey][]operation, kinds map[string]bool) {
	index, kinds = map[modelKey][]operation{}, map[string]bool{}
	for _, entry := range routes {
		parsed := parsePattern(entry.pattern)
		kind, isKind := wildcard(parsed.elements[0])
		key := modelKey{parsed.method, kind}
		index[key] = append(index[key], operation{pattern: parsed, handle: entry.handle})
		if isKind {
			kinds[kind] = true
		}
	}
	return index, kinds
}

// findOperation returns the most specific route for a path that begins with
// this node, which may be nil. The test's own routes come first.
func (s *Server) findOperation(method string, n *node, elements []string) (found operation, known bool) {
	best := ""
	consider := func(candidate operation) {
		if fit := candidate.pattern.fit(n, elements); strings.Compare(fit, best) > 0 {
			found, best = candidate, fit
		}
	}
	for _, candidate := range slices.Backward(s.custom) {
		if candidate.pattern.method == "" || candidate.pattern.method == method {
			consider(candidate)
		}
	}
	begins := elements[0] // of a path that begins with no object, such as that of the library
	if n != nil {
		begins = n.kind.name
	}
	for _, candidate := range modelled[modelKey{method, begins}] {
		consider(candidate)
	}
	return found, best != ""
}
