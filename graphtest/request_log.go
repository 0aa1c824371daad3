package graphtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// redacted replaces secrets in the request log.
const redacted = "REDACTED"

// Request is one request that a [Server] received.
type Request struct {
	// Method is the HTTP method.
	Method string
	// Host is the host the request was meant for.
	Host string
	// Path is the path with its version, decoded.
	Path string
	// Query holds the query parameters. The value of access_token is hidden.
	Query url.Values
	// Header holds the headers. Of Authorization only the scheme is kept.
	Header http.Header
	// TokenAccepted reports whether the request carried a token that this
	// server takes.
	TokenAccepted bool
	// Body is the whole request body. When it has a file that is larger than
	// Graph takes, it ends within the file.
	Body []byte
	// Status is the HTTP status of the reply, or 0 when there was none.
	Status int
	// Faulted reports whether the request met a fault. [Pass] does not count.
	Faulted bool
}

// Requests returns all requests since the start or the last
// [Server.ResetRequests], in order of arrival. A connection that [Refused]
// turned away is in the list too, without its body.
func (s *Server) Requests() []Request {
	s.logMutex.Lock()
	defer s.logMutex.Unlock()
	requests := make([]Request, 0, len(s.log))
	for _, entry := range s.log {
		requests = append(requests, entry.clone())
	}
	return requests
}

// ResetRequests empties the request log.
func (s *Server) ResetRequests() {
	s.logMutex.Lock()
	defer s.logMutex.Unlock()
	s.log = nil
}

func (s *Server) record(r *http.Request, faulted bool) *Request {
	entry := &Request{
		Method:        r.Method,
		Host:          r.Host,
		Path:          r.URL.Path,
		Query:         r.URL.Query(),
		Header:        r.Header.Clone(),
		TokenAccepted: s.checkToken(r) == nil,
		Faulted:       faulted,
	}
	if entry.Query.Has("access_token") {
		entry.Query.Set("access_token", redacted)
	}
	if authorization := entry.Header.Get("Authorization"); authorization != "" {
		scheme, _, _ := strings.Cut(authorization, " ")
		entry.Header.Set("Authorization", scheme)
	}

	s.logMutex.Lock()
	defer s.logMutex.Unlock()
	s.log = append(s.log, entry)
	return entry
}

func (s *Server) recordBody(entry *Request, body []byte) {
	s.logMutex.Lock()
	defer s.logMutex.Unlock()
	entry.Body = body
}

func (s *Server) recordStatus(entry *Request, status int) {
	s.logMutex.Lock()
	defer s.logMutex.Unlock()
	entry.Status = status
}

func (r *Request) clone() Request {
	copied := *r
	copied.Query = url.Values(http.Header(r.Query).Clone())
	copied.Header = r.Header.Clone()
	copied.Body = slices.Clone(r.Body)
	return copied
}
