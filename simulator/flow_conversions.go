package simulator

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// isTrue reports whether a value counts as true in a condition.
func isTrue(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case bool:
		return value
	case string:
		return value != "" && value != "false"
	case []any:
		return len(value) > 0
	case map[string]any:
		return len(value) > 0
	}
	number, _ := numberOf(value)
	return number != 0
}

// isEqual compares as a condition does. An empty field is an empty text, and
// the digits of a field are a number where they are compared with one.
func isEqual(a, b any) bool {
	if a == nil || b == nil {
		return !isTrue(a) && !isTrue(b)
	}
	numberA, okA := numberOf(a)
	numberB, okB := numberOf(b)
	if areTexts := jsonTypeOf(a) == "string" && jsonTypeOf(b) == "string"; okA && okB && !areTexts {
		return numberA == numberB
	}
	return textOf(a) == textOf(b)
}

// numberOf returns a number, also one that was entered as text.
func numberOf(value any) (float64, bool) {
	switch value := value.(type) {
	case float64:
		return value, true
	case json.Number:
		number, err := value.Float64()
		return number, err == nil
	case string:
		number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return number, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
	}
	return 0, false
}

// textOf returns a value as text.
func textOf(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(encoded)
}
