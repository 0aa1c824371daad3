package graphtest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// graph holds all objects by id.
type graph struct {
	nodes         map[string]*node
	registered    map[string]bool // registered phone numbers, digits only
	templates     map[templateName]map[string]*node
	registrations map[string]*registrations    // by phone number
	uploaded      map[string]*node             // complete uploads by their handles
	reviews       []templateReview             // under way, the first to end first
	usernames     map[string]*node             // in small letters; nil is somebody unknown
	releases      []usernameRelease            // the first to come first
	contactBooks  map[string]map[string]string // by portfolio, numbers by user ids
	tokens        tokens
	lastID        int64

	webhookVersion string
	clock          func() time.Time
	firstApp       *node // whose tokens are those that do not name an app
	firstPhone     *node // the default phone number of webhooks
	outbox         outbox
	traffic        trafficLog
	rates          rates
	windows        *windows // nil if messages need none
	orders         orders
	calls          calls
	media          mediaMemory
	threads        map[pair]thread                      // that have changed hands
	restrictions   map[string][]webhook.RestrictionInfo // by account
	lastMessage    int64
}

func newGraph(historySize int, clock func() time.Time) *graph {
	return &graph{
		nodes:         map[string]*node{},
		registered:    map[string]bool{},
		templates:     map[templateName]map[string]*node{},
		registrations: map[string]*registrations{},
		uploaded:      map[string]*node{},
		tokens:        tokens{issued: map[string]*issuedToken{}, codes: map[string]*signupCode{}},
		threads:       map[pair]thread{},
		restrictions:  map[string][]webhook.RestrictionInfo{},
		usernames:     map[string]*node{},
		contactBooks:  map[string]map[string]string{},
		lastID:        600000000000000,
		clock:         clock,
		outbox:        newOutbox(historySize),
		traffic:       newTrafficLog(historySize, clock),
		rates:         newRates(),
		orders:        newOrders(historySize),
		calls:         newCalls(historySize),
	}
}

// node is one object: its fields and its connections to other objects.
type node struct {
	id      string
	kind    *kind
	values  map[string]any
	links   map[string]*node
	edges   map[string]*edge
	hidden  map[string]string // used by filters and orders, but not in replies
	content []byte            // of a media object, or the JSON of a flow
	flow    *flowState        // of a flow

	conversions history[ConversionEvent] // that a dataset has received
}

// edge is an ordered connection from one object to many.
type edge struct {
	items  []*node
	known  map[string]*node   // items by id
	sorted map[string][]*node // items in each requested order
}

func (g *graph) newID() string {
	for {
		g.lastID += 7919
		id := strconv.FormatInt(g.lastID, 10)
		if _, taken := g.nodes[id]; !taken {
			return id
		}
	}
}

func newNode(k *kind, id string, values map[string]any) *node {
	values[k.identifier()] = id
	return &node{
		id:     id,
		kind:   k,
		values: values,
		links:  map[string]*node{},
		edges:  map[string]*edge{},
		hidden: map[string]string{},
	}
}

// add adds a node to the graph, so that its id can begin a path.
func (g *graph) add(k *kind, id string, values map[string]any) *node {
	if id == "" {
		id = g.newID()
	}
	if _, taken := g.nodes[id]; taken {
		panic(fmt.Sprintf("graphtest: the id %s is taken", id))
	}
	n := newNode(k, id, values)
	g.nodes[id] = n
	return n
}

// find returns the node with this id and kind, or nil.
func (g *graph) find(k *kind, id string) *node {
	if n := g.nodes[id]; n != nil && n.kind == k {
		return n
	}
	return nil
}

// must returns the node with this id and kind, and panics if there is none.
func (g *graph) must(k *kind, id string) *node {
	n := g.find(k, id)
	if n == nil {
		panic(fmt.Sprintf("graphtest: no %s has the id %q; add it first", k.name, id))
	}
	return n
}

// connect appends an item to an edge. An item can be on an edge only once.
func (n *node) connect(name string, item *node) {
	e := n.edges[name]
	if e == nil {
		e = &edge{known: map[string]*node{}, sorted: map[string][]*node{}}
		n.edges[name] = e
	}
	if e.known[item.id] != nil {
		panic(fmt.Sprintf("graphtest: %s of %s already has an item with the id %s", name, n.id, item.id))
	}
	e.known[item.id] = item
	e.items = append(e.items, item)
	clear(e.sorted)
}

// disconnect removes the item with this id from an edge.
func (n *node) disconnect(name, id string) {
	e := n.edges[name]
	if e == nil || e.known[id] == nil {
		return
	}
	delete(e.known, id)
	clear(e.sorted)
	e.items = slices.DeleteFunc(e.items, func(item *node) bool { return item.id == id })
}

// connected returns the items of an edge. The caller must not change the slice.
func (n *node) connected(name string) []*node {
	if e := n.edges[name]; e != nil {
		return e.items
	}
	return nil
}

// item returns the item of an edge with this id, or nil.
func (n *node) item(name, id string) *node {
	if e := n.edges[name]; e != nil {
		return e.known[id]
	}
	return nil
}

// account returns the WABA that the node is or belongs to, or nil.
func (n *node) account() *node {
	if n.kind == wabaKind {
		return n
	}
	if owner := n.links["owner"]; owner != nil {
		return owner.account()
	}
	return nil
}

func (n *node) text(field string) string {
	text, _ := n.values[field].(string)
	return text
}
