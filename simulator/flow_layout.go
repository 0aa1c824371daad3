package simulator

import (
	"strconv"
)

// flowVisit is a screen that a user is on, or has been on.
type flowVisit struct {
	screen *flowScreen
	data   map[string]any
	form   map[string]any // what is entered, by the names of components
	// begun are the fields that have been in sight, with their values when they
	// are empty.
	begun map[string]any
	// errors are what is wrong with the fields, and changed those that the user
	// has changed since the data came.
	errors  map[string]string
	changed map[string]bool
}

func newFlowVisit(screen *flowScreen, data map[string]any) *flowVisit {
	return &flowVisit{
		screen: screen, data: orEmpty(data), form: map[string]any{}, begun: map[string]any{},
		errors: map[string]string{}, changed: map[string]bool{},
	}
}

// value returns what is entered in a field.
func (v *flowVisit) value(name string) any {
	if entered, given := v.form[name]; given {
		return entered
	}
	return v.begun[name]
}

func orEmpty(object map[string]any) map[string]any {
	if object == nil {
		return map[string]any{}
	}
	return object
}

// flowLayout collects the components of a screen that are in sight: forms,
// conditions and switches are taken apart.
type flowLayout struct {
	visit      *flowVisit
	resolver   resolver
	dates      flowDates
	components []flowComponent
	fresh      bool // a field has got its first value
	warnings   []string
}

const (
	maxFlowComponents = 300
	maxFlowWarnings   = 20
)

// flowForm is what a form says about the fields in it.
type flowForm struct{ initial, faults map[string]any }

// layOut returns the components of a screen. A first value can be what the
// value of another component depends on, so it is done until there are no more.
func layOut(visit *flowVisit, scope flowScope, dates flowDates) *flowLayout {
	const most = 5
	var l *flowLayout
	for range most {
		l = &flowLayout{visit: visit, resolver: resolver{scope: scope}, dates: dates}
		l.add(visit.screen.layout["children"], "c", flowForm{}, 0)
		if !l.fresh {
			break
		}
	}
	return l
}

func (l *flowLayout) warn(text string) {
	if len(l.warnings) < maxFlowWarnings {
		l.warnings = append(l.warnings, text)
	}
}

// resolve resolves a value, and warns of mistakes in it.
func (l *flowLayout) resolve(place string, value any) any {
	l.resolver.err = nil
	resolved := l.resolver.value(value)
	if err := l.resolver.err; err != nil {
		l.warn(place + ": " + err.Error())
	}
	return resolved
}

func (l *flowLayout) add(children any, place string, form flowForm, depth int) {
	list, isList := children.([]any)
	if !isList || depth > maxFlowDepth {
		l.warn(place + ": there are no components")
		return
	}
	for i, child := range list {
		at := place + strconv.Itoa(i)
		of, isObject := child.(map[string]any)
		switch {
		case !isObject:
			l.warn(at + ": it is not a component")
		case len(l.components) == maxFlowComponents:
			l.warn(place + ": there are more than " + strconv.Itoa(maxFlowComponents) + " components")
			return
		default:
			l.addOne(of, at, form, depth+1)
		}
	}
}

func (l *flowLayout) addOne(of map[string]any, at string, form flowForm, depth int) {
	if visible, given := of["visible"]; given && !isTrue(l.resolve(at, visible)) {
		return
	}
	kind, _ := of["type"].(string)
	switch kind {
	case "If":
		l.resolver.err = nil
		branch := "else"
		if l.resolver.condition(of["condition"]) {
			branch = "then"
		}
		if err := l.resolver.err; err != nil {
			l.warn(at + ": " + err.Error())
		}
		if of[branch] != nil {
			l.add(of[branch], at+branch[:1], form, depth)
		}
	case "Switch":
		value := textOf(l.resolve(at, of["value"]))
		cases, _ := of["cases"].(map[string]any)
		if chosen, isKnown := firstCase(cases, value); isKnown {
			l.add(chosen, at+"s", form, depth)
		}
	case "Form":
		inner := flowForm{}
		inner.initial, _ = l.resolve(at, of["init-values"]).(map[string]any)
		inner.faults, _ = l.resolve(at, of["error-messages"]).(map[string]any)
		l.add(of["children"], at+"c", inner, depth)
	default:
		l.addComponent(of, kind, at, form)
	}
}

func firstCase(cases map[string]any, value string) (any, bool) {
	for _, name := range []string{value, "default"} {
		if chosen, isKnown := cases[name]; isKnown {
			return chosen, true
		}
	}
	return nil, false
}

func (l *flowLayout) addComponent(of map[string]any, kind, at string, form flowForm) {
	members, _ := l.resolve(at, of).(map[string]any)
	c := flowComponent{key: at, kind: kind, members: members}
	c.name, _ = of["name"].(string)
	if _, isInput := flowInputs[kind]; isInput && c.name != "" {
		l.begin(&c, form)
		l.prune(&c)
		c.fault = textOf(form.faults[c.name])
		if own := members["error-message"]; jsonTypeOf(own) == "string" && own != "" {
			c.fault = textOf(own)
		}
	}
	l.components = append(l.components, c)
}

// begin gives a field its first value, when it is first in sight.
func (l *flowLayout) begin(c *flowComponent, form flowForm) {
	if _, isOld := l.visit.begun[c.name]; isOld {
		return
	}
	l.visit.begun[c.name], l.fresh = flowInputs[c.kind].blank, true
	value, given := c.members["init-value"]
	if !given {
		value, given = form.initial[c.name]
	}
	if !given || value == nil {
		return
	}
	entered, err := c.accept(value, l.dates)
	if err != nil {
		l.warn(c.key + ": the first value: " + err.Error())
	}
	if err != nil || entered == nil {
		return
	}
	l.visit.form[c.name] = entered
}

// prune takes options out of a field that it does not have, or no longer.
func (l *flowLayout) prune(c *flowComponent) {
	if !flowInputs[c.kind].chooses {
		return
	}
	switch value := l.visit.form[c.name].(type) {
	case string:
		if c.option(value) == nil {
			delete(l.visit.form, c.name)
		}
	case []any:
		kept := []any{}
		for _, id := range value {
			if c.option(textOf(id)) != nil {
				kept = append(kept, id)
			}
		}
		l.visit.form[c.name] = kept
	}
}
