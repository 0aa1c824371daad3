package whatsapp

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// A ValidationError lists the mistakes in a request, which was not sent. It
// matches [ErrInvalidRequest].
//
// The limits are those that Meta documents. If Meta has changed one since,
// [WithoutValidation] sends the request anyway.
type ValidationError struct {
	// Violations has at least one element.
	Violations []Violation
}

// A Violation is one mistake in a request.
type Violation struct {
	// Field is the path of the field in Graph's names:
	// "commands[2].command_name".
	Field string
	// Problem says what is wrong: "has 91 characters, at most 80 are allowed".
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

// A validator is a request that can check itself.
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

// length checks the number of characters of a text. Meta counts characters, not
// bytes.
func (v *violations) length(field, value string, minimum, maximum int) {
	switch count := utf8.RuneCountInString(value); {
	case !utf8.ValidString(value):
		v.add(field, "is not valid UTF-8")
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

// changesNothing refuses a request that would change nothing. The field is one
// of those that it could set.
func (v *violations) changesNothing(field string) {
	v.add(field, "or another field must be set; the request changes nothing")
}

func (v *violations) atMost(field string, count, maximum int) {
	if count > maximum {
		v.add(field, "has %d entries, at most %d are allowed", count, maximum)
	}
}

// digits checks an id in a body or a query, where no escaping would reveal a
// stray character.
func (v *violations) digits(field, value string) {
	switch {
	case value == "":
		v.add(field, "is required")
	case !isDigits(value):
		v.add(field, "must contain only digits, not %q", value)
	}
}

// addEntry adds the problems of an entry of a list. The path of the entry is
// formatted only if there are any.
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

// noEmoji checks that a text has none of the emoji that Meta rejects in prompts
// and commands.
func (v *violations) noEmoji(field, value string) {
	if utf8.RuneCountInString(value) == len(value) {
		return // ASCII, as most texts are; an emoji has several bytes
	}
	if index := strings.IndexFunc(value, isEmoji); index >= 0 {
		symbol, _ := utf8.DecodeRuneInString(value[index:])
		v.add(field, "must not contain emoji, found %q", symbol)
	}
}

func isEmoji(r rune) bool {
	const emojiStyle = 0xFE0F // the variation selector that makes a symbol an emoji
	return r == emojiStyle || r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF
}

func isDigits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// isNil also reports true for a nil pointer in an interface that is not nil.
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
