package graphtest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// Call is a call between a phone number and a user.
type Call struct {
	ID            string
	PhoneNumberID string
	// User is a phone number or a business-scoped user id.
	User string
	// Direction is USER_INITIATED unless the business calls.
	Direction webhook.CallDirection
	State     CallState
	// Offer is the session of who calls, and Answer of who is called.
	Offer, Answer string
	// CallbackData is the biz_opaque_callback_data of the business.
	CallbackData string
	// Recorded and Transcribed are what the business has asked for.
	Recorded, Transcribed bool
	// At is when it began to ring, AcceptedAt when it was picked up, and
	// EndedAt when it was over.
	At, AcceptedAt, EndedAt time.Time

	ringsUntil  time.Time // zero if nothing ends it
	preAccepted string    // the answer of a call that is about to be accepted
}

// CallState is how far a call has come.
type CallState string

// The states of calls.
const (
	CallStateRinging  CallState = "ringing"
	CallStateAccepted CallState = "accepted"
	CallStateEnded    CallState = "ended"
)

const (
	maxCallsAtATime = 1000
	ringingTime     = time.Minute

	// sampleOffer and sampleAnswer stand for what WhatsApp negotiates.
	sampleOffer  = "v=0\r\no=- 7602563789789945080 2 IN IP4 192.0.2.10\r\ns=-\r\nt=0 0\r\n"
	sampleAnswer = "v=0\r\no=- 7602563789789945081 2 IN IP4 192.0.2.11\r\ns=-\r\nt=0 0\r\n"
)

// calls are the calls that the server remembers, and whom the business may
// call.
type calls struct {
	latest      history[*Call]
	byID        map[string]*Call
	active      []*Call // that have not ended
	permissions map[pair]*callPermission
}

func newCalls(most int) calls {
	return calls{latest: history[*Call]{most: most}, byID: map[string]*Call{}, permissions: map[pair]*callPermission{}}
}

// AddCall adds a call to a phone number, or from it, and returns its id. It
// rings until somebody accepts or ends it, and queues no webhook.
func (s *Server) AddCall(phoneNumberID string, added Call) string {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(phoneKind, phoneNumberID)
	added.PhoneNumberID = phoneNumberID
	return s.graph.addCall(added).ID
}

func (g *graph) addCall(added Call) *Call {
	added.User = recipientKey(orElse(added.User, sampleUser))
	if added.ID == "" {
		added.ID = "wacid." + base64.RawURLEncoding.EncodeToString([]byte(added.User+":"+g.newID()))
	}
	if g.calls.byID[added.ID] != nil {
		panic(fmt.Sprintf("graphtest: the id %s is taken", added.ID))
	}
	added.Direction = orElse(added.Direction, webhook.CallDirectionUserInitiated)
	added.State = orElse(added.State, CallStateRinging)
	added.Offer = orElse(added.Offer, sampleOffer)
	added.At = orElse(added.At, g.now())
	if added.State != CallStateRinging {
		added.Answer = orElse(added.Answer, sampleAnswer)
		added.AcceptedAt = orElse(added.AcceptedAt, added.At)
	}
	if forgotten, full := g.calls.latest.add(&added); full {
		delete(g.calls.byID, forgotten.ID)
	}
	g.calls.byID[added.ID] = &added
	if added.State != CallStateEnded {
		g.calls.active = append(g.calls.active, &added)
	}
	return &added
}

// Calls returns the calls of the server, in order, as far as it remembers them:
// see [WithHistory].
func (s *Server) Calls() []Call {
	s.world.Lock()
	defer s.world.Unlock()
	latest := s.graph.calls.latest.all()
	copies := make([]Call, len(latest))
	for i, known := range latest {
		copies[i] = *known
	}
	return copies
}

// current returns the call that a user and a phone number have, or nil, and the
// number of calls that the phone number has.
func (c *calls) current(with pair) (found *Call, count int) {
	for _, known := range c.active {
		if known.PhoneNumberID != with.sender {
			continue
		}
		count++
		if known.User == with.user {
			found = known
		}
	}
	return found, count
}

func (k *Call) pair() pair { return pair{k.PhoneNumberID, k.User} }

func (k *Call) isOfBusiness() bool { return k.Direction == webhook.CallDirectionBusinessInitiated }

// endUnansweredCalls ends the calls that have rung for long enough. The world
// must be locked.
func (s *Server) endUnansweredCalls() {
	isOver := func(known *Call) bool {
		return known.State == CallStateRinging && !known.ringsUntil.IsZero() && !s.now().Before(known.ringsUntil)
	}
	for {
		index := slices.IndexFunc(s.graph.calls.active, isOver)
		if index < 0 {
			return
		}
		over := s.graph.calls.active[index]
		s.endCallAt(over, nil, over.ringsUntil)
	}
}

// endCall ends a call, because of an error if there is one.
func (s *Server) endCall(known *Call, cause *webhook.Error) { s.endCallAt(known, cause, s.now()) }

func (s *Server) endCallAt(known *Call, cause *webhook.Error, at time.Time) {
	wasAccepted := known.State == CallStateAccepted
	known.State, known.EndedAt = CallStateEnded, at
	s.graph.calls.active = slices.DeleteFunc(s.graph.calls.active, func(other *Call) bool { return other == known })
	if !wasAccepted {
		known.AcceptedAt = time.Time{}
	}
	s.announceEnd(known, cause)
	permission := s.graph.callPermission(known.pair())
	if !wasAccepted {
		if known.isOfBusiness() {
			permission.missed()
		}
		return
	}
	phone := s.graph.nodes[known.PhoneNumberID]
	s.graph.traffic.add(phone.account(), trafficEntry{user: known.User, Traffic: Traffic{
		At: known.AcceptedAt, PhoneNumberID: phone.id, Country: countryOf(known.User),
		Calls: 1, CallSeconds: known.seconds(), CallDirection: string(known.Direction),
	}})
	s.announceCaptures(known)
}

func (k *Call) seconds() int { return int(k.EndedAt.Sub(k.AcceptedAt) / time.Second) }

// pickUp accepts a call, which opens the window of the user.
func (s *Server) pickUp(known *Call, answer string) {
	known.State, known.Answer, known.AcceptedAt = CallStateAccepted, answer, s.now()
	s.graph.callPermission(known.pair()).connected(known)
	if known.isOfBusiness() {
		s.graph.windows.open(known.PhoneNumberID, s.now(), known.User)
	}
}
