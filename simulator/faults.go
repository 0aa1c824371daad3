package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// rules are the faults that are to happen.
type rules struct {
	all  []*rule // the first one that fits is taken
	last int
}

// rule is a fault for requests or for messages.
type rule struct {
	ID int `json:"id"`
	// Fault is throttle, transient, drop_before, drop_after, slow, error, html,
	// expired_media or, for messages once accepted, status.
	Fault string `json:"fault"`
	// Route selects requests, such as "POST /{phone}/messages"; "messages" are
	// those that send a message to somebody, and "*" is all.
	Route string `json:"route,omitempty"`
	// Recipient selects messages to a phone number or a user id.
	Recipient string `json:"recipient,omitempty"`
	// Code is the error code of throttle, error and status.
	Code int `json:"code,omitempty"`
	// Seconds is how long slow and throttle take.
	Seconds float64 `json:"seconds,omitempty"`
	// Times is how often it happens, 0 until the rule is deleted.
	Times int `json:"times,omitempty"`
	// Happened counts.
	Happened int `json:"happened"`
}

const (
	maxRules    = 100
	statusFault = "status"
	// expiredMedia has downloads fail as if their links had expired.
	expiredMedia = "expired_media"
	mostSeconds  = 24 * 60 * 60
	allRoutes    = "*"
	// messageRoute is every request that sends a message to somebody, and none
	// that marks one as read.
	messageRoute = "messages"
	// magicFault is the name of the fault of a magic number.
	magicFault = "magic"
	maxSlow    = 5 * time.Minute
)

// requestFaults make the faults of requests.
var requestFaults = map[string]func(*rule) graphtest.Fault{
	"throttle": func(r *rule) graphtest.Fault {
		return graphtest.Throttled(r.codeOr(codeThroughput), time.Duration(r.Seconds*float64(time.Second)))
	},
	"transient":   func(*rule) graphtest.Fault { return graphtest.Transient() },
	"drop_before": func(*rule) graphtest.Fault { return graphtest.DropBefore() },
	"drop_after":  func(*rule) graphtest.Fault { return graphtest.DropAfter() },
	"slow": func(r *rule) graphtest.Fault {
		return graphtest.Slow(min(maxSlow, time.Duration(r.Seconds*float64(time.Second))))
	},
	expiredMedia: func(*rule) graphtest.Fault { return graphtest.ExpiredMedia() },

	"html":  func(*rule) graphtest.Fault { return graphtest.HTMLError(http.StatusBadGateway) },
	"error": func(r *rule) graphtest.Fault { return errorFault(r.codeOr(codeUnknown)) },
}

func (r *rule) codeOr(code int) int {
	if r.Code != 0 {
		return r.Code
	}
	return code
}

func errorFault(code int) graphtest.Fault {
	known := errorOf(code)
	return graphtest.GraphError(known.status, graphtest.Error{
		Message: "(#" + strconv.Itoa(code) + ") " + known.title, Type: "OAuthException", Code: code,
		Data: map[string]any{"messaging_product": "whatsapp", "details": known.title},
	})
}

// faultHeader tells what is kept of a request which fault it has met.
const faultHeader = "X-Simulator-Fault"

// faulted returns the request with the fault that it is to meet, if any.
func (s *Simulator) faulted(r *http.Request) *http.Request {
	r.Header.Del(faultHeader)
	fault, name := s.faultFor(r, peekBody(r))
	if name == "" {
		return r
	}
	r.Header.Set(faultHeader, name)
	return r.WithContext(graphtest.WithFault(r.Context(), fault))
}

// faultFor returns the fault that a request is to meet, and its name, if any:
// of a rule, or of a recipient whose number ends in the code of a refusal.
func (s *Simulator) faultFor(r *http.Request, body []byte) (fault graphtest.Fault, name string) {
	recipient := recipientIn(body)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, rule := range s.rules.all {
		if rule.Fault != statusFault && rule.fits(r, recipient) {
			s.happened(rule)
			return requestFaults[rule.Fault](rule), rule.Fault
		}
	}
	code := magicCode(recipient)
	if known, isKnown := magicErrors[code]; !isKnown || !known.refuses || !isMessage(r) {
		return graphtest.Fault{}, ""
	}
	if isThrottling(code) {
		return graphtest.Throttled(code, 0), magicFault
	}
	return errorFault(code), magicFault
}

func isThrottling(code int) bool { return code == codeThroughput || code == codePair }

