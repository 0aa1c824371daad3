package simulator

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
)

// Simulator is a Graph API with a face. It is an [http.Handler] and safe for
// concurrent use.
type Simulator struct {
	config config
	pages  http.Handler // everything below /_simulator/
	events *hub
	// flowClient calls the endpoints of flows.
	flowClient *http.Client
	clock      clock

	loading sync.Mutex // is held while a world is loaded

	mutex    sync.Mutex // guards what follows
	world    *world
	settings settings
	people   people
	products []product
	chats    chats
	traffic  traffic
	rules    rules
	journal  journal
	flows    flowWalks

	ringing map[string]*ring
	agenda  agenda
	lanes   map[string][]*delivery
	waiters chan struct{} // closed when a message comes
}

// world is the Graph API that is being simulated. A reset replaces it.
type world struct {
	graph *graphtest.Server
	hooks *graphtest.Webhooks
	// before are the calls of the sample world, which no phone has.
	before map[string]bool
	// callbacks are the callback URLs of the sample world, by app.
	callbacks map[string]string
}

// settings are what the page can change.
type settings struct {
	CallbackURL string  `json:"callback_url"`
	Reading     Reading `json:"reading"`
	// Paused holds webhooks until they are delivered by hand.
	Paused bool `json:"paused"`
	// Duplicates is how many more times everything is delivered.
	Duplicates int `json:"duplicates"`
	// Reorder delivers in any order.
	Reorder bool `json:"reorder"`
	// FlowEndpoint is called instead of the endpoint_uri of every flow.
	FlowEndpoint string `json:"flow_endpoint"`
}

// New returns a simulator. It delivers nothing before [Simulator.Run].
func New(opts ...Option) (*Simulator, error) {
	s := &Simulator{config: defaultConfig(), events: newHub()}
	for _, opt := range opts {
		opt(&s.config)
	}
	if err := s.config.validate(); err != nil {
		return nil, err
	}
	s.agenda.changed = make(chan struct{}, 1)
	s.settings = settings{CallbackURL: s.config.callbackURL, Reading: s.config.reading}
	s.settings.FlowEndpoint = s.config.flowEndpoint
	s.flowClient = newFlowClient(s.config.flowHosts)
	s.begin()
	s.pages = s.routes()
	return s, nil
}

// begin replaces everything that has happened by a new world. The mutex must be
// held, unless nobody has the simulator yet.
func (s *Simulator) begin() {
	opts := append(append([]graphtest.Option{graphtest.WithMediaMemory(maxMediaBytes)}, s.config.server...),
		graphtest.WithHistory(s.config.history), graphtest.WithClock(s.now), graphtest.WithLoopbackCallbacks(),
		graphtest.WithCallbackVerification(s.verifyOverride),
		graphtest.WithAdvice("The simulator", missingAdvice, notModelledAdvice))
	w := &world{graph: graphtest.New(opts...)}
	w.hooks = w.graph.Webhooks(http.HandlerFunc(s.collect), s.config.appSecret,
		graphtest.WithStatuses(), graphtest.WithRedelivery())
	w.graph.Observe(graphtest.Observer{Sent: s.observeSent, Exchange: s.observeExchange})
	w.before, w.callbacks = map[string]bool{}, callbacksOf(w.graph)
	for _, call := range w.graph.Calls() {
		w.before[call.ID] = true
	}
	s.world = w
	s.people, s.chats, s.rules, s.journal = newPeople(), newChats(s.config.history), rules{}, journal{}
	s.traffic = newTraffic(s.config.history, s.traffic.last)
	s.flows = newFlowWalks(s.flows.last)
	s.products = sampleProducts()
	s.ringing = map[string]*ring{}
	s.lanes = map[string][]*delivery{}
	s.waiters = make(chan struct{})
	s.agenda.clear()
	s.groups() // the people in those of the sample world are there from the start
}

// What the errors of the Graph API advise, to users of any language.
const (
	missingAdvice     = "it knows those of its sample world, and those that were made since it began or was reset"
	notModelledAdvice = "Meta may have it all the same"
)

// Server returns the Graph API, to add to its world. A reset replaces it.
func (s *Simulator) Server() *graphtest.Server { return s.current().graph }

func (s *Simulator) current() *world {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.world
}

// maxMediaBytes is how much the media objects of a world take.
const maxMediaBytes = 256 << 20

// pagesPath is the beginning of all paths that are not of the Graph API.
const pagesPath = "/_simulator/"

// ServeHTTP serves the page, the REST interface and the Graph API.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.admit(w, r) {
		return
	}
	// A page that listens, a test that waits and a fault that is slow take
	// longer than the timeouts of a server allow.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Time{})
	_ = connection.SetWriteDeadline(time.Time{})
	if s.isLoading() {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "A world is being loaded.", http.StatusServiceUnavailable)
		return
	}
	s.dispatch(w, r)
}

func (s *Simulator) isLoading() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.journal.replaying
}

// dispatch serves a request that is admitted.
func (s *Simulator) dispatch(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, pagesPath):
		s.pages.ServeHTTP(w, r)
	case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		http.Redirect(w, r, pagesPath, http.StatusFound)
	default:
		s.serveGraph(w, r)
	}
}

// Run delivers webhooks until the context ends, and returns once no delivery is
// under way. Then the streams of pages end too, so that a server can shut down.
// A simulator runs once.
func (s *Simulator) Run(ctx context.Context) error {
	defer s.events.end()
	var deliveries sync.WaitGroup
	defer deliveries.Wait()
	for {
		wait := s.runDue(ctx, &deliveries)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-timer.C:
		case <-s.agenda.changed:
			timer.Stop()
		}
	}
}
