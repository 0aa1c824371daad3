package webhook

import "fmt"

// maxDepth bounds nesting: Meta's payloads stay far below it, and recursion over hostile input stays shallow. The limit
// of encoding/json is 10,000.
const maxDepth = 256

// A scanner walks JSON text once, from left to right. It refuses what encoding/json refuses, and deeper nesting.
//
// The first error sticks: after it every method does nothing, so callers check err once at the end.
// Strings it hands out are parts of text whenever they hold no escape, so they cost no memory.
type scanner struct {
	text  string
	pos   int
	depth int
	err   error
}

// syntaxError says where the text stops being JSON. It never quotes the text.
type syntaxError struct {
	offset int
	want   string
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at byte %d: expected %s", e.offset, e.want)
}

// broken records that the text is not JSON.
func (s *scanner) broken(want string) {
	if s.err == nil {
		s.err = &syntaxError{offset: s.pos, want: want}
	}
}

// peek skips white space and returns the next byte, or 0 at the end of the text.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) && s.text[s.pos] > ' ' {
		return s.text[s.pos]
	}
	return s.peekPastSpace()
}

func (s *scanner) peekPastSpace() byte {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// end checks that nothing but white space is left.
func (s *scanner) end() {
	if s.peek(); s.err == nil && s.pos < len(s.text) {
		s.broken("the end of the body")
	}
}

// members walks an object: the loop body must consume the value of each key it is given.
func (s *scanner) members(yield func(key string) bool) {
	if !s.enter('{', "an object") {
		return
	}
	defer s.leave()
	if s.take('}') {
		return
	}
	for {
		key := s.key()
		if s.err != nil || !yield(key) || s.err != nil {
			return
		}
		if s.take('}') {
			return
		}
		if !s.take(',') {
			s.broken("a comma or a closing brace")
			return
		}
	}
}

// elements walks an array: the loop body must consume each element.
func (s *scanner) elements(yield func() bool) {
	if !s.enter('[', "an array") {
		return
	}
	defer s.leave()
	if s.take(']') {
		return
	}
	for {
		if !yield() || s.err != nil {
			return
		}
		if s.take(']') {
			return
		}
		if !s.take(',') {
			s.broken("a comma or a closing bracket")
			return
		}
	}
}

func (s *scanner) enter(bracket byte, want string) bool {
	if s.err != nil || !s.take(bracket) {
		s.broken(want)
		return false
	}
	if s.depth++; s.depth > maxDepth {
		s.depth--
		s.broken(fmt.Sprintf("no more than %d levels of nesting", maxDepth))
		return false
	}
	return true
}

func (s *scanner) leave() { s.depth-- }

// take consumes the byte if it is the next one after white space.
func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.pos >= len(s.text) {
		return false
	}
	s.pos++
	return true
}

// key consumes a member's name and the colon after it.
func (s *scanner) key() string {
	key := s.string()
	if s.err == nil && !s.take(':') {
		s.broken("a colon")
	}
	return key
}

// skip consumes one value of any kind and checks all of it.
func (s *scanner) skip() {
	switch s.peek() {
	case '{':
		for range s.members {
			s.skip()
		}
	case '[':
		for range s.elements {
			s.skip()
		}
	case '"':
		s.quoted()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.number()
	}
}

// span consumes one value of any kind and returns its exact text.
func (s *scanner) span() string {
	s.peek()
	start := s.pos
	s.skip()
	return s.text[start:s.pos]
}

func (s *scanner) literal(word string) {
	if s.err != nil {
		return
	}
	if len(s.text)-s.pos < len(word) || s.text[s.pos:s.pos+len(word)] != word {
		s.broken("true, false or null")
		return
	}
	s.pos += len(word)
}

// number consumes a number.
func (s *scanner) number() {
	if s.err != nil {
		return
	}
	if s.at('-') {
		s.pos++
	}
	if s.at('0') {
		s.pos++
	} else if !s.digits() {
		s.broken("a value")
		return
	}
	if s.at('.') {
		s.pos++
		if !s.digits() {
			s.broken("a digit")
			return
		}
	}
	if s.at('e') || s.at('E') {
		s.pos++
		if s.at('+') || s.at('-') {
			s.pos++
		}
		if !s.digits() {
			s.broken("a digit")
		}
	}
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.text) && s.text[s.pos] == c }

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}
