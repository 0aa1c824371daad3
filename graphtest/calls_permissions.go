package graphtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// callPermission is what a user permits a phone number.
type callPermission struct {
	permanent  bool
	until      time.Time   // the end of a permission that is not permanent
	requests   []time.Time // of the business, since the last call that was picked up
	started    []time.Time // calls of the business that were picked up
	unanswered int         // calls of the business in a row
	clock      func() time.Time
}

const (
	permissionTime  = 7 * 24 * time.Hour
	maxStartedCalls = 100 // within 24 hours
	maxUnanswered   = 4
	requestsPerDay  = 1
	requestsPerWeek = 2
)

func (g *graph) callPermission(with pair) *callPermission {
	known := g.calls.permissions[with]
	if known == nil {
		known = &callPermission{clock: g.now}
		g.calls.permissions[with] = known
	}
	return known
}

func (p *callPermission) holds() bool { return p.permanent || p.clock().Before(p.until) }

func (p *callPermission) revoke() { p.permanent, p.until = false, time.Time{} }

// connected counts a call that was picked up. It lifts the limits of requests.
func (p *callPermission) connected(known *Call) {
	p.requests, p.unanswered = nil, 0
	if known.isOfBusiness() {
		p.started = append(p.started, p.clock())
	}
}

// missed counts a call that nobody has picked up; WhatsApp takes back the
// permission after several.
func (p *callPermission) missed() {
	if p.unanswered++; p.unanswered >= maxUnanswered {
		p.unanswered = 0
		p.revoke()
	}
}

// callLimit is how often something was done within some time.
type callLimit struct {
	period  string
	most    int
	used    int
	expires time.Time // when it may be done again
}

func (l callLimit) reached() bool { return l.used >= l.most }

func (l callLimit) answer() map[string]any {
	members := map[string]any{"time_period": l.period, "max_allowed": l.most, "current_usage": l.used}
	if l.reached() {
		members["limit_expiration_time"] = l.expires.Unix()
	}
	return members
}

func (p *callPermission) limitOf(done []time.Time, period string, lasts time.Duration, most int) callLimit {
	first := slices.IndexFunc(done, func(at time.Time) bool { return p.clock().Sub(at) < lasts })
	if first < 0 {
		return callLimit{period: period, most: most}
	}
	recent := done[first:]
	limit := callLimit{period: period, most: most, used: len(recent)}
	if limit.reached() {
		limit.expires = recent[len(recent)-most].Add(lasts)
	}
	return limit
}

func (p *callPermission) startLimit() callLimit {
	return p.limitOf(p.started, "PT24H", 24*time.Hour, maxStartedCalls)
}

func (p *callPermission) requestLimits() []callLimit {
	return []callLimit{
		p.limitOf(p.requests, "PT24H", 24*time.Hour, requestsPerDay),
		p.limitOf(p.requests, "P7D", 7*24*time.Hour, requestsPerWeek),
	}
}

func (p *callPermission) mayAsk() bool {
	return !p.permanent && !slices.ContainsFunc(p.requestLimits(), callLimit.reached)
}

// readCallPermissions answers who may be called, and how often.
func (c *call) readCallPermissions() (any, *failure) {
	if f := checkCalling(c.node); f != nil {
		return nil, f
	}
	user, _ := c.params.text("user_wa_id")
	id, _ := c.params.text("recipient")
	user = orElse(user, id)
	switch {
	case user == "":
		return nil, missing("user_wa_id")
	case !internationalNumber.MatchString(user) && !userID.MatchString(user):
		return nil, invalid("Param user_wa_id must be a phone number or a user id - got %q", user)
	}
	known := c.graph.calls.permissions[pair{c.node.id, recipientKey(user)}]
	if known == nil {
		known = &callPermission{clock: c.now} // reading leaves nothing behind
	}
	limits := []any{}
	for _, limit := range known.requestLimits() {
		limits = append(limits, limit.answer())
	}
	permission := map[string]any{"status": known.status(c.server.config.documentedTypes)}
	if !known.permanent && known.holds() {
		permission["expiration_time"] = known.until.Unix()
	}
	return map[string]any{
		"messaging_product": "whatsapp",
		"permission":        permission,
		"actions": []any{
			map[string]any{"action_name": "send_call_permission_request", "can_perform_action": known.mayAsk(), "limits": limits},
			map[string]any{
				"action_name": "start_call", "can_perform_action": known.holds() && !known.startLimit().reached(),
				"limits": []any{known.startLimit().answer()},
			},
		},
	}, nil
}

