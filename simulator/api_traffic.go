package simulator

import (
	"encoding/json"
	"io"
	"net/http"
)

func (s *Simulator) getState(*http.Request) (any, error) { return s.state(), nil }

// getTraffic lists requests and webhooks, the latest first.
func (s *Simulator) getTraffic(r *http.Request) (any, error) {
	query := r.URL.Query()
	q := trafficQuery{kind: query.Get("kind"), text: query.Get("q")}
	switch q.kind {
	case "", "request", "webhook", "flow":
	default:
		return nil, invalid("invalid kind %q; want request, webhook or flow", q.kind)
	}
	var err error
	if q.before, err = intQuery(r, "before", 0); err != nil {
		return nil, err
	}
	if q.after, err = intQuery(r, "after", 0); err != nil {
		return nil, err
	}
	limit, err := intQuery(r, "limit", defaultList)
	if err != nil {
		return nil, err
	}
	q.limit = int(max(1, min(limit, maxList)))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return map[string]any{"traffic": s.traffic.list(q), "last": s.traffic.last}, nil
}

// deleteTraffic forgets all of it, except webhooks that are to be delivered.
func (s *Simulator) deleteTraffic(*http.Request) (any, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.traffic = newTraffic(s.config.history, s.traffic.last)
	s.events.publish("reload", nil)
	return nil, nil
}

func (s *Simulator) getEntry(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	e := s.traffic.find(id)
	if e == nil {
		return nil, notFound("the entry %d is not there, or forgotten", id)
	}
	return copyOf(e), nil
}

// copyOf returns an entry that can be encoded without the mutex.
func copyOf(e *entry) entry {
	copied := *e
	copied.Attempts = append([]attempt{}, e.Attempts...)
	return copied
}

func (s *Simulator) getSnippets(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	e := s.traffic.find(id)
	var copied entry
	if e != nil {
		copied = copyOf(e)
	}
	s.mutex.Unlock()
	if e == nil {
		return nil, notFound("the entry %d is not there, or forgotten", id)
	}
	if copied.Kind == "flow" {
		return nil, invalid("a request to the endpoint of a flow is encrypted for one answer, and cannot be repeated")
	}
	return snippetsOf(&copied, "http://"+r.Host), nil
}

// postDeliver delivers a webhook again. A body takes the place of the webhook's
// own.
func (s *Simulator) postDeliver(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	changed, err := readBody(r)
	if err != nil {
		return nil, err
	}
	return answerOf(s.deliverAgain(id, changed))
}

func (s *Simulator) postDrop(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	return answerOf(s.drop(id))
}

// postWebhook delivers a body of the caller's own, signed.
func (s *Simulator) postWebhook(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, invalid("the body is not JSON")
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.send(body, "by hand").summary(), nil
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxPeek+1))
	if err != nil || len(body) > maxPeek {
		return nil, invalid("the body is larger than %d bytes", maxPeek)
	}
	return body, nil
}

// answerOf turns the result of a method into an answer.
func answerOf[T any](value T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return value, nil
}
