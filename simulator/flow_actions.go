package simulator

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// flowTap is what a user taps on a screen of a flow.
type flowTap struct {
	// Component is the key of the component, the footer if it is empty.
	Component string `json:"component"`
	// Item is the id of an item of a list.
	Item   string         `json:"item"`
	Values map[string]any `json:"values"`
}

// tapFlow has a user tap something. The mutex of the walk must be held.
func (s *Simulator) tapFlow(ctx context.Context, w *flowWalk, tap flowTap) error {
	visit := w.current()
	if err := s.change(ctx, w, tap.Values); err != nil || w.problem != nil || w.current() != visit {
		return err
	}
	layout := w.layout()
	c := layout.component(tap.Component)
	if c == nil {
		return notFound("the screen %s has no component %q", w.current().screen.id, firstOf(tap.Component, "Footer"))
	}
	if !c.isEnabled() {
		return invalid("the component %s is not enabled", firstOf(c.kind, c.key))
	}
	action := c.action("on-click-action")
	if tap.Item != "" {
		item := c.option(tap.Item)
		if item == nil {
			return notFound("the component %s has no item %q", c.kind, tap.Item)
		}
		if own, isObject := item["on-click-action"].(map[string]any); isObject {
			action = own
		}
	}
	if action == nil {
		return invalid("a tap on the component %s does nothing", firstOf(c.kind, c.key))
	}
	if c.kind == "Footer" && !w.validate(layout) {
		return nil // the screen says what is wrong
	}
	s.act(ctx, w, action)
	return nil
}

// component returns the component with this key, or the footer.
func (l *flowLayout) component(key string) *flowComponent {
	for i := range l.components {
		if c := &l.components[i]; c.key == key || key == "" && c.kind == "Footer" {
			return c
		}
	}
	return nil
}

// validate reports whether all fields in sight are filled in as they should be.
func (w *flowWalk) validate(layout *flowLayout) bool {
	visit := w.current()
	clear(visit.errors)
	for _, c := range layout.components {
		if _, isInput := flowInputs[c.kind]; !isInput || c.name == "" || !c.isEnabled() {
			continue
		}
		if fault := c.check(visit.value(c.name)); fault != "" {
			visit.errors[c.name] = fault
		}
	}
	return len(visit.errors) == 0
}

// change takes what a user has entered, and carries out what depends on it. The
// mutex of the walk must be held.
func (s *Simulator) change(ctx context.Context, w *flowWalk, values map[string]any) error {
	visit := w.current()
	if w.state != flowOpen || visit == nil {
		return &apiError{http.StatusConflict, "the flow is " + string(w.state)}
	}
	w.alert, w.problem, w.link = "", nil, ""
	layout := w.layout()
	changes, err := s.accept(w, layout, values)
	if err != nil {
		return err
	}
	for _, changed := range changes {
		visit.form[changed.component.name] = changed.to
		visit.changed[changed.component.name] = true
		delete(visit.errors, changed.component.name)
	}
	for _, changed := range changes {
		for _, action := range changed.actions() {
			s.act(ctx, w, action)
			if w.current() != visit || w.state != flowOpen || w.problem != nil {
				return nil
			}
		}
	}
	return nil
}

// flowChange is a field that has another value.
type flowChange struct {
	component *flowComponent
	from, to  any
}

// accept checks all values before any of them is taken.
func (s *Simulator) accept(w *flowWalk, layout *flowLayout, values map[string]any) ([]flowChange, error) {
	visit := w.current()
	var changes []flowChange
	for _, name := range slices.Sorted(maps.Keys(values)) {
		c := layout.input(name)
		if c == nil {
			if _, known := visit.begun[name]; known {
				continue // it has gone out of sight meanwhile
			}
			return nil, invalid("the screen %s has no field %q", visit.screen.id, name)
		}
		to, err := c.accept(values[name], w.dates())
		if err != nil {
			return nil, err
		}
		if list, isList := to.([]any); isList && (c.kind == "PhotoPicker" || c.kind == "DocumentPicker") {
			if to, err = filesOf(w.world, list); err != nil {
				return nil, err
			}
		}
		from := visit.value(name)
		if to == nil {
			to = visit.begun[name]
		}
		if textOf(from) == textOf(to) && jsonTypeOf(from) == jsonTypeOf(to) {
			continue
		}
		if err := c.allows(to); err != nil {
			return nil, err
		}
		changes = append(changes, flowChange{c, from, to})
	}
	return changes, nil
}

