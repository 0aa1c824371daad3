package simulator

import "maps"

// flowComponent is a component in sight. Its members are resolved, except for
// actions.
type flowComponent struct {
	key     string // its place on the screen
	kind    string
	name    string
	members map[string]any
	// fault is what the business says is wrong with the field.
	fault string
}

// options are what a component offers to choose from.
func (c *flowComponent) options() []map[string]any {
	list, _ := c.members["data-source"].([]any)
	if list == nil {
		list, _ = c.members["list-items"].([]any)
	}
	var options []map[string]any
	for _, item := range list {
		if of, isObject := item.(map[string]any); isObject {
			options = append(options, of)
		}
	}
	return options
}

func (c *flowComponent) option(id string) map[string]any {
	for _, option := range c.options() {
		if textOf(option["id"]) == id {
			return option
		}
	}
	return nil
}

// isEnabled reports whether the user can do something with the component.
func (c *flowComponent) isEnabled() bool {
	enabled, given := c.members["enabled"]
	return !given || isTrue(enabled)
}

// text returns a member as text.
func (c *flowComponent) text(name string) string { return textOf(c.members[name]) }

// action returns one of the component's actions, nil if it has none.
func (c *flowComponent) action(name string) map[string]any {
	of, _ := c.members[name].(map[string]any)
	return of
}

// drawn returns the component as the page draws it: without its actions, but
// with its key, what is entered, and what is wrong with it.
func (c *flowComponent) drawn(visit *flowVisit, dates flowDates) map[string]any {
	drawn, _ := withoutActions(c.members, 0).(map[string]any)
	drawn = orEmpty(maps.Clone(drawn))
	drawn["type"], drawn["key"] = c.kind, c.key
	if click := c.action("on-click-action"); click != nil {
		drawn["clickable"] = true
	}
	input, isInput := flowInputs[c.kind]
	if !isInput || c.name == "" {
		return drawn
	}
	value, given := visit.form[c.name]
	if input.isDate {
		value = dates.shown(value)
		for _, name := range []string{"min-date", "max-date", "unavailable-dates"} {
			if limit, given := drawn[name]; given {
				drawn[name] = dates.shown(limit)
			}
		}
	}
	if given && value != nil {
		drawn["value"] = value
	}
	if fault := visit.errors[c.name]; fault != "" {
		drawn["error"] = fault
	} else if c.fault != "" && !visit.changed[c.name] {
		drawn["error"] = c.fault
	}
	return drawn
}

func withoutActions(value any, depth int) any {
	switch value := value.(type) {
	case map[string]any:
		members := map[string]any{}
		for name, member := range value {
			if !isAction(name) && depth < maxFlowDepth {
				members[name] = withoutActions(member, depth+1)
			}
		}
		return members
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			if depth < maxFlowDepth {
				items[i] = withoutActions(item, depth+1)
			}
		}
		return items
	}
	return value
}
