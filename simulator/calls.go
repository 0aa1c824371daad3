package simulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// phoneCall is a call as the phone shows it while it lasts.
type phoneCall struct {
	ID   string `json:"id"`
	Chat string `json:"chat"`
	// Incoming says that the business calls.
	Incoming bool `json:"incoming,omitempty"`
	// State is ringing or accepted.
	State graphtest.CallState `json:"state"`
	// Since is when it began to ring or was picked up.
	Since time.Time `json:"since"`
}

// calls returns the calls that have not ended, and adds whoever is in one and
// not known yet as a guest. The mutex must be held.
func (s *Simulator) calls() []phoneCall {
	active := []phoneCall{}
	for _, call := range s.world.graph.Calls() {
		if call.State == graphtest.CallStateEnded || s.world.before[call.ID] {
			continue
		}
		u := s.callee(call.User)
		shown := phoneCall{
			ID: call.ID, Chat: chatKey(call.PhoneNumberID, u.Key), State: call.State, Since: call.At.UTC(),
			Incoming: call.Direction == webhook.CallDirectionBusinessInitiated,
		}
		if call.State == graphtest.CallStateAccepted {
			shown.Since = call.AcceptedAt.UTC()
		}
		active = append(active, shown)
	}
	return active
}

// callee returns whom a call names by a phone number or a user id.
func (s *Simulator) callee(name string) *user {
	if digitsOf(name) == name {
		return s.recipient(name, "")
	}
	return s.recipient("", name)
}

func (s *Simulator) publishCalls() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	active := s.calls()
	s.followCalls(active)
	s.events.publish("calls", active)
}

// observeCalls shows what a request has done to a call.
func (s *Simulator) observeCalls(exchange graphtest.Exchange) {
	if exchange.Method == http.MethodPost && strings.HasSuffix(exchange.Path, "/calls") {
		s.publishCalls()
	}
}

// postCall has a user call a phone number.
func (s *Simulator) postCall(r *http.Request) (any, error) {
	u, number, err := s.readChatOf(r)
	if err != nil {
		return nil, err
	}
	caller := s.findUser(u.Key)
	id, err := s.current().graph.StartCall(number, firstOf(caller.number(), caller.UserID), "")
	if err != nil {
		return nil, invalid("%v", err)
	}
	s.drain()
	s.publishCalls()
	return map[string]string{"id": id}, nil
}

// callActions are what a user does with a call.
var callActions = map[string]func(*graphtest.Server, string) error{
	"accept": (*graphtest.Server).AcceptCall, "reject": (*graphtest.Server).RejectCall, "hang_up": (*graphtest.Server).HangUp,
}

func (s *Simulator) postCallAction(r *http.Request) (any, error) {
	id, act := r.PathValue("id"), callActions[r.PathValue("action")]
	if act == nil {
		return nil, notFound("there is nothing like %q to do with a call; want accept, reject or hang_up", r.PathValue("action"))
	}
	s.mutex.Lock()
	w, known := s.world, false
	for _, call := range s.calls() {
		known = known || call.ID == id
	}
	s.mutex.Unlock()
	if !known {
		return nil, notFound("no user has a call %q", id)
	}
	if err := act(w.graph, id); err != nil {
		return nil, invalid("%v", err)
	}
	s.endedByUser(id, r.PathValue("action"))
	s.drain()
	s.publishCalls()
	return nil, nil
}
