package simulator

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// flowRequest is what the phone asks the endpoint of a flow.
type flowRequest struct {
	action string
	screen string
	data   map[string]any
}

func (r flowRequest) members() map[string]any {
	members := map[string]any{"action": r.action}
	if r.screen != "" {
		members["screen"] = r.screen
	}
	if r.data != nil {
		members["data"] = r.data
	} else if r.action == "data_exchange" {
		members["data"] = map[string]any{}
	}
	return members
}

// exchange asks the endpoint, and does what it answers.
func (s *Simulator) exchange(ctx context.Context, w *flowWalk, request flowRequest) {
	answer, problem := s.askEndpoint(ctx, w.line(), request.members())
	if problem == nil {
		problem = s.follow(w, answer)
	}
	if problem == nil {
		return
	}
	if problem.reason != "" {
		s.report(ctx, w, request, problem)
	}
	if problem.closes {
		s.disable(w, problem.Text)
	}
	w.stop(problem)
}

// follow does what an endpoint has answered, or says why that cannot be done.
func (s *Simulator) follow(w *flowWalk, answer *graphtest.FlowAnswer) *flowProblem {
	if answer.Screen == "SUCCESS" {
		params, err := decodeObject(answer.Params)
		if err != nil {
			return unusable("payload-schema-error", "extension_message_response.params is not an object")
		}
		s.complete(w, params)
		return nil
	}
	screen := w.flow.screen(answer.Screen)
	if screen == nil {
		return unusable("invalid-screen-transition", "the flow has no screen "+firstOf(cutText(answer.Screen), "without a name"))
	}
	data := map[string]any{}
	if len(answer.Data) > 0 && string(answer.Data) != "null" {
		decoded, err := decodeObject(answer.Data)
		if err != nil {
			return unusable("payload-schema-error", "the data is not an object")
		}
		data = decoded
	}
	wrong, missing := screen.mismatch(data)
	if wrong != "" {
		return unusable("payload-schema-error", wrong)
	}
	from := w.current()
	if from != nil && screen.id != from.screen.id && w.visited(screen.id) < 0 && !w.flow.leads(from.screen.id, screen.id) {
		return unusable("invalid-screen-transition", "the routing_model does not let the screen "+from.screen.id+" lead to "+screen.id)
	}
	w.notes = nil
	if len(missing) > 0 && answer.ErrorMessage == "" {
		w.notes = []string{"the answer of the endpoint lacks data that the screen " + screen.id + " declares: " + strings.Join(missing, ", ")}
	}
	w.show(screen, data)
	w.alert = answer.ErrorMessage
	return nil
}

// show shows the screen of an answer. The one that is in sight keeps what is
// entered, and what the answer leaves out.
func (w *flowWalk) show(screen *flowScreen, data map[string]any) {
	visit := w.current()
	if visit == nil || visit.screen != screen {
		w.enter(screen, data)
		return
	}
	visit.data = maps.Clone(visit.data)
	maps.Copy(visit.data, data)
	clear(visit.changed)
	clear(visit.errors)
}

// unusable is the problem with an answer that the client tells the endpoint of.
func unusable(reason, cause string) *flowProblem {
	problem := newProblem("the answer of the endpoint cannot be used: " + cause)
	problem.reason = reason
	return problem
}

// report tells the endpoint that its answer could not be used, as WhatsApp
// does. Whether it acknowledges is in the traffic.
func (s *Simulator) report(ctx context.Context, w *flowWalk, request flowRequest, problem *flowProblem) {
	members := flowRequest{
		action: request.action, screen: request.screen,
		data: map[string]any{"error": problem.reason, "error_message": problem.Cause},
	}.members()
	_, _ = s.askEndpoint(ctx, w.line(), members)
}

// complete sends the answer to the chat.
func (s *Simulator) complete(w *flowWalk, payload map[string]any) {
	if w.ended.Err() != nil {
		return // the user has left meanwhile
	}
	answer := orEmpty(maps.Clone(payload))
	if answer["flow_token"] == nil {
		answer["flow_token"] = w.launch.Token
	}
	encoded, err := json.Marshal(answer)
	if err != nil {
		w.stop(newProblem("the answer does not encode: " + err.Error()))
		return
	}
	id, err := s.sendFlowReply(w, encoded)
	if err != nil {
		w.stop(newProblem("the answer cannot be sent: " + strings.TrimPrefix(err.Error(), "simulator: ")))
		return
	}
	w.reply = id
	w.end(flowCompleted)
}
