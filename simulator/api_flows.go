package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// readFlowJSON decodes a body, in which numbers stay as they are written.
func readFlowJSON(r *http.Request, value any) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(value); err != nil && !errors.Is(err, io.EOF) {
		return invalid("the body does not parse: %v", err)
	}
	return nil
}

func (s *Simulator) postFlow(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var opened flowOpening
	if err := readFlowJSON(r, &opened); err != nil {
		return nil, err
	}
	opened.base = "http://" + r.Host
	return answerOf(s.openFlow(r.Context(), u, opened))
}

// withFlow has something done to a walk, unless something is being done to it
// already, and returns what is in sight then.
func (s *Simulator) withFlow(r *http.Request, do func(*flowWalk) error) (any, error) {
	w, err := s.pathFlow(r)
	if err != nil {
		return nil, err
	}
	if !w.mutex.TryLock() {
		return nil, &apiError{http.StatusConflict, "the flow waits for its endpoint"}
	}
	defer w.mutex.Unlock()
	if err := do(w); err != nil {
		return nil, err
	}
	return w.view(), nil
}

func (s *Simulator) pathFlow(r *http.Request) (*flowWalk, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if w := s.flows.find(r.PathValue("id")); w != nil {
		return w, nil
	}
	return nil, notFound("nobody is in a flow %q, or it is forgotten", r.PathValue("id"))
}

func (f *flowWalks) find(id string) *flowWalk {
	for _, w := range f.all {
		if w.id == id {
			return w
		}
	}
	return nil
}

func (s *Simulator) getFlow(r *http.Request) (any, error) {
	return s.withFlow(r, func(*flowWalk) error { return nil })
}

func (s *Simulator) postFlowValues(r *http.Request) (any, error) {
	var fields struct {
		Values map[string]any `json:"values"`
	}
	if err := readFlowJSON(r, &fields); err != nil {
		return nil, err
	}
	return s.withFlow(r, func(w *flowWalk) error { return s.change(r.Context(), w, fields.Values) })
}

func (s *Simulator) postFlowTap(r *http.Request) (any, error) {
	var tap flowTap
	if err := readFlowJSON(r, &tap); err != nil {
		return nil, err
	}
	return s.withFlow(r, func(w *flowWalk) error { return s.tapFlow(r.Context(), w, tap) })
}

func (s *Simulator) postFlowBack(r *http.Request) (any, error) {
	return s.withFlow(r, func(w *flowWalk) error { return s.back(r.Context(), w) })
}

// deleteFlow has the user leave, which nobody is told of.
func (s *Simulator) deleteFlow(r *http.Request) (any, error) {
	w, err := s.pathFlow(r)
	if err != nil {
		return nil, err
	}
	w.leave() // nobody waits for the endpoint any more
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.state == flowOpen {
		w.end(flowLeft)
	}
	return w.view(), nil
}

func (s *Simulator) postFlowPing(r *http.Request) (any, error) {
	var fields struct {
		FlowID   string `json:"flow_id"`
		FlowName string `json:"flow_name"`
		ofChat
	}
	if err := readFlowJSON(r, &fields); err != nil {
		return nil, err
	}
	if fields.FlowID == "" && fields.FlowName == "" {
		return nil, invalid("name the flow with flow_id or flow_name")
	}
	number, err := s.numberOrFirst(fields.PhoneNumberID)
	if err != nil {
		return nil, err
	}
	w := s.current()
	document, err := w.flowOf(number, &flowLaunch{FlowID: fields.FlowID, FlowName: fields.FlowName})
	switch {
	case document == nil:
		return nil, err
	case err != nil:
		return nil, invalid("%v", err)
	}
	if problem := s.pingFlow(r.Context(), flowLine{flow: document, phoneNumberID: number, world: w}); problem != nil {
		return nil, &apiError{http.StatusBadGateway, problem.Cause}
	}
	return map[string]bool{"healthy": true}, nil
}
