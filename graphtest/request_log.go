package graphtest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// redacted replaces secrets in the request log.
const redacted = "REDACTED"

// maxBodyHistory is the number of bytes of bodies that a bounded request log
// keeps.
const maxBodyHistory = 64 << 20

// Request is a request that a [Server] received.
type Request struct {
	// Method is the HTTP method.
	Method string
	// Host is the host that the request was sent to.
	Host string
	// Path is the path with its version, decoded.
	Path string
	// Query holds the query parameters, with access tokens and the app secret
	// redacted.
	Query url.Values
	// Header holds the headers, with only the scheme of Authorization.
	Header http.Header
	// TokenAccepted reports whether the request had a token that this server
	// accepts.
	TokenAccepted bool
	// Body is the request body, with an access token in it redacted. If it
	// contains a file larger than Graph accepts, it ends within the file. For
	// old requests it is nil: see [WithHistory].
	Body []byte
	// Status is the HTTP status of the reply, or 0 if there was none.
	Status int
	// Faulted reports whether a fault was injected. [Pass] does not count.
	Faulted bool
}

// requestLog holds the requests that a server remembers.
type requestLog struct {
	mutex   sync.Mutex // guards what follows
	entries history[*loggedRequest]
	// bodies are the requests whose bodies are kept, oldest first. It may
	// contain requests that have been forgotten.
	bodies    []*loggedRequest
	bodyBytes int
}

type loggedRequest struct {
	Request
	forgotten bool
	processed bool
}

// Requests returns the requests since the start or the last
// [Server.ResetRequests], in order of arrival, as far as the server remembers
// them: see [WithHistory]. Requests that [Refused] rejected are included,
// without a body.
func (s *Server) Requests() []Request {
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	entries := s.log.entries.all()
	requests := make([]Request, len(entries))
	for i, entry := range entries {
		requests[i] = entry.clone()
	}
	return requests
}

// ResetRequests empties the request log.
func (s *Server) ResetRequests() {
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	for _, entry := range s.log.entries.all() {
		entry.forgotten = true
	}
	s.log.entries.clear()
	s.log.bodies, s.log.bodyBytes = nil, 0
}

// secretParameters are redacted in queries.
var secretParameters = [...]string{"access_token", "client_secret", "fb_exchange_token", "input_token", "revoke_token"}

func (s *Server) record(r *http.Request, faulted bool) *loggedRequest {
	entry := &loggedRequest{Request: Request{
		Method:        r.Method,
		Host:          r.Host,
		Path:          r.URL.Path,
		Query:         r.URL.Query(),
		Header:        r.Header.Clone(),
		TokenAccepted: s.checkToken(accessToken(r, nil)) == nil,
		Faulted:       faulted,
	}}
	for _, name := range secretParameters {
		if entry.Query.Has(name) {
			entry.Query.Set(name, redacted)
		}
	}
	if authorization := entry.Header.Get("Authorization"); authorization != "" {
		scheme, _, _ := strings.Cut(authorization, " ")
		entry.Header.Set("Authorization", scheme)
	}
	s.log.add(entry)
	return entry
}

func (l *requestLog) add(entry *loggedRequest) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	forgotten, full := l.entries.add(entry)
	if !full {
		return
	}
	forgotten.forgotten = true
	l.forgetBody(forgotten)
	for len(l.bodies) > 0 && l.bodies[0].Body == nil {
		l.bodies = l.bodies[1:]
	}
}

func (l *requestLog) forgetBody(entry *loggedRequest) {
	l.bodyBytes -= len(entry.Body)
	entry.Body = nil
}

// recordBody records the body, and whether a token in it is accepted.
func (s *Server) recordBody(entry *loggedRequest, r *http.Request, body *requestBody) {
	accepted := s.checkToken(accessToken(r, body.params)) == nil
	kept := withoutToken(body)
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	entry.TokenAccepted = accepted
	if len(kept) > 0 && !entry.forgotten {
		s.log.addBody(entry, kept)
	}
}

func (l *requestLog) addBody(entry *loggedRequest, body []byte) {
	entry.Body = body
	if l.entries.most < 1 {
		return
	}
	l.bodies = append(l.bodies, entry)
	l.bodyBytes += len(body)
	for l.bodyBytes > maxBodyHistory && len(l.bodies) > 1 {
		l.forgetBody(l.bodies[0])
		l.bodies = l.bodies[1:]
	}
}

// withoutToken returns the body with the access token redacted.
func withoutToken(body *requestBody) []byte {
	token, _ := body.params.text("access_token")
	if token == "" {
		return body.bytes
	}
	kept := bytes.ReplaceAll(body.bytes, []byte(url.QueryEscape(token)), []byte(redacted))
	return bytes.ReplaceAll(kept, []byte(token), []byte(redacted))
}

// recordProcessed notes that the server itself has answered a request.
func (s *Server) recordProcessed(entry *loggedRequest) {
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	entry.processed = true
}

func (s *Server) recordStatus(entry *loggedRequest, status int) {
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	entry.Status = status
}

func (r *Request) clone() Request {
	copied := *r
	copied.Query = url.Values(http.Header(r.Query).Clone())
	copied.Header = r.Header.Clone()
	copied.Body = slices.Clone(r.Body)
	return copied
}
