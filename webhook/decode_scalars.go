package webhook

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// decodeError says that a value has another type than Meta documents. It never quotes the value.
type decodeError struct {
	path  string
	want  string
	found string
}

func (e *decodeError) Error() string {
	if e.path == "" {
		return fmt.Sprintf("found %s where %s is expected", e.found, e.want)
	}
	return fmt.Sprintf("%s: found %s where %s is expected", e.path, e.found, e.want)
}

// mismatch records that the next value is not of the wanted type.
func (s *scanner) mismatch(want string) {
	if s.err == nil {
		s.err = &decodeError{want: want, found: kindOf(s.peek())}
	}
}

// expect reports whether the next value starts with c, and records a mismatch if it does not.
func (s *scanner) expect(c byte, want string) bool {
	if s.peek() == c {
		return true
	}
	s.mismatch(want)
	return false
}

// within adds the name of the enclosing member to a mismatch.
func (s *scanner) within(name string) {
	e, ok := s.err.(*decodeError)
	if !ok {
		return
	}
	if e.path != "" {
		name += "." + e.path
	}
	e.path = name
}

func kindOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// scalar consumes a string, number or boolean and returns its text. It reports false for null, an object or an array.
func (s *scanner) scalar(want string) (text string, ok bool) {
	switch s.peek() {
	case '"':
		return s.string(), true
	case 'n':
		s.literal("null")
		return "", false
	case '{', '[':
		s.mismatch(want)
		return "", false
	}
	return s.span(), true
}

// reject records that a scalar was consumed whose text cannot be read as wanted.
func (s *scanner) reject(want string) {
	if s.err == nil {
		s.err = &decodeError{want: want, found: "other text"}
	}
}

func decodeString(s *scanner, v reflect.Value) {
	if text, ok := s.scalar("a string"); ok {
		v.SetString(text)
	}
}

func decodeBool(s *scanner, v reflect.Value) {
	text, ok := s.scalar("a boolean")
	if !ok {
		return
	}
	switch text {
	case "true", "True", "TRUE", "1":
		v.SetBool(true)
	case "false", "False", "FALSE", "0", "":
		v.SetBool(false)
	default:
		s.reject("a boolean")
	}
}

func decodeInt(s *scanner, v reflect.Value) {
	text, ok := s.scalar("an integer")
	if !ok {
		return
	}
	if text == "" {
		v.SetInt(0)
		return
	}
	if n, err := strconv.ParseInt(text, 10, strconv.IntSize); err == nil {
		v.SetInt(n)
		return
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || int64(int(f)) != int64(f) {
		s.reject("an integer")
		return
	}
	v.SetInt(int64(f))
}

func decodeFloat(s *scanner, v reflect.Value) {
	text, ok := s.scalar("a number")
	if !ok {
		return
	}
	if text == "" {
		v.SetFloat(0)
		return
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		s.reject("a number")
		return
	}
	v.SetFloat(f)
}

// decodeNumber keeps the exact digits, as amounts of money need.
func decodeNumber(s *scanner, v reflect.Value) {
	text, ok := s.scalar("a number")
	if !ok {
		return
	}
	if text != "" && !isNumber(text) {
		s.reject("a number")
		return
	}
	v.SetString(text)
}

func isNumber(text string) bool {
	number := scanner{text: text}
	number.number()
	number.end()
	return number.err == nil
}
