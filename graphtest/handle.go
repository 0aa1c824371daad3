package graphtest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
)

// route is an operation and what answers it.
type route struct {
	pattern pattern
	handle  func(*call) (any, *failure) // of this package, with the world locked
	custom  http.Handler                // of a test, without
}

// Handle adds an operation that this package does not model, or puts the test's
// own in the place of one that it does:
//
//	srv.HandleFunc("GET /{phone}/message_qrdls/{code}", func(w http.ResponseWriter, r *http.Request) {
//		fmt.Fprintf(w, `{"code":%q}`, r.PathValue("code"))
//	})
//
// The handler gets only what has passed the checks that every operation has: the
// access token and its proof, and for a path that begins with the name of a kind
// of object, such as {phone} or {waba}, that there is such an object (see
// [Routes] for the names). Any other name between braces matches every element
// of a path; [http.Request.PathValue] has what it was. Faults strike and
// [Server.Requests] records as ever.
//
// The request is the one that was sent, with the version in its path. An answer
// without a Content-Type is JSON, and has Graph's headers. [WriteError] answers
// with Graph's error envelope, and a panic with [http.ErrAbortHandler] drops the
// connection. The handler may call the server, and is called by several
// goroutines if the server is.
//
// As in [http.ServeMux] the route that is more specific wins; of two that are
// alike, the one that was added last. Handle panics when route does not parse;
// see [Server.Script] for routes, and for answers that need no handler.
func (s *Server) Handle(pattern string, handler http.Handler) {
	parsed := parsePattern(pattern)
	if parsed.anyPath {
		panic("graphtest: an operation needs a path: script answers to every request with Server.Always")
	}
	if handler == nil {
		panic("graphtest: the handler of " + pattern + " is nil")
	}
	s.world.Lock()
	defer s.world.Unlock()
	s.custom = append(s.custom, route{pattern: parsed, custom: handler})
}

// HandleFunc is Handle with a function.
func (s *Server) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	if handler == nil {
		panic("graphtest: the handler of " + pattern + " is nil")
	}
	s.Handle(pattern, http.HandlerFunc(handler))
}

// serve prepares the answer of the test's handler. It must be called without
// any lock: the handler may call the server.
func (found route) serve(r *http.Request, body []byte, elements []string) customAnswer {
	request := r.Clone(r.Context())
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	for name, value := range found.pattern.names(elements) {
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
		found.custom.ServeHTTP(given, request)
		given.WriteHeader(http.StatusOK) // unless there is a status already
		answer.status, answer.body = given.status, given.body.Bytes()
		if answer.header.Get("Content-Type") == "" && len(answer.body) > 0 {
			answer.header.Set("Content-Type", jsonType)
		}
		return nil
	}
}

// modelKey is what the routes of this package are found by.
type modelKey struct{ method, kind string }

var modelled, kindNames = indexRoutes()

func indexRoutes() (index map[modelKey][]route, kinds map[string]bool) {
	index, kinds = map[modelKey][]route{}, map[string]bool{}
	for _, entry := range routes {
		parsed := parsePattern(entry.pattern)
		kind, _ := wildcard(parsed.elements[0])
		key := modelKey{parsed.method, kind}
		index[key] = append(index[key], route{pattern: parsed, handle: entry.handle})
		kinds[kind] = true
	}
	return index, kinds
}

// findRoute returns the most specific route for a path that begins with this
// node, which may be nil. Those of the test come first.
func (s *Server) findRoute(method string, n *node, elements []string) (found route, known bool) {
	best := ""
	consider := func(candidate route) {
		if fit := candidate.pattern.fit(n, elements); strings.Compare(fit, best) > 0 {
			found, best = candidate, fit
		}
	}
	for _, candidate := range slices.Backward(s.custom) {
		if candidate.pattern.method == "" || candidate.pattern.method == method {
			consider(candidate)
		}
	}
	if n != nil {
		for _, candidate := range modelled[modelKey{method, n.kind.name}] {
			consider(candidate)
		}
	}
	return found, best != ""
}
