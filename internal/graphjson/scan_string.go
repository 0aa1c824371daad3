package graphjson

import "unicode/utf8"

// quoted consumes a string and returns the position of the text between its
// quotes. literal reports whether that text is the value, without escapes.
func (d *Decoder) quoted() (start, end int, literal bool) {
	if !d.take('"') {
		d.broken("a string")
		return 0, 0, true
	}
	text, start := d.text, d.pos
	i := start
	for i < len(text) && plain[text[i]] {
		i++
	}
	if i < len(text) && text[i] == '"' {
		d.pos = i + 1
		return start, i, true
	}
	d.pos = i
	return d.quotedFrom(start)
}

// plain holds the bytes that are literal ASCII in a string, as almost all bytes
// are.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// quotedFrom continues a string that began at start, from its first byte that
// is not plain.
func (d *Decoder) quotedFrom(start int) (from, end int, literal bool) {
	escaped := false
	for d.pos < len(d.text) {
		switch c := d.text[d.pos]; {
		case c == '"':
			end = d.pos
			d.pos++
			return start, end, !escaped && utf8.Valid(d.text[start:end])
		case c == '\\':
			escaped = true
			d.pos++
			if !d.escape() {
				d.broken("an escape sequence")
				return 0, 0, true
			}
		case c < ' ':
			d.broken("no control character in a string")
			return 0, 0, true
		default:
			d.pos++
		}
	}
	d.broken("a closing quote")
	return 0, 0, true
}

// escape consumes the rest of an escape sequence after its backslash, apart
// from hexadecimal digits, which are checked.
func (d *Decoder) escape() bool {
	if d.pos >= len(d.text) {
		return false
	}
	switch rest := d.text[d.pos+1:]; d.text[d.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
	case 'u':
		if len(rest) < 4 || hexRune(rest[:4]) < 0 {
			return false
		}
	default:
		return false
	}
	d.pos++
	return true
}

// unquoted returns the value of the inside of a string, valid until the next
// call.
func (d *Decoder) unquoted(start, end int) []byte {
	d.scratch = unquote(d.scratch[:0], d.text[start:end])
	return d.scratch
}
