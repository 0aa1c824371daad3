package graphtest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	minUsername    = 3
	maxUsername    = 35
	usernameStatus = "username status"
	reserved       = "reserved"
	approved       = "approved"
	deleted        = "deleted"
	forceTransfer  = "force_transfer"
)

var (
	usernamePattern = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	domainEnding    = regexp.MustCompile(`\.(com|org|net|edu|gov|mil|us|in|html)$`)
	notInUsernames  = regexp.MustCompile(`[^a-z0-9]+`)
)

// usernameRelease is a username that becomes visible by itself.
type usernameRelease struct {
	phone *node
	name  string
	at    time.Time
}

// AddUsername reserves a username for a business that the server does not know,
// so that nobody else gets it.
func (s *Server) AddUsername(username string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.usernames[strings.ToLower(username)] = nil
}

// ReviewUsername ends the wait of a phone number whose username is reserved:
// with approved, or with deleted, which takes the name away. It queues a
// webhook of the field business_username_update, and panics if the number has
// no username.
func (s *Server) ReviewUsername(phoneNumberID, status string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	if phone.text("username") == "" {
		panic("graphtest: " + phoneNumberID + " has no username")
	}
	s.setUsernameStatus(phone, status)
}

func (s *Server) setUsernameStatus(phone *node, status string) {
	name := phone.text("username")
	value := map[string]any{"display_phone_number": digitsOf(phone.text("display_phone_number")), "status": status}
	if status == deleted {
		delete(s.graph.usernames, strings.ToLower(name))
		delete(phone.values, "username")
		delete(phone.hidden, usernameStatus)
	} else {
		value["username"] = name
		phone.hidden[usernameStatus] = status
	}
	s.notify(Event{Field: webhook.FieldBusinessUsernameUpdate, Value: value, PhoneNumberID: phone.id})
}

// releaseUsernames makes visible what was reserved long enough ago. The world
// must be locked.
func (s *Server) releaseUsernames() {
	for len(s.graph.releases) > 0 && !s.now().Before(s.graph.releases[0].at) {
		release := s.graph.releases[0]
		s.graph.releases = s.graph.releases[1:]
		if release.phone.text("username") == release.name && release.phone.hidden[usernameStatus] == reserved {
			s.setUsernameStatus(release.phone, approved)
		}
	}
}

func (c *call) readUsername() (any, *failure) {
	name := c.node.text("username")
	if name == "" {
		return map[string]any{}, nil
	}
	return map[string]any{"username": name, "status": orElse(c.node.hidden[usernameStatus], approved)}, nil
}

func (c *call) setUsername() (any, *failure) {
	name, _ := c.params.text("username")
	transfer, f := c.params.choice("transfer_action", "none", forceTransfer)
	if f != nil {
		return nil, f
	}
	if f := c.checkUsername(name, transfer); f != nil {
		return nil, f
	}
	c.takeUsername(name)
	return map[string]any{"status": c.node.hidden[usernameStatus]}, nil
}

func (c *call) deleteUsername() (any, *failure) {
	had := c.node.text("username") != ""
	if had {
		c.server.setUsernameStatus(c.node, deleted)
	}
	return map[string]any{"success": had}, nil
}

// checkUsername refuses a name of another form, and one that somebody else has.
func (c *call) checkUsername(name, transfer string) *failure {
	lower := strings.ToLower(name)
	switch {
	case len(lower) < minUsername, len(lower) > maxUsername, !usernamePattern.MatchString(lower),
		!strings.ContainsAny(lower, "abcdefghijklmnopqrstuvwxyz"), strings.HasPrefix(lower, "www"), domainEnding.MatchString(lower):
		return invalid("Invalid username format")
	case c.node.hidden["unregistered"] != "":
		return registrationRefused(133010, "The phone number is not registered")
	}
	holder, taken := c.graph.usernames[lower]
	switch {
	case !taken || holder == c.node:
		return nil
	case holder == nil || holder.portfolio() != c.node.portfolio():
		return usernameRefused(147001, "The username is not available")
	case transfer != forceTransfer:
		return usernameRefused(147005, "The username belongs to another phone number of the business portfolio")
	}
	return nil
}

func usernameRefused(code int, message string) *failure {
	return &failure{http.StatusBadRequest, Error{Message: fmt.Sprintf("(#%d) %s", code, message), Type: oauthException, Code: code}}
}

// portfolio returns the business to which a phone number belongs.
func (n *node) portfolio() *node { return n.account().links["business"] }

// takeUsername gives the number a name that checkUsername has let pass.
func (c *call) takeUsername(name string) {
	lower := strings.ToLower(name)
	if holder := c.graph.usernames[lower]; holder != nil && holder != c.node {
		c.server.setUsernameStatus(holder, deleted)
	}
	delete(c.graph.usernames, strings.ToLower(c.node.text("username")))
	c.graph.usernames[lower] = c.node
	c.node.values["username"] = name
	c.server.setUsernameStatus(c.node, reserved)
	if c.server.config.usernamesAppear {
		c.graph.releases = append(c.graph.releases, usernameRelease{c.node, name, c.now().Add(c.server.config.usernameDelay)})
	}
}

// suggestUsernames suggests what can be made of the display name and is free.
func (c *call) suggestUsernames() (any, *failure) {
	names := []any{}
	words := strings.Trim(notInUsernames.ReplaceAllString(strings.ToLower(c.node.text("verified_name")), " "), " ")
	for _, separator := range []string{"", ".", "_"} {
		name := strings.ReplaceAll(words, " ", separator)
		if len(names) > 0 && name == names[0] {
			continue
		}
		if c.checkUsername(name, "") == nil {
			names = append(names, name)
		}
	}
	return map[string]any{"data": []any{map[string]any{"username_suggestions": names}}}, nil
}
