package simulator

import (
	"encoding/json"
	"net/http"
)

// flowDisabling closes the flow of a message for good.
type flowDisabling struct {
	MessageID string `json:"message_id"`
	// Text is what the user is told.
	Text string `json:"text"`
}

const disablePath = "/flows/disable"

// disable makes the message of a flow unusable, as WhatsApp does when its token
// is no longer valid. The journal gets the equivalent request, so that the
// endpoint is not asked again when the world is loaded.
func (s *Simulator) disable(w *flowWalk, text string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.chats.byID[w.message.ID] != w.message {
		return // it is forgotten, or of a world that was reset
	}
	body, err := json.Marshal(flowDisabling{w.message.ID, text})
	if err != nil {
		return // only texts that are not UTF-8 come close, and those encode
	}
	s.journal.add(newStep(s.now(), http.MethodPost, apiPath+disablePath, jsonType, body))
	s.makeUnusable(w.message, text)
}

// makeUnusable must be called with the mutex held.
func (s *Simulator) makeUnusable(m *message, text string) {
	m.Unusable = text
	s.publishMessage(m)
}

// postFlowDisable makes the message of a flow unusable without an endpoint.
func (s *Simulator) postFlowDisable(r *http.Request) (any, error) {
	var fields flowDisabling
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m := s.chats.byID[fields.MessageID]
	if m == nil || m.FromUser {
		return nil, notFound("no business has sent a message %q", fields.MessageID)
	}
	s.makeUnusable(m, firstOf(fields.Text, flowClosedText))
	return *m, nil
}
