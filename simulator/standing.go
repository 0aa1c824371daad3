package simulator

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// account is a WhatsApp Business Account, and what WhatsApp thinks of it.
type account struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Review string `json:"account_review_status,omitempty"`
}

func (w *world) accounts() []account {
	all := []account{}
	for _, id := range w.graph.IDs("waba") {
		found := account{ID: id}
		w.read("/"+id+"?fields=name,status,account_review_status", &found)
		all = append(all, found)
	}
	return all
}

// The states that an account or a number can be brought into.
const (
	stateActive     = "ACTIVE"
	stateConnected  = "CONNECTED"
	stateRestricted = "RESTRICTED"
	stateDisabled   = "DISABLED"
	stateBanned     = "BANNED"
)

// accountFields are what is to become of an account.
type accountFields struct {
	Status string `json:"status"`
	// Restrictions are those of the status RESTRICTED, and ExpiresIn says how
	// long they last.
	Restrictions []string `json:"restrictions"`
	ExpiresIn    string   `json:"expires_in"`
	// Violation warns the account.
	Violation string `json:"violation"`
	Review    string `json:"account_review_status"`
}

// reviews are the decisions that the webhook account_review_update tells of.
var reviews = []string{"APPROVED", "REJECTED", "PENDING", "DEFERRED"}

func (s *Simulator) patchAccount(r *http.Request) (any, error) {
	var fields accountFields
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	if fields.Review != "" && !slices.Contains(reviews, fields.Review) {
		return nil, invalid("invalid account_review_status %q; want APPROVED, REJECTED, PENDING or DEFERRED", fields.Review)
	}
	w, id := s.current(), r.PathValue("id")
	if !slices.Contains(w.graph.IDs("waba"), id) {
		return nil, notFound("there is no account %q", id)
	}
	if err := s.setAccountStatus(w.graph, id, fields); err != nil {
		return nil, err
	}
	if fields.Violation != "" {
		w.graph.WarnWABA(id, fields.Violation)
	}
	if fields.Review != "" {
		w.graph.ReviewWABA(id, fields.Review)
	}
	s.drain()
	s.publishNumbers()
	return nil, nil
}

func (s *Simulator) setAccountStatus(graph *graphtest.Server, id string, fields accountFields) error {
	switch fields.Status {
	case "":
	case stateActive:
		graph.ReinstateWABA(id)
	case stateDisabled:
		graph.BanWABA(id)
	case stateRestricted:
		lasts, err := durationOf("expires_in", firstOf(fields.ExpiresIn, "7d"))
		if err != nil {
			return err
		}
		if len(fields.Restrictions) == 0 {
			fields.Restrictions = []string{"RESTRICTED_BIZ_INITIATED_MESSAGING"}
		}
		end := s.now().Add(lasts)
		graph.RestrictWABA(id, restrictionsUntil(end, fields.Restrictions)...)
		s.mutex.Lock()
		s.agenda.add(end, func(context.Context, *sync.WaitGroup) { s.publishNumbers() })
		s.mutex.Unlock()
	default:
		return invalid("invalid status %q; want ACTIVE, RESTRICTED or DISABLED", fields.Status)
	}
	return nil
}

func restrictionsUntil(end time.Time, kinds []string) []webhook.RestrictionInfo {
	var all []webhook.RestrictionInfo
	for _, kind := range kinds {
		all = append(all, webhook.RestrictionInfo{RestrictionType: kind, Expiration: webhook.Unix(end.Unix())})
	}
	return all
}

// numberFields are what is to become of a phone number.
type numberFields struct {
	Status  string `json:"status"`
	Quality string `json:"quality_rating"`
	Limit   string `json:"messaging_limit_tier"`
	// NameDecision is about the display name that was asked for.
	NameDecision string `json:"name_decision"`
	Reason       string `json:"reason"`
}

var (
	qualities = []string{"GREEN", "YELLOW", "RED"}
	limits    = []string{"TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"}
)

func (f *numberFields) check() error {
	switch {
	case f.Status != "" && !slices.Contains([]string{stateConnected, stateRestricted, stateBanned}, f.Status):
		return invalid("invalid status %q; want CONNECTED, RESTRICTED or BANNED", f.Status)
	case f.Quality != "" && !slices.Contains(qualities, f.Quality):
		return invalid("invalid quality_rating %q; want GREEN, YELLOW or RED", f.Quality)
	case f.Limit != "" && !slices.Contains(limits, f.Limit):
		return invalid("invalid messaging_limit_tier %q; want one such as TIER_10K", f.Limit)
	case f.NameDecision != "" && !slices.Contains([]string{"APPROVED", "REJECTED"}, f.NameDecision):
		return invalid("invalid name_decision %q; want APPROVED or REJECTED", f.NameDecision)
	}
	return nil
}

func (s *Simulator) patchNumber(r *http.Request) (any, error) {
	var fields numberFields
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	if err := fields.check(); err != nil {
		return nil, err
	}
	graph, id := s.current().graph, r.PathValue("id")
	if !slices.Contains(graph.IDs("phone"), id) {
		return nil, notFound("there is no phone number %q", id)
	}
	if fields.NameDecision != "" {
		if err := attempted(func() { graph.ReviewDisplayName(id, fields.NameDecision, fields.Reason) }); err != nil {
			return nil, err
		}
	}
	switch fields.Status {
	case stateConnected:
		graph.RestorePhoneNumber(id)
	case stateRestricted:
		graph.RestrictPhoneNumber(id)
	case stateBanned:
		graph.BanPhoneNumber(id)
	}
	if fields.Quality != "" {
		graph.RatePhoneNumber(id, fields.Quality)
	}
	if fields.Limit != "" {
		graph.LimitPhoneNumber(id, fields.Limit)
	}
	s.drain()
	s.publishNumbers()
	return nil, nil
}

// publishNumbers tells the pages of all phone numbers and accounts.
func (s *Simulator) publishNumbers() {
	w := s.current()
	s.events.publish("numbers", map[string]any{"numbers": w.numbers(), "accounts": w.accounts()})
}

// isFrequent reports whether a request is one of those that come by the
// thousand, and change messages and media only.
func isFrequent(path string) bool {
	return slices.Contains([]string{"messages", "marketing_messages", "media", "calls"}, path[strings.LastIndexByte(path, '/')+1:])
}

// observeNumbers tells the pages what a request has done to a phone number, an
// account or a template.
func (s *Simulator) observeNumbers(exchange graphtest.Exchange) {
	isRead := exchange.Method == http.MethodGet || exchange.Status >= http.StatusMultipleChoices
	if isRead || !exchange.Processed {
		return
	}
	if isFrequent(exchange.Path) {
		return
	}
	s.publishNumbers()
	s.events.publish("templates", nil)
}
