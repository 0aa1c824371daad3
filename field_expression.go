package whatsapp

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// A fieldExpression asks for a field that takes parameters, in the language of
// Graph's fields: analytics.start(1767225600).end(1769904000).granularity(DAY).
type fieldExpression struct {
	name string // of the field
	text string
}

func newFieldExpression(name string) *fieldExpression {
	return &fieldExpression{name: name, text: name}
}

// between adds the time that the field covers.
func (e *fieldExpression) between(start, end time.Time) *fieldExpression {
	return e.with("start", unixSeconds(start)).with("end", unixSeconds(end))
}

// word adds a parameter that is a single word, such as a granularity.
func (e *fieldExpression) word(parameter, value string) *fieldExpression {
	if strings.ContainsFunc(value, isOutsideWord) {
		// Quoted, it cannot end the parameter and begin another one.
		quoted, _ := json.Marshal(value) //nolint:errchkjson // texts always encode
		value = string(quoted)
	}
	return e.with(parameter, value)
}

// with adds a parameter, unless it is empty.
func (e *fieldExpression) with(parameter, argument string) *fieldExpression {
	if argument != "" {
		e.text += "." + parameter + "(" + argument + ")"
	}
	return e
}

func isOutsideWord(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
}

// jsonWords writes the values of an enum as Graph takes them: in capitals.
func jsonWords[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = strings.ToUpper(string(value))
	}
	return jsonList(words)
}

// jsonNumbers writes a list of numbers: [0,2]. An empty one is no parameter.
func jsonNumbers[T ~int](values []T) string {
	if len(values) == 0 {
		return ""
	}
	numbers := make([]string, len(values))
	for i, value := range values {
		numbers[i] = strconv.Itoa(int(value))
	}
	return "[" + strings.Join(numbers, ",") + "]"
}
