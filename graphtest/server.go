package graphtest

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Server is a Graph API held in memory. It is safe for concurrent use.
//
// Reach it through [Server.Client], which opens no socket, or serve it as an
// [http.Handler], for example with httptest.NewServer.
type Server struct {
	config config
	trace  atomic.Int64

	world sync.Mutex // guards graph and hooks
	graph *graph
	hooks []*Webhooks

	faultsMutex sync.Mutex // guards scripts and always
	scripts     []*script
	always      []standingFault

	logMutex sync.Mutex // guards log
	log      []*Request
}

// New returns a server that holds the sample world: the objects whose ids are
// the constants of this package.
func New(opts ...Option) *Server {
	s := &Server{config: defaultConfig(), graph: newGraph()}
	for _, opt := range opts {
		opt(&s.config)
	}
	if !s.config.withoutSampleWorld {
		addSampleWorld(s)
	}
	return s
}

// Client returns an HTTP client whose requests this server answers in memory,
// whatever host they name.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: transport{server: s}}
}