func (l *flowLayout) input(name string) *flowComponent {
	for i := range l.components {
		c := &l.components[i]
		if _, isInput := flowInputs[c.kind]; isInput && c.name == name {
			return c
		}
	}
	return nil
}

// allows refuses what a user could not enter: fields and options that are not
// enabled, and options that do not exist.
func (c *flowComponent) allows(value any) error {
	if !c.isEnabled() {
		return invalid("the field %s is not enabled", c.name)
	}
	if !flowInputs[c.kind].chooses {
		return nil
	}
	for _, id := range idsOf(value) {
		option := c.option(id)
		if option == nil {
			return invalid("the field %s has no option %q", c.name, id)
		}
		if enabled, given := option["enabled"]; given && !isTrue(enabled) {
			return invalid("the option %s of %s is not enabled", id, c.name)
		}
	}
	return nil
}

func idsOf(value any) []string {
	list, isList := value.([]any)
	if !isList && !isBlank(value) {
		return []string{textOf(value)}
	}
	var ids []string
	for _, item := range list {
		ids = append(ids, textOf(item))
	}
	return ids
}

// actions are what a change leads to: those of the options, and then that of
// the component.
func (c flowChange) actions() []map[string]any {
	var actions []map[string]any
	add := func(of map[string]any, name string) bool {
		action, given := of[name].(map[string]any)
		if given {
			actions = append(actions, action)
		}
		return given
	}
	before, after := idsOf(c.from), idsOf(c.to)
	for _, id := range before {
		if !slices.Contains(after, id) {
			add(c.component.option(id), "on-unselect-action")
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			add(c.component.option(id), "on-select-action")
		}
	}
	unselects := isBlank(c.to) || len(after) < len(before)
	// Without an action of its own, to unselect is to select.
	if !unselects || !add(c.component.members, "on-unselect-action") {
		add(c.component.members, "on-select-action")
	}
	return actions
}

// act carries out an action.
func (s *Simulator) act(ctx context.Context, w *flowWalk, action map[string]any) {
	r := &resolver{scope: w.scope, actions: true}
	payload, _ := r.value(action["payload"]).(map[string]any)
	if r.err != nil {
		w.stop(newProblem("the payload of the action: " + r.err.Error()))
		return
	}
	switch name, _ := action["name"].(string); name {
	case "navigate":
		w.navigate(action, payload)
	case "data_exchange":
		s.exchange(ctx, w, flowRequest{action: name, screen: w.current().screen.id, data: w.forEndpoint(payload)})
	case "complete":
		s.complete(w, payload)
	case "update_data":
		visit := w.current()
		visit.data = maps.Clone(visit.data)
		maps.Copy(visit.data, payload)
	case "open_url":
		address := textOf(r.value(action["url"]))
		if !isWebAddress(address) {
			w.stop(newProblem("the action open_url has no http or https URL"))
			return
		}
		w.link = address
	default:
		w.stop(newProblem("there is no action " + firstOf(cutText(name), "without a name")))
	}
}

func isWebAddress(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

func (w *flowWalk) navigate(action, payload map[string]any) {
	next, _ := memberAt(action["next"], []string{"name"}).(string)
	screen := w.flow.screen(next)
	from := w.current().screen.id
	switch {
	case screen == nil:
		w.stop(newProblem("the screen " + from + " leads to " + firstOf(next, "no screen") + ", which the flow does not have"))
	case !w.flow.leads(from, next):
		w.stop(newProblem("the routing_model does not let the screen " + from + " lead to " + next))
	default:
		if wrong, _ := screen.mismatch(payload); wrong != "" {
			w.stop(newProblem("the payload of navigate: " + wrong))
			return
		}
		w.enter(screen, payload)
	}
}

// back goes back to the screen before, by way of the endpoint where the screen
// in sight says so. The mutex of the walk must be held.
func (s *Simulator) back(ctx context.Context, w *flowWalk) error {
	visit := w.current()
	switch {
	case w.state != flowOpen || visit == nil:
		return &apiError{http.StatusConflict, "the flow is " + string(w.state)}
	case len(w.visits) < 2:
		return invalid("the flow has no screen before this one")
	}
	w.alert, w.problem, w.link = "", nil, ""
	if visit.screen.refreshOnBack && w.flow.dataAPI != "" {
		s.exchange(ctx, w, flowRequest{action: "BACK", screen: visit.screen.id})
		return nil
	}
	w.visits = w.visits[:len(w.visits)-1]
	return nil
}
