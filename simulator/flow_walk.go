package simulator

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// flowState is how far a user has come with a flow.
type flowState string

const (
	flowOpen      flowState = "open"
	flowCompleted flowState = "completed" // the answer is in the chat
	flowLeft      flowState = "left"      // by the user
	flowClosed    flowState = "closed"    // the token is no longer valid
	flowFailed    flowState = "failed"    // the first screen did not come
)

// flowWalk is a user's way through a flow, from the button in the chat to its
// answer.
type flowWalk struct {
	id      string
	user    string
	message *message
	card    *int // of a template
	launch  *flowLaunch
	flow    *flowDocument
	world   *world
	base    string // the simulator's own address, for the endpoint
	// ended is done when the user leaves.
	ended context.Context
	leave context.CancelFunc

	mutex   sync.Mutex // guards what follows; busy while the endpoint is asked
	state   flowState
	visits  []*flowVisit          // the last one is in sight
	known   map[string]*flowVisit // the latest of every screen, for references
	alert   string                // what the endpoint tells the user
	problem *flowProblem
	link    string // that the last tap has opened
	notes   []string
	reply   string // id of the message with the answer
}

// flowProblem is why a flow cannot go on.
type flowProblem struct {
	Text  string `json:"text"`  // for the user
	Cause string `json:"cause"` // for the developer
	// Entry is the entry of the traffic that shows it.
	Entry int64 `json:"entry,omitempty"`

	closes bool   // the token is not valid
	reason string // what the client tells the endpoint about its answer
}

// somethingWrong is all that users learn of a mistake.
const somethingWrong = "Something went wrong. Try again later."

func newProblem(cause string) *flowProblem { return &flowProblem{Text: somethingWrong, Cause: cause} }

// flowWalks are the latest walks.
type flowWalks struct {
	last int64
	all  []*flowWalk
	keys map[string]string // public keys as phones have fetched them, by phone number
}

const (
	maxFlowWalks  = 32
	maxFlowVisits = 100
)

func newFlowWalks(last int64) flowWalks { return flowWalks{last: last, keys: map[string]string{}} }

func (f *flowWalks) add(w *flowWalk) {
	f.last++
	w.id = "f" + strconv.FormatInt(f.last, 10)
	if len(f.all) >= maxFlowWalks {
		f.all[0].leave()
		f.all = slices.Delete(f.all, 0, 1)
	}
	f.all = append(f.all, w)
}

// openFlow has a user open the flow of a message.
func (s *Simulator) openFlow(ctx context.Context, u *user, opened flowOpening) (flowView, error) {
	s.mutex.Lock()
	m, world := s.chats.byID[opened.MessageID], s.world
	var launch *flowLaunch
	var err error
	switch {
	case m == nil || m.FromUser || m.User != u.Key:
		err = notFound("the user has no message %q of a business", opened.MessageID)
	case m.Unusable != "":
		err = &apiError{http.StatusConflict, "the message can no longer be used: " + m.Unusable}
	default:
		launch, err = launchOf(m, opened.Button, opened.Card)
	}
	s.mutex.Unlock()
	if err != nil {
		return flowView{}, err
	}
	document, err := world.flowOf(m.PhoneNumberID, launch)
	if document == nil {
		return flowView{}, err
	}
	w := &flowWalk{
		user: u.Key, message: m, launch: launch, flow: document, world: world, state: flowOpen, known: map[string]*flowVisit{}, card: opened.Card, base: opened.base,
	}
	w.ended, w.leave = context.WithCancel(context.Background())
	w.mutex.Lock()
	defer w.mutex.Unlock()
	s.mutex.Lock()
	s.flows.add(w)
	s.mutex.Unlock()
	if err != nil {
		w.stop(newProblem(err.Error()))
	} else {
		s.beginFlow(ctx, w)
	}
	return w.view(), nil
}

// beginFlow shows the first screen.
func (s *Simulator) beginFlow(ctx context.Context, w *flowWalk) {
	switch w.flow.Status {
	case "DEPRECATED", "BLOCKED":
		w.stop(newProblem("the flow is " + w.flow.Status))
		return
	}
	if w.launch.Action == "data_exchange" {
		s.exchange(ctx, w, flowRequest{action: "INIT"})
		return
	}
	id := firstOf(w.launch.Screen, w.flow.first())
	screen := w.flow.screen(id)
	if screen == nil {
		w.stop(newProblem("the message names the screen " + id + ", which the flow does not have"))
		return
	}
	if wrong, _ := screen.mismatch(w.launch.Payload); wrong != "" {
		w.stop(newProblem("the message: " + wrong))
		return
	}
	w.enter(screen, w.launch.Payload)
}

// stop shows a problem: instead of a screen, if there is none yet.
func (w *flowWalk) stop(problem *flowProblem) {
	w.problem = problem
	switch {
	case problem.closes:
		w.end(flowClosed)
	case len(w.visits) == 0:
		w.end(flowFailed)
	}
}

// end ends the walk, and forgets what it does not need any more.
func (w *flowWalk) end(state flowState) {
	w.state, w.visits, w.known = state, nil, nil
	w.flow = &flowDocument{ID: w.flow.ID, Name: w.flow.Name}
}

// enter shows a screen after the others, or goes back to it.
func (w *flowWalk) enter(screen *flowScreen, data map[string]any) {
	visit := newFlowVisit(screen, data)
	if at := w.visited(screen.id); at >= 0 {
		// What was entered there is still there.
		visit.form, visit.begun = w.visits[at].form, w.visits[at].begun
		w.visits = w.visits[:at]
	}
	if len(w.visits) == maxFlowVisits {
		w.visits = slices.Delete(w.visits, 0, 1)
	}
	w.visits = append(w.visits, visit)
	w.known[screen.id] = visit
}

func (w *flowWalk) visited(screen string) int {
	return slices.IndexFunc(w.visits, func(v *flowVisit) bool { return v.screen.id == screen })
}

// current returns the screen in sight, nil before there is one.
func (w *flowWalk) current() *flowVisit {
	if len(w.visits) == 0 {
		return nil
	}
	return w.visits[len(w.visits)-1]
}

// scope is where references on the screen in sight look.
func (w *flowWalk) scope(path []string) any {
	visit := w.current()
	switch {
	case visit == nil || len(path) < 2:
		return nil
	case path[0] == "data":
		return memberAt(visit.data, path[1:])
	case path[0] == "form":
		return memberAt(visit.value(path[1]), path[2:])
	case path[0] != "screen" || len(path) < 3:
		return nil
	}
	other := w.known[path[1]]
	switch {
	case other == nil:
		return nil
	case path[2] == "form" && len(path) > 3:
		return memberAt(other.value(path[3]), path[4:])
	case path[2] == "data":
		return memberAt(other.data, path[3:])
	}
	return nil
}

// firstWithDates is the version of the Flow JSON before which dates are
// milliseconds.
const firstWithDates = 5.0

func (w *flowWalk) dates() flowDates {
	return flowDates{areTimestamps: w.flow.version < firstWithDates}
}

func (w *flowWalk) layout() *flowLayout { return layOut(w.current(), w.scope, w.dates()) }
