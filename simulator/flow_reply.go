package simulator

import (
	"encoding/json"
	"net/http"

	"github.com/wabakit/whatsapp/webhook"
)

// sendFlowReply sends the answer to a flow into the chat. The journal gets the
// equivalent tap, so that the endpoint is not asked again when the world is
// loaded.
func (s *Simulator) sendFlowReply(w *flowWalk, response json.RawMessage) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	u := s.people.byRef[w.user]
	m := s.chats.byID[w.message.ID]
	if s.world != w.world || u == nil || m == nil {
		return "", notFound("the message with the flow is gone")
	}
	now := s.now()
	sent, err := s.receiveLocked(u, m.PhoneNumberID, webhook.Message{
		Context:     &webhook.Context{ID: m.ID},
		Interactive: &webhook.Interactive{NFMReply: &webhook.NFMReply{Name: "flow", ResponseJSON: string(response)}},
	})
	if err != nil {
		return "", err
	}
	m.Answer = "answered"
	s.publishMessage(m)
	body, err := json.Marshal(flowReplyTap(w, response))
	if err != nil {
		return "", err
	}
	s.journal.add(newStep(now, http.MethodPost, apiPath+"/users/"+u.Key+"/taps", jsonType, body))
	return sent.ID, nil
}

// flowReplyTap is the tap of the REST interface that sends the same answer.
func flowReplyTap(w *flowWalk, response json.RawMessage) map[string]any {
	tap := map[string]any{"message_id": w.message.ID, "response": response}
	if w.launch.button != "" {
		tap["id"] = w.launch.button
	}
	if w.card != nil {
		tap["card"] = *w.card
	}
	return tap
}
