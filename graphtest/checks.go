package graphtest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var digits = regexp.MustCompile(`^[0-9]+$`)

// checkChoice rejects an item of a list that is not among the allowed values.
func checkChoice(name string, i int, value string, allowed []string) *failure {
	if slices.Contains(allowed, value) {
		return nil
	}
	return invalid("Param %s[%d] must be one of {%s} - got %q", name, i, strings.Join(allowed, ", "), value)
}

// choice returns a text parameter that must be one of the allowed values.
func (p parameters) choice(name string, allowed ...string) (string, *failure) {
	if _, given := p[name]; !given {
		return "", nil
	}
	value, _ := p.text(name)
	if !slices.Contains(allowed, value) {
		return "", invalid("Param %s must be one of {%s} - got %q", name, strings.Join(allowed, ", "), value)
	}
	return value, nil
}

// choiceFold returns a text parameter like choice, but ignores case, as Graph
// does for message types. The value is in lower case.
func (p parameters) choiceFold(name string, allowed ...string) (string, *failure) {
	if _, given := p[name]; !given {
		return "", nil
	}
	value, _ := p.text(name)
	if !isAmong(value, allowed...) {
		return "", notAmong(name, value, allowed)
	}
	return strings.ToLower(value), nil
}

// isAmong reports whether word is among the allowed ones, ignoring case.
func isAmong(word string, allowed ...string) bool {
	return slices.ContainsFunc(allowed, func(other string) bool { return strings.EqualFold(word, other) })
}

// object returns a parameter that is an object or a list, or the JSON text of
// one, which clients send in forms, and some in JSON bodies too.
func (p parameters) object(name string) (value any, given bool) {
	value, given = p[name]
	text, isText := value.(string)
	var decoded any
	if !isText || decodeJSON([]byte(text), &decoded) != nil {
		return value, given
	}
	return decoded, given
}

// id returns a text parameter that must consist of digits.
func (p parameters) id(name string) (string, *failure) {
	if _, given := p[name]; !given {
		return "", missing(name)
	}
	value, _ := p.text(name)
	if !digits.MatchString(value) {
		return "", invalid("Param %s must be a numeric id - got %q", name, value)
	}
	return value, nil
}

// bounded returns a text parameter of shortest to longest characters.
func (p parameters) bounded(name string, shortest, longest int) (string, *failure) {
	if _, given := p[name]; !given {
		return "", missing(name)
	}
	value, isText := p[name].(string)
	if !isText {
		return "", invalid("Param %s must be a string", name)
	}
	if length := utf8.RuneCountInString(value); length < shortest || length > longest {
		return "", invalid("Param %s must be %d to %d characters long - got %d", name, shortest, longest, length)
	}
	return value, nil
}

// checkProduct rejects a request whose messaging_product is not whatsapp.
func (c *call) checkProduct() *failure {
	switch product, given := c.params.text("messaging_product"); {
	case !given:
		return missing("messaging_product")
	case product != "whatsapp":
		return invalid(`Param messaging_product must be "whatsapp"`)
	}
	return nil
}
