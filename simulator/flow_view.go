package simulator

import "maps"

// flowOpening is the button that opens a flow.
type flowOpening struct {
	MessageID string `json:"message_id"`
	// Button is the text of a template's button, and Card its card, from 0.
	Button string `json:"button"`
	Card   *int   `json:"card"`

	base string // the address under which the simulator is reached
}

// flowView is what a user sees of a flow.
type flowView struct {
	ID        string    `json:"id"`
	User      string    `json:"user"`
	MessageID string    `json:"message_id"`
	FlowID    string    `json:"flow_id"`
	FlowName  string    `json:"flow_name,omitempty"`
	Draft     bool      `json:"draft,omitempty"`
	State     flowState `json:"state"`
	Screen    *flowSeen `json:"screen,omitempty"`
	// Alert is what the endpoint tells the user, for a moment.
	Alert   string       `json:"alert,omitempty"`
	Problem *flowProblem `json:"problem,omitempty"`
	// OpenURL is the link that the last tap has opened.
	OpenURL string `json:"open_url,omitempty"`
	// Reply is the message with the answer, once the flow is completed.
	Reply string `json:"reply,omitempty"`
	// Warnings are mistakes in the flow that its users do not see.
	Warnings []string `json:"warnings,omitempty"`
}

// flowSeen is a screen as it is in sight.
type flowSeen struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Terminal  bool   `json:"terminal,omitempty"`
	CanGoBack bool   `json:"can_go_back,omitempty"`
	// Components have the members of Flow JSON, resolved. Key names one for a
	// tap, value is what is entered, and error what is wrong with it.
	Components []map[string]any `json:"components"`
	Values     map[string]any   `json:"values"`
}

// view describes what is in sight. The mutex of the walk must be held.
func (w *flowWalk) view() flowView {
	view := flowView{
		ID: w.id, User: w.user, MessageID: w.message.ID, FlowID: w.flow.ID, FlowName: w.flow.Name, Draft: w.launch.Mode == "draft",
		State: w.state, Alert: w.alert, Problem: w.problem, OpenURL: w.link, Reply: w.reply,
	}
	visit := w.current()
	if visit == nil || w.state != flowOpen {
		return view
	}
	layout := w.layout()
	view.Warnings = append(append(view.Warnings, w.notes...), layout.warnings...)
	view.Screen = &flowSeen{
		ID: visit.screen.id, Title: textOf((&resolver{scope: w.scope}).value(visit.screen.title)), Terminal: visit.screen.terminal,
		CanGoBack: len(w.visits) > 1, Components: []map[string]any{}, Values: map[string]any{},
	}
	maps.Copy(view.Screen.Values, visit.form)
	for _, c := range layout.components {
		view.Screen.Components = append(view.Screen.Components, c.drawn(visit, w.dates()))
	}
	return view
}