// failureFor returns why a message, once accepted, is not delivered. The mutex
// must be held.
func (s *Simulator) failureFor(u *user, sent graphtest.Sent, category string) *webhook.Error {
	to := firstOf(digitsOf(sent.To), sent.Recipient)
	if sent.RecipientType == recipientTypeGroup {
		to = sent.To
	}
	for _, rule := range s.rules.all {
		if rule.Fault == statusFault && rule.isFor(to) {
			s.happened(rule)
			return webhookError(rule.codeOr(codeUndeliverable))
		}
	}
	if u.OptedOut && category == "MARKETING" {
		return webhookError(codeOptedOut)
	}
	code := magicCode(to)
	if known, isKnown := magicErrors[code]; isKnown && !known.refuses {
		return webhookError(code)
	}
	return nil
}

// happened counts a fault, and ends the rule after the last one. The mutex must
// be held.
func (s *Simulator) happened(r *rule) {
	r.Happened++
	if r.Times > 0 && r.Happened >= r.Times {
		s.rules.remove(r.ID)
	}
	s.events.publish("rules", s.rules.list())
}

func (r *rules) list() []rule {
	all := []rule{}
	for _, one := range r.all {
		all = append(all, *one)
	}
	return all
}

func (r *rules) remove(id int) (found bool) {
	before := len(r.all)
	r.all = slices.DeleteFunc(r.all, func(one *rule) bool { return one.ID == id })
	return len(r.all) < before
}

// add checks a rule and adds it.
func (r *rules) add(added rule) (rule, error) {
	_, isForRequests := requestFaults[added.Fault]
	switch {
	case !isForRequests && added.Fault != statusFault:
		return rule{}, invalid("invalid fault %q; want throttle, transient, drop_before, drop_after, slow, error, html, expired_media or status", added.Fault)
	case added.Seconds > mostSeconds:
		return rule{}, invalid("invalid seconds %v; want at most %d", added.Seconds, mostSeconds)
	case added.Seconds < 0 || added.Times < 0 || added.Code < 0:
		return rule{}, invalid("seconds, times and code must not be negative")
	case len(r.all) >= maxRules:
		return rule{}, invalid("there are %d rules already", maxRules)
	}
	if added.Fault == expiredMedia {
		added.Route = graphtest.MediaRoute
	}
	added.Route = firstOf(strings.TrimSpace(added.Route), allRoutes)
	if _, _, isRoute := strings.Cut(added.Route, " /"); !isRoute && added.Route != allRoutes && added.Route != messageRoute {
		return rule{}, invalid("invalid route %q; want a form such as \"POST /{phone}/messages\", messages or *", added.Route)
	}
	r.last++
	added.ID, added.Happened = r.last, 0
	r.all = append(r.all, &added)
	return added, nil
}

func (r *rule) isFor(recipient string) bool {
	return r.Recipient == "" || r.Recipient == recipient || digitsOf(r.Recipient) == recipient && recipient != ""
}

// fits reports whether the rule is for a request.
func (r *rule) fits(request *http.Request, recipient string) bool {
	if !r.isFor(recipient) {
		return false
	}
	switch r.Route {
	case allRoutes:
		return true
	case messageRoute:
		return isMessage(request) && recipient != ""
	}
	method, path, _ := strings.Cut(r.Route, " ")
	return method == request.Method && samePath(elementsOf(path), elementsOf(request.URL.Path))
}

// samePath compares paths without a version. A name in braces is any element.
func samePath(pattern, path []string) bool {
	if len(path) > 0 && isVersion(path[0]) {
		path = path[1:]
	}
	return slices.EqualFunc(pattern, path, func(want, got string) bool { return strings.HasPrefix(want, "{") || want == got })
}

func elementsOf(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "/"), func(element string) bool { return element == "" })
}

func isVersion(element string) bool {
	number, hasV := strings.CutPrefix(element, "v")
	_, err := strconv.ParseFloat(number, 64)
	return hasV && err == nil
}

func isMessage(r *http.Request) bool {
	elements := elementsOf(r.URL.Path)
	return r.Method == http.MethodPost && len(elements) > 0 && slices.Contains([]string{"messages", "marketing_messages"}, elements[len(elements)-1])
}

// recipientIn returns whom a message in a body of JSON is for.
func recipientIn(body []byte) string {
	var message struct {
		To            string `json:"to"`
		Recipient     string `json:"recipient"`
		RecipientType string `json:"recipient_type"`
	}
	if json.Unmarshal(body, &message) != nil {
		return ""
	}
	if strings.EqualFold(message.RecipientType, recipientTypeGroup) {
		return message.To
	}
	return firstOf(digitsOf(message.To), message.Recipient)
}
