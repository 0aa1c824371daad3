package simulator

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
)

// ringingTime is how long a call rings before nobody has answered it.
const ringingTime = time.Minute

// ring is a call that has not ended when the phones were told last.
type ring struct {
	phoneCall
	action string // what the user has done to end it
}

// followCalls ends calls that ring for too long, and notes those that are over
// in their chats. The mutex must be held.
func (s *Simulator) followCalls(active []phoneCall) {
	lasts := map[string]bool{}
	for _, call := range active {
		lasts[call.ID] = true
		known := s.ringing[call.ID]
		wasRinging := known == nil || known.State == graphtest.CallStateRinging
		if call.Incoming == (call.State == graphtest.CallStateAccepted) && wasRinging {
			number, u, _ := strings.Cut(call.Chat, ".")
			s.openWindow(s.chats.of(number, u)) // by a call of the user, or one that the user has accepted
		}
		if known != nil {
			known.phoneCall = call
			continue
		}
		s.ringing[call.ID] = &ring{phoneCall: call}
		s.agenda.add(call.Since.Add(ringingTime), func(context.Context, *sync.WaitGroup) { s.endUnanswered() }) //nolint:contextcheck // it reads memory
	}
	for _, call := range s.world.graph.Calls() {
		if known := s.ringing[call.ID]; known != nil && !lasts[call.ID] {
			delete(s.ringing, call.ID)
			s.noteCall(known, call)
		}
	}
	for id := range s.ringing {
		if !lasts[id] {
			delete(s.ringing, id) // forgotten by the server
		}
	}
}

// endUnanswered ends calls that nobody has answered, and sends the webhooks.
func (s *Simulator) endUnanswered() {
	w := s.current()
	if accounts := w.graph.IDs("waba"); len(accounts) > 0 {
		_, _ = w.graph.Read("/" + accounts[0]) // calls ring out with the next request
	}
	s.drain()
	s.publishCalls()
}

// ringOut ends the calls that would have rung out by a time, each at its time,
// while a world is loaded: they end without a step.
func (s *Simulator) ringOut(by time.Time) {
	for before := (time.Time{}); ; {
		ends := s.firstToRingOut()
		if !ends.After(before) || ends.After(by) {
			return
		}
		s.clock.stop(ends)
		s.endUnanswered()
		before = ends
	}
}

// firstToRingOut returns when the call that rings for longest will ring out,
// the zero time if none rings.
func (s *Simulator) firstToRingOut() (ends time.Time) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, call := range s.ringing {
		if at := call.Since.Add(ringingTime); call.State == graphtest.CallStateRinging && (ends.IsZero() || at.Before(ends)) {
			ends = at
		}
	}
	return ends
}

// endedByUser remembers what the user does to a call, for the note about it.
func (s *Simulator) endedByUser(id, action string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if known := s.ringing[id]; known != nil && action != "accept" {
		known.action = action
	}
}

// noteCall notes in a chat how a call has ended.
func (s *Simulator) noteCall(known *ring, call graphtest.Call) {
	if u := s.people.find(call.User); u != nil {
		s.addNotice(&message{PhoneNumberID: call.PhoneNumberID, User: u.Key, At: call.EndedAt.UTC()}, endOf(known, call))
	}
}

func endOf(known *ring, call graphtest.Call) string {
	rangOut := call.EndedAt.Sub(call.At) >= ringingTime
	switch {
	case !call.AcceptedAt.IsZero():
		seconds := int(call.EndedAt.Sub(call.AcceptedAt) / time.Second)
		return fmt.Sprintf("Voice call, %d:%02d", seconds/60, seconds%60)
	case known.Incoming && known.action == "reject":
		return "Declined voice call"
	case known.Incoming:
		return "Missed voice call"
	case known.action == "hang_up":
		return "Canceled voice call"
	case rangOut:
		return "Nobody answered the call"
	}
	return "The business declined the call"
}

// postCallPermission has a user allow calls of a phone number in its profile,
// or take that back, of which no webhook tells.
func (s *Simulator) postCallPermission(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var fields struct {
		ofChat
		Accept    *bool `json:"accept"`
		Permanent bool  `json:"permanent"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	number, err := s.numberOrFirst(fields.PhoneNumberID)
	if err != nil {
		return nil, err
	}
	caller, w := s.findUser(u.Key), s.current()
	name := firstOf(caller.number(), caller.UserID)
	if fields.Accept != nil && !*fields.Accept {
		w.graph.ForbidCalls(number, name)
		return nil, nil
	}
	if err := w.graph.PermitCalls(number, name, fields.Permanent); err != nil {
		return nil, invalid("%v", err)
	}
	s.drain()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.addNotice(&message{PhoneNumberID: number, User: u.Key}, u.Name+" allows calls")
	return nil, nil
}