// status is a word of Meta's guide, or of its document.
func (p *callPermission) status(documented bool) string {
	switch {
	case documented && p.holds():
		return "granted"
	case documented && !p.until.IsZero():
		return "expired"
	case documented && len(p.requests) > 0:
		return "pending"
	case documented:
		return "denied"
	case p.permanent:
		return "permanent"
	case p.holds():
		return "temporary"
	}
	return "no_permission"
}

// asksToCall reports whether a message asks for permission to call.
func (s Sent) asksToCall() bool {
	var content struct{ Type string }
	return s.Type == "interactive" && json.Unmarshal(s.Content, &content) == nil && isAmong(content.Type, "call_permission_request")
}

func (s Sent) pair() pair { return pair{s.PhoneNumberID, recipientKey(orElse(s.To, s.Recipient))} }

// checkCallRequest refuses a request for permission that is of no use, or comes
// too soon.
func (c *call) checkCallRequest(message Sent) *failure {
	if !message.asksToCall() {
		return nil
	}
	if f := checkCalling(c.node); f != nil {
		return f
	}
	known := c.graph.callPermission(message.pair())
	switch {
	case known.permanent:
		return refused(138017, "The user has given a permanent permission")
	case !known.mayAsk():
		return refused(138009, "A user can be asked once a day and twice a week")
	}
	return nil
}

// countCallRequest counts a request that was accepted.
func (g *graph) countCallRequest(message Sent) {
	if message.asksToCall() {
		known := g.callPermission(message.pair())
		known.requests = append(known.requests, message.At)
	}
}

// AnswerCallPermission has the recipient of an interactive message
// call_permission_request answer it, and queues the message with the reply.
// Without a response, the user accepts; without IsPermanent, for seven days.
//
//	srv.AnswerCallPermission(id, webhook.CallPermissionReply{IsPermanent: true})
//
// The error says that the request is older than seven days. It panics if there
// is no such request.
func (s *Server) AnswerCallPermission(messageID string, reply webhook.CallPermissionReply) error {
	s.world.Lock()
	defer s.world.Unlock()
	request := s.graph.outbox.message(messageID)
	if !request.asksToCall() {
		panic(fmt.Sprintf("graphtest: the message %q does not ask for permission to call", messageID))
	}
	if s.now().Sub(request.At) >= permissionTime {
		return errors.New("graphtest: the request for permission to call has expired")
	}
	reply.ResponseSource = orElse(reply.ResponseSource, webhook.CallPermissionSourceUserAction)
	return s.permitCalls(request.pair(), messageID, reply)
}

// PermitCalls has a user permit calls in the profile of the business, for seven
// days or permanently, and queues the message that says so.
func (s *Server) PermitCalls(phoneNumberID, user string, permanent bool) error {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(phoneKind, phoneNumberID)
	return s.permitCalls(pair{phoneNumberID, recipientKey(user)}, "", webhook.CallPermissionReply{
		IsPermanent: permanent, ResponseSource: webhook.CallPermissionSourceUserAction,
	})
}

// ForbidCalls has a user take back the permission to call. No webhook tells.
func (s *Server) ForbidCalls(phoneNumberID, user string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(phoneKind, phoneNumberID)
	s.graph.callPermission(pair{phoneNumberID, recipientKey(user)}).revoke()
}

// permitCalls does what a user says to calls. What it answers is a message, a
// call or nothing.
func (s *Server) permitCalls(with pair, answers string, reply webhook.CallPermissionReply) error {
	reply.Response = orElse(reply.Response, webhook.CallPermissionResponseAccept)
	known := s.graph.callPermission(with)
	known.revoke()
	switch {
	case reply.Response != webhook.CallPermissionResponseAccept:
	case reply.IsPermanent:
		known.permanent = true
	default:
		known.until = orElse(reply.ExpirationTimestamp.Time, s.now().Add(permissionTime))
		reply.ExpirationTimestamp = webhook.Unix(known.until.Unix())
	}
	said := Inbound{PhoneNumberID: with.sender, Message: webhook.Message{
		Interactive: &webhook.Interactive{Type: webhook.InteractiveTypeCallPermissionReply, CallPermissionReply: &reply},
	}}
	if digits.MatchString(with.user) {
		said.From = with.user
	} else {
		said.UserID = with.user
	}
	if answers != "" {
		said.Message.Context = &webhook.Context{ID: answers, From: digitsOf(s.graph.nodes[with.sender].text("display_phone_number"))}
	}
	ready, err := said.change(s.graph)
	if err == nil {
		s.notify(readyEntry(ready))
	}
	return err
}

// readyEntry is an update that was made once, for however many callbacks.
type readyEntry entry

func (e readyEntry) change(*graph) (entry, error) { return entry(e), nil }
