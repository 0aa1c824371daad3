package graphtest

import (
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/wabakit/whatsapp/webhook"
)

// Server is an in-memory Graph API. It is safe for concurrent use.
//
// Reach it through [Server.Client], which opens no socket, or serve it as an
// [http.Handler], for example with httptest.NewServer.
type Server struct {
	config config
	trace  atomic.Int64

	world  sync.Mutex // guards what follows
	graph  *graph
	hooks  []*Webhooks
	custom []operation // added by Handle, latest last
	// groupFailures are the ends of the next requests to change a group.
	groupFailures []webhook.Error

	faultsMutex sync.Mutex // guards scripts and always
	scripts     []*script
	always      []standingFault

	log       requestLog
	observers observers
}

// New returns a server with the sample world: the objects whose ids are
// constants of this package.
func New(opts ...Option) *Server {
	s := &Server{config: defaultConfig()}
	for _, opt := range opts {
		opt(&s.config)
	}
	s.graph = newGraph(s.config.history, s.config.now)
	s.graph.media.most = s.config.mediaMemory
	s.graph.webhookVersion = s.config.served("")
	if s.config.window != windowIgnored {
		s.graph.windows = newWindows()
	}
	s.log.entries.most = s.config.history
	if !s.config.withoutSampleWorld {
		addSampleWorld(s)
	}
	return s
}

// Client returns an HTTP client whose requests this server answers in memory,
// regardless of their host.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: transport{server: s}}
}
