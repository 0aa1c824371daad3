package simulator

import (
	"errors"
	"fmt"
	"strings"
)

// resolver puts values in the place of references and expressions.
type resolver struct {
	scope flowScope
	// actions resolves actions too. On a screen they stay as they are: their
	// payload is that of the moment when they are carried out.
	actions bool
	// size is how long the texts are that were made so far.
	size int
	// err is the first mistake in an expression.
	err error
}

// maxResolved bounds the texts of a screen. References multiply: a text that
// names another one eight times, again and again, would take all memory.
const maxResolved = 4 << 20

var errTooLarge = fmt.Errorf("the texts of the screen are longer than %d bytes", maxResolved)

// made counts what was made of references, and reports whether it is not too
// much.
func (r *resolver) made(value any) bool {
	r.size += sizeOf(value, maxFlowDepth)
	if r.size > maxResolved {
		r.fail(errTooLarge)
		return false
	}
	return true
}

// sizeOf returns about how long a value is as JSON.
func sizeOf(value any, depth int) int {
	if depth == 0 {
		return maxResolved
	}
	size := 8
	switch of := value.(type) {
	case string:
		size += len(of)
	case []any:
		for _, item := range of {
			if size += sizeOf(item, depth-1); size > maxResolved {
				break
			}
		}
	case map[string]any:
		for name, member := range of {
			if size += len(name) + sizeOf(member, depth-1); size > maxResolved {
				break
			}
		}
	}
	return size
}

const maxFlowDepth = 60

var errTooDeep = errors.New("the flow is nested too deep")

func (r *resolver) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// value returns a value of a flow with every reference in it resolved.
func (r *resolver) value(of any) any { return r.nested(of, 0) }

func (r *resolver) nested(of any, depth int) any {
	if depth > maxFlowDepth {
		r.fail(errTooDeep)
		return nil
	}
	switch of := of.(type) {
	case string:
		return r.text(of)
	case []any:
		items := make([]any, len(of))
		for i, item := range of {
			items[i] = r.nested(item, depth+1)
		}
		return items
	case map[string]any:
		members := make(map[string]any, len(of))
		for name, member := range of {
			if isAction(name) && !r.actions {
				members[name] = member
				continue
			}
			members[name] = r.nested(member, depth+1)
		}
		return members
	}
	return of
}

func isAction(member string) bool { return strings.HasSuffix(member, "-action") }

// text resolves a text: an expression in backticks, a reference, which keeps
// its type, or a text with references in it.
func (r *resolver) text(of string) any {
	trimmed := strings.TrimSpace(of)
	if inner, isExpression := between(trimmed, "`", "`"); isExpression {
		return r.expression(inner)
	}
	if path, isReference := between(trimmed, "${", "}"); isReference && !strings.Contains(path, "}") {
		value := r.scope(strings.Split(strings.TrimSpace(path), "."))
		if !r.made(value) {
			return nil
		}
		return value
	}
	var out strings.Builder
	for rest := of; ; {
		before, after, found := strings.Cut(rest, "${")
		path, further, closed := strings.Cut(after, "}")
		if !found || !closed {
			out.WriteString(rest)
			return out.String()
		}
		out.WriteString(before)
		value := r.scope(strings.Split(strings.TrimSpace(path), "."))
		if !r.made(value) {
			return nil
		}
		out.WriteString(textOf(value))
		rest = further
	}
}

func (r *resolver) expression(text string) any {
	value, err := evaluate(text, r.scope)
	if err != nil {
		r.fail(err)
	}
	if !r.made(value) {
		return nil
	}
	return value
}

// condition returns whether a condition holds.
func (r *resolver) condition(of any) bool {
	text, isText := of.(string)
	if !isText {
		return isTrue(of)
	}
	if inner, quoted := between(strings.TrimSpace(text), "`", "`"); quoted {
		text = inner
	}
	return isTrue(r.expression(text))
}

// between returns what is between a beginning and an end that a text has.
func between(text, begin, end string) (string, bool) {
	if len(text) < len(begin)+len(end) || !strings.HasPrefix(text, begin) || !strings.HasSuffix(text, end) {
		return "", false
	}
	return text[len(begin) : len(text)-len(end)], true
}

// memberAt goes down a path of members and, by number, items.
func memberAt(value any, path []string) any {
	for _, name := range path {
		switch of := value.(type) {
		case map[string]any:
			value = of[name]
		case []any:
			at, isIndex := numberOf(name)
			if !isIndex || at < 0 || at >= float64(len(of)) {
				return nil
			}
			value = of[int(at)]
		default:
			return nil
		}
	}
	return value
}
