package whatsapp

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// A ValidationError lists everything that is wrong with a request. Nothing has
// been sent. It matches [ErrInvalidRequest].
//
// The limits are the ones Meta documents. When Meta has changed one before this
// package has, [WithoutValidation] leaves the decision to the server.
type ValidationError struct {
	Violations []Violation
}

// A Violation is one thing wrong with a request.
type Violation struct {
	// Field is the path of the field in Graph's names: "commands[2].command_name".
	Field string
	// Problem tells what is wrong, and by how much: "has 91 characters, at most 80
	// are allowed".
	Problem string
}

// String returns the field and the problem on one line.
func (v Violation) String() string { return v.Field + " " + v.Problem }

// Error lists every violation on one line.
func (e *ValidationError) Error() string {
	parts := make([]string, len(e.Violations))
	for i, violation := range e.Violations {
		parts[i] = violation.String()
	}
	return "whatsapp: invalid request: " + strings.Join(parts, "; ")
}

// Is reports whether target is ErrInvalidRequest.
func (e *ValidationError) Is(target error) bool { return target == ErrInvalidRequest }

// A validator is a request that knows its own limits.
type validator interface{ Validate() error }

// violations collects the problems of a request.
type violations []Violation

func (v *violations) add(field, format string, arguments ...any) {
	*v = append(*v, Violation{Field: field, Problem: fmt.Sprintf(format, arguments...)})
}

func (v *violations) require(field, value string) {
	if value == "" {
		v.add(field, "is required")
	}
}

// length checks a text against limits counted in characters, as Meta counts.
func (v *violations) length(field, value string, minimum, maximum int) {
	switch count := utf8.RuneCountInString(value); {
	case !utf8.ValidString(value):
		v.add(field, "is not valid UTF-8 and would not arrive unchanged")
	case count > maximum:
		v.add(field, "has %d characters, at most %d are allowed", count, maximum)
	case count < minimum && count == 0:
		v.add(field, "is required")
	case count < minimum:
		v.add(field, "has %d characters, at least %d are required", count, minimum)
	}
}

// optionalLength checks a text that may be left out.
func (v *violations) optionalLength(field string, value *string, minimum, maximum int) {
	if value != nil {
		v.length(field, *value, minimum, maximum)
	}
}

func (v *violations) atMost(field string, count, maximum int) {
	if count > maximum {
		v.add(field, "has %d entries, at most %d are allowed", count, maximum)
	}
}

// digits checks an id that travels in a body or a query, where an odd
// character would be sent on unnoticed.
func (v *violations) digits(field, value string) {
	switch {
	case value == "":
		v.add(field, "is required")
	case !isDigits(value):
		v.add(field, "must contain only digits, not %q", value)
	}
}

// addEntry adds the problems of an entry of a list. The place of the entry is
// formatted only when there are any.
func (v *violations) addEntry(list string, index int, entry violations) {
	for _, violation := range entry {
		place := fmt.Sprintf("%s[%d]", list, index)
		if violation.Field != "" {
			place += "." + violation.Field
		}
		*v = append(*v, Violation{Field: place, Problem: violation.Problem})
	}
}

// within adds the problems inside a member of the request.
func (v *violations) within(member string, inner violations) {
	for _, violation := range inner {
		place := member
		if place != "" && violation.Field != "" && violation.Field[0] != '[' {
			place += "."
		}
		*v = append(*v, Violation{Field: place + violation.Field, Problem: violation.Problem})
	}
}

// err returns the violations as an error, or nil when there are none.
func (v violations) err() error {
	if len(v) == 0 {
		return nil
	}
	return &ValidationError{Violations: v}
}

// noEmoji refuses the pictographs that Meta refuses in prompts and commands.
func (v *violations) noEmoji(field, value string) {
	if utf8.RuneCountInString(value) == len(value) {
		return // every emoji has several bytes, and usual texts have none
	}
	if index := strings.IndexFunc(value, isEmoji); index >= 0 {
		symbol, _ := utf8.DecodeRuneInString(value[index:])
		v.add(field, "must not contain emoji, found %q", symbol)
	}
}

func isEmoji(r rune) bool {
	const emojiStyle = 0xFE0F // the selector that turns a symbol into a picture
	return r == emojiStyle || r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF
}

func isDigits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// isNil also finds the nil pointer in an interface that is not nil.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	reflected := reflect.ValueOf(value)
	return reflected.Kind() == reflect.Pointer && reflected.IsNil()
}

func (v *violations) requireEntry(list string, index int, field, value string) {
	var entry violations
	entry.require(field, value)
	v.addEntry(list, index, entry)
}
