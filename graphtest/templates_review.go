package graphtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// templateReview is a status that a template gets by itself.
type templateReview struct {
	template       *node
	ends           time.Time
	status, reason string
	submitted      bool // it ends what a request has submitted
}

// ReviewTemplate gives a template a status, as Meta's reviewers do: APPROVED,
// REJECTED, PAUSED, DISABLED or any other. The reason is why it was rejected,
// such as ABUSIVE_CONTENT, and may be empty. It queues a webhook of the field
// message_template_status_update, and panics if there is no such template.
func (s *Server) ReviewTemplate(templateID, status, reason string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.setTemplateStatus(s.graph.must(templateKind, templateID), status, reason)
}

// ReviewTemplateAfter gives a template a status like [Server.ReviewTemplate],
// but after a time, with the next request: a rejection that takes its time, or
// a pause that ends.
//
//	srv.ReviewTemplate(id, "PAUSED", "")
//	srv.ReviewTemplateAfter(3*time.Hour, id, "APPROVED", "")
func (s *Server) ReviewTemplateAfter(takes time.Duration, templateID, status, reason string) {
	s.world.Lock()
	defer s.world.Unlock()
	template := s.graph.must(templateKind, templateID)
	s.schedule(templateReview{template: template, ends: s.now().Add(takes), status: status, reason: reason})
}

// submit begins the review of a template. The world must be locked.
func (s *Server) submit(template *node) {
	template.values["status"], template.values["rejected_reason"] = pendingTemplate, "NONE"
	if s.config.reviewsEnd {
		ends := s.now().Add(s.config.templateReview)
		s.schedule(templateReview{template: template, ends: ends, status: approvedTemplate, submitted: true})
	}
}

// schedule keeps the first review to end first.
func (s *Server) schedule(review templateReview) {
	s.graph.reviews = append(s.graph.reviews, review)
	slices.SortStableFunc(s.graph.reviews, func(a, b templateReview) int { return a.ends.Compare(b.ends) })
}

// endReviews ends what was submitted or scheduled long enough ago. The world
// must be locked.
func (s *Server) endReviews() {
	for len(s.graph.reviews) > 0 && !s.now().Before(s.graph.reviews[0].ends) {
		review := s.graph.reviews[0]
		s.graph.reviews = s.graph.reviews[1:]
		isDone := review.submitted && review.template.text("status") != pendingTemplate
		if !isDone && s.graph.nodes[review.template.id] == review.template {
			s.setTemplateStatus(review.template, review.status, review.reason)
		}
	}
}

func (s *Server) setTemplateStatus(template *node, status, reason string) {
	template.values["status"] = status
	template.values["rejected_reason"] = orElse(reason, "NONE")
	s.announce(template, status)
}

// announce queues a webhook about a template. The world must be locked.
func (s *Server) announce(template *node, event string) { s.notify(templateUpdate{template, event}) }

// notify queues a webhook for every handler. The world must be locked.
func (s *Server) notify(update Update) {
	for _, hooks := range s.hooks {
		body, err := s.graph.notification(update)
		if err == nil {
			hooks.enqueue(hooks.add(body)...)
		}
	}
}

// templateUpdate says that the status of a template has changed.
type templateUpdate struct {
	template *node
	event    string
}

func (u templateUpdate) change(g *graph) (entry, error) {
	value := map[string]any{
		"event":                     u.event,
		"message_template_id":       json.Number(u.template.id),
		"message_template_name":     u.template.values["name"],
		"message_template_language": u.template.values["language"],
		"message_template_category": u.template.values["category"],
		"reason":                    u.template.values["rejected_reason"],
	}
	switch u.event {
	case pausedTemplate:
		value["other_info"] = webhook.OtherInfo{Title: "FIRST_PAUSE", Description: "The template got too much negative feedback."}
	case "DISABLED":
		value["disable_info"] = map[string]any{"disable_date": g.now().Unix()}
	}
	if _, err := strconv.ParseUint(u.template.id, 10, 64); err != nil {
		value["message_template_id"] = u.template.id
	}
	return entry{
		ID: u.template.account().id, Time: g.now().Unix(),
		Changes: []change{{value, webhook.FieldMessageTemplateStatusUpdate}},
	}, nil
}
