package graphtest

import (
	"net/http"
	"strconv"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// The roles in which an app, or Meta's agent, has control of a thread.
const (
	roleAgent      = "ai_agent"
	roleEscalation = "escalation"
	roleService    = "customer_service"

	escalationPartner = "escalation partner" // of a phone number, in hidden

	codeMayNotTake    = 2494191
	maxThreadMetadata = 2000
)

// thread is who has control of a conversation since when. It is nobody's when
// the owner is empty, and when the user has not written for long enough.
type thread struct {
	owner string
	heard time.Time
}

// threadLifetime is how long control lasts after the user last wrote.
const threadLifetime = 24 * time.Hour

// SetEscalationPartner says whether the app that calls the server is the
// escalation partner for a phone number, which may take threads. Otherwise its
// role is customer_service.
func (s *Server) SetEscalationPartner(phoneNumberID string, isPartner bool) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	delete(phone.hidden, escalationPartner)
	if isPartner {
		phone.hidden[escalationPartner] = "yes"
	}
}

// ThreadOwner returns the role that has control of the thread with a user, who
// is named by a phone number or a user id: customer_service, escalation or
// ai_agent. It returns "" if nobody has. At first it is the app that calls the
// server.
func (s *Server) ThreadOwner(phoneNumberID, user string) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.threadOwner(s.graph.must(phoneKind, phoneNumberID), user)
}

// PassThread has whoever has control of a thread pass it to the owner of a
// role, such as ai_agent, and sends the webhook messaging_handovers. While it
// is not with the app that calls the server, what the user writes comes in the
// field standby.
func (s *Server) PassThread(phoneNumberID, user, role, metadata string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.handOver(s.graph.must(phoneKind, phoneNumberID), user, "control_passed", role, metadata)
}

// threadRole is the role of the app that calls the server.
func (n *node) threadRole() string {
	if n.hidden[escalationPartner] != "" {
		return roleEscalation
	}
	return roleService
}

func (g *graph) threadOwner(phone *node, user string) string {
	known, isKnown := g.threads[pair{phone.id, recipientKey(user)}]
	switch {
	case !isKnown:
		return phone.threadRole()
	case g.now().Sub(known.heard) >= threadLifetime:
		return ""
	}
	return known.owner
}

func (g *graph) setThreadOwner(phone *node, user, role string) {
	g.threads[pair{phone.id, recipientKey(user)}] = thread{role, g.now()}
}

// handOver changes the owner of a thread, and tells of it.
func (s *Server) handOver(phone *node, user, event, role, metadata string) {
	change := map[string]any{"new_owner_role": role}
	if previous := s.graph.threadOwner(phone, user); previous != "" {
		change["previous_owner_role"] = previous
	}
	if metadata != "" {
		change["metadata"] = metadata
	}
	s.graph.setThreadOwner(phone, user, role)
	sender := map[string]any{"phone_number": recipientKey(user)}
	if !internationalNumber.MatchString(user) {
		sender = map[string]any{"user_id": user}
	}
	s.notify(Event{Field: webhook.FieldMessagingHandovers, PhoneNumberID: phone.id, Value: map[string]any{
		"messaging_product": "whatsapp", "sender": sender, "recipient": metadataOf(phone), "type": event,
		"timestamp": strconv.FormatInt(s.now().Unix(), 10), event: change,
	}})
}

func (c *call) controlThread() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	action, f := c.params.choice("action", "pass", "release", "take")
	if f != nil {
		return nil, f
	}
	var named Sent
	if f := c.readRecipient(&named); f != nil {
		return nil, f
	}
	metadata := ""
	if _, given := c.params["metadata"]; given {
		if metadata, f = c.params.bounded("metadata", 0, maxThreadMetadata); f != nil {
			return nil, f
		}
	}
	role, f := c.threadTarget(action)
	if f != nil {
		return nil, f
	}
	user, own := orElse(named.To, named.Recipient), c.node.threadRole()
	switch {
	case action == "":
		return nil, missing("action")
	case action == "take" && own != roleEscalation:
		return nil, mayNotTake()
	case action == "take":
		c.server.handOver(c.node, user, "control_taken", own, metadata)
	case c.graph.threadOwner(c.node, user) != own:
		return nil, invalid("The app does not have control of the thread")
	case action == "release":
		c.graph.setThreadOwner(c.node, user, "")
	case role == own:
		return nil, invalid("The app is the escalation partner: it cannot pass the thread to itself")
	default:
		c.server.handOver(c.node, user, "control_passed", role, metadata)
	}
	return map[string]any{"messaging_product": "whatsapp"}, nil
}

func mayNotTake() *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: "(#2494191) Taking control of the thread is not permitted: only the escalation partner takes",
		Type:    oauthException, Code: codeMayNotTake,
	}}
}

// threadTarget returns the role that control_pass names, or the default.
func (c *call) threadTarget(action string) (string, *failure) {
	value, given := c.params.object("control_pass")
	if !given {
		return roleEscalation, nil
	}
	members, _ := value.(map[string]any)
	switch {
	case action != "pass":
		return "", invalid("Param control_pass is only for the action pass")
	case members["target_role"] != roleAgent:
		return "", invalid("Param control_pass[target_role] must be one of {%s} - got %q", roleAgent, members["target_role"])
	}
	return roleAgent, nil
}

// routed returns the entry of what a user has written: in the field standby, if
// another app has control of the thread. What nobody has control of goes to the
// app that calls the server.
func (g *graph) routed(phone *node, user string, value messagesValue) (entry, error) {
	if _, isKnown := g.threads[pair{phone.id, recipientKey(user)}]; !isKnown {
		return messagesEntry(phone, value), nil
	}
	owner := orElse(g.threadOwner(phone, user), phone.threadRole())
	g.setThreadOwner(phone, user, owner)
	if owner == phone.threadRole() {
		return messagesEntry(phone, value), nil
	}
	return Event{Field: webhook.FieldStandby, PhoneNumberID: phone.id, Value: map[string]any{
		"contacts": value.Contacts, "standby": map[string]any{"messages": value.Messages},
	}}.change(g)
}
