package simulator

import (
	"bytes"
	"net/http"
	"slices"
)

func (s *Simulator) getRules(*http.Request) (any, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return map[string]any{"rules": s.rules.list(), "magic_codes": MagicCodes()}, nil
}

func (s *Simulator) postRule(r *http.Request) (any, error) {
	var added rule
	if err := readJSON(r, &added); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	added, err := s.rules.add(added)
	if err != nil {
		return nil, err
	}
	s.events.publish("rules", s.rules.list())
	return added, nil
}

func (s *Simulator) deleteRules(*http.Request) (any, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.rules.all = nil
	s.events.publish("rules", s.rules.list())
	return nil, nil
}

func (s *Simulator) deleteRule(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.rules.remove(int(id)) {
		return nil, notFound("there is no rule %d", id)
	}
	s.events.publish("rules", s.rules.list())
	return nil, nil
}

const maxDuplicates = 10

func (s *Simulator) patchSettings(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	changed := s.settings
	if err := decodeJSON(bytes.NewReader(body), &changed); err != nil {
		return nil, err
	}
	if err := checkCallback(changed.CallbackURL); err != nil {
		return nil, invalid("invalid callback_url; want an http or https URL")
	}
	if checkCallback(changed.FlowEndpoint) != nil {
		return nil, invalid("invalid flow_endpoint; want an http or https URL")
	}
	if err := checkReading(changed.Reading); err != nil {
		return nil, invalid("invalid reading %q; want page, always or never", changed.Reading)
	}
	if changed.Duplicates < 0 || changed.Duplicates > maxDuplicates {
		return nil, invalid("invalid duplicates %d; want 0 to %d", changed.Duplicates, maxDuplicates)
	}
	resumes := s.settings.Paused && !changed.Paused
	s.settings = changed
	if resumes {
		s.release()
	}
	s.events.publish("settings", s.settings)
	return s.settings, nil
}

// postVerify verifies the callback URL as Meta does when it is set.
func (s *Simulator) postVerify(r *http.Request) (any, error) {
	s.mutex.Lock()
	callback := s.settings.CallbackURL
	s.mutex.Unlock()
	if callback == "" {
		return nil, invalid("there is no callback URL")
	}
	if err := verifyCallback(r.Context(), callback, s.config.verifyToken); err != nil {
		return nil, invalid("%v", err)
	}
	return map[string]bool{"verified": true}, nil
}

func (s *Simulator) getClock(*http.Request) (any, error) { return s.clockState(), nil }

func (s *Simulator) postClock(r *http.Request) (any, error) {
	var fields struct {
		Advance string `json:"advance"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	by, err := durationOf("advance", fields.Advance)
	if err != nil {
		return nil, err
	}
	s.Advance(by)
	return s.clockState(), nil
}

func (s *Simulator) getTemplates(*http.Request) (any, error) {
	type ofAccount struct {
		WABAID string `json:"waba_id"`
		managedTemplate
	}
	w, all := s.current(), []ofAccount{}
	for _, waba := range w.graph.IDs("waba") {
		for _, template := range w.templates(waba, "") {
			all = append(all, ofAccount{waba, template})
		}
	}
	return map[string]any{"templates": all}, nil
}

func (s *Simulator) postReview(r *http.Request) (any, error) {
	var fields struct {
		Status string `json:"status"`
		Reason string `json:"reason"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	switch fields.Status {
	case "APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED":
	default:
		return nil, invalid("invalid status %q; want APPROVED, REJECTED, PENDING, PAUSED or DISABLED", fields.Status)
	}
	w, id := s.current(), r.PathValue("id")
	if !slices.Contains(w.graph.IDs("template"), id) {
		return nil, notFound("there is no template %q", id)
	}
	w.graph.ReviewTemplate(id, fields.Status, fields.Reason)
	s.drain()
	s.events.publish("templates", nil)
	return nil, nil
}

func (s *Simulator) postReset(*http.Request) (any, error) {
	s.Reset()
	return nil, nil
}

// Reset begins again with a new world. The settings stay, and so does the
// clock.
func (s *Simulator) Reset() {
	s.mutex.Lock()
	close(s.waiters)
	s.begin()
	s.mutex.Unlock()
	s.events.publish("reload", nil)
	s.agenda.wake()
}
