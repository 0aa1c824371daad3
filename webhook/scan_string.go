package webhook

import "unicode/utf8"

// string consumes a string and returns what it means.
func (s *scanner) string() string {
	raw, literal := s.quoted()
	if literal {
		return raw
	}
	return unquote(raw)
}

// quoted consumes a string and returns the text between its quotes; literal says that it means itself.
func (s *scanner) quoted() (raw string, literal bool) {
	if s.err != nil || !s.take('"') {
		s.broken("a string")
		return "", true
	}
	text, start := s.text, s.pos
	i := start
	for i < len(text) && plain[text[i]] {
		i++
	}
	if i < len(text) && text[i] == '"' {
		s.pos = i + 1
		return text[start:i], true
	}
	s.pos = i
	return s.quotedFrom(start)
}

// plain says which bytes are ASCII that means itself in a string, as almost all bytes are.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// quotedFrom goes on with a string that began at start, from its first byte that is not plain.
func (s *scanner) quotedFrom(start int) (raw string, literal bool) {
	escaped := false
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '"':
			raw = s.text[start:s.pos]
			s.pos++
			return raw, !escaped && utf8.ValidString(raw)
		case c == '\\':
			escaped = true
			s.pos++
			if !s.escape() {
				s.broken("an escape sequence")
				return "", true
			}
		case c < ' ':
			s.broken("no control character in a string")
			return "", true
		default:
			s.pos++
		}
	}
	s.broken("a closing quote")
	return "", true
}

// escape consumes what follows a backslash.
func (s *scanner) escape() bool {
	if s.pos >= len(s.text) {
		return false
	}
	switch s.text[s.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return true
	case 'u':
		if len(s.text)-s.pos < 5 || hexRune(s.text[s.pos+1:s.pos+5]) < 0 {
			return false
		}
		s.pos += 5
		return true
	}
	return false
}
