package graphjson

import (
	"bytes"
	"fmt"
)

// maxDepth limits nesting, so that recursion over hostile input stays shallow.
// What Graph sends is far below it. The limit of encoding/json is 10,000.
const maxDepth = 256

// A SyntaxError reports where a text stops being JSON. It never quotes the
// text.
type SyntaxError struct {
	Offset int64  // of the byte that does not fit
	Want   string // such as "a colon"
}

// Error says what was expected at the offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at byte %d: expected %s", e.Offset, e.Want)
}

// broken records that the text is not JSON.
func (d *Decoder) broken(want string) {
	if d.err == nil {
		d.err = &SyntaxError{Offset: int64(d.pos), Want: want}
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Peek skips white space and returns the first byte of the next value, or 0 at
// the end of the text. It does not consume the value.
func (d *Decoder) Peek() byte {
	if d.pos < len(d.text) && d.text[d.pos] > ' ' {
		return d.text[d.pos]
	}
	return d.peekPastSpace()
}

func (d *Decoder) peekPastSpace() byte {
	for d.pos < len(d.text) {
		if c := d.text[d.pos]; !isSpace(c) {
			return c
		}
		d.pos++
	}
	return 0
}

// End checks that nothing but white space is left.
func (d *Decoder) End() {
	if d.Peek(); d.pos < len(d.text) {
		d.broken("the end of the text")
	}
}

// Members walks an object. The loop body must consume the value of each member
// whose name it is given, and must not keep the name.
func (d *Decoder) Members(yield func(name []byte) bool) {
	if !d.enter('{', "an object") {
		return
	}
	defer d.leave()
	if d.take('}') {
		return
	}
	for {
		name := d.name()
		if d.err != nil {
			return
		}
		start := d.pos
		if !yield(name) {
			return
		}
		if d.depth == 1 && d.err == nil {
			d.note(name, start)
		}
		if d.take('}') {
			return
		}
		if !d.take(',') {
			d.broken("a comma or a closing brace")
			return
		}
	}
}

// note remembers a member of the outermost object if it is watched.
func (d *Decoder) note(name []byte, start int) {
	for i, watched := range d.watch {
		if string(name) != watched {
			continue
		}
		if d.watched == nil {
			d.watched = make([][]byte, len(d.watch))
		}
		d.watched[i] = bytes.TrimLeft(d.text[start:d.pos], " \t\r\n")
	}
}

// Elements walks an array. The loop body must consume each element.
func (d *Decoder) Elements(yield func() bool) {
	if !d.enter('[', "an array") {
		return
	}
	defer d.leave()
	if d.take(']') {
		return
	}
	for {
		if d.left--; d.left < 0 && d.limit != nil {
			d.Fail(d.limit)
			return
		}
		if !yield() {
			return
		}
		if d.take(']') {
			return
		}
		if !d.take(',') {
			d.broken("a comma or a closing bracket")
			return
		}
	}
}

func (d *Decoder) enter(bracket byte, want string) bool {
	if !d.take(bracket) {
		d.broken(want)
		return false
	}
	if d.depth == maxDepth {
		d.broken(fmt.Sprintf("no more than %d levels of nesting", maxDepth))
		return false
	}
	d.depth++
	return true
}

func (d *Decoder) leave() { d.depth-- }

// take consumes the byte if it is the next one after white space.
func (d *Decoder) take(c byte) bool {
	if d.err != nil || d.Peek() != c {
		return false
	}
	d.pos++
	return true
}

// name consumes a member's name and the colon after it.
func (d *Decoder) name() []byte {
	start, end, literal := d.quoted()
	name := d.text[start:end]
	if !literal {
		name = unquote(nil, name)
	}
	if !d.take(':') {
		d.broken("a colon")
	}
	return name
}

// Skip consumes one value of any kind and checks all of it.
func (d *Decoder) Skip() {
	switch d.Peek() {
	case '{':
		for range d.Members {
			d.Skip()
		}
	case '[':
		for range d.Elements {
			d.Skip()
		}
	case '"':
		d.quoted()
	case 't':
		d.word("true")
	case 'f':
		d.word("false")
	case 'n':
		d.word("null")
	default:
		d.number()
	}
}

// span consumes one value of any kind and returns its position in the text.
func (d *Decoder) span() (start, end int) {
	d.Peek()
	start = d.pos
	d.Skip()
	return start, d.pos
}

func (d *Decoder) word(word string) {
	if d.err != nil {
		return
	}
	if string(d.text[d.pos:min(len(d.text), d.pos+len(word))]) != word {
		d.broken("true, false or null")
		return
	}
	d.pos += len(word)
}

// number consumes a number.
func (d *Decoder) number() {
	if d.err != nil {
		return
	}
	if d.at('-') {
		d.pos++
	}
	if d.at('0') {
		d.pos++
	} else if !d.digits() {
		d.broken("a value")
		return
	}
	if d.at('.') {
		d.pos++
		if !d.digits() {
			d.broken("a digit")
			return
		}
	}
	if d.at('e') || d.at('E') {
		d.pos++
		if d.at('+') || d.at('-') {
			d.pos++
		}
		if !d.digits() {
			d.broken("a digit")
		}
	}
}

func (d *Decoder) at(c byte) bool { return d.pos < len(d.text) && d.text[d.pos] == c }

func (d *Decoder) digits() bool {
	start := d.pos
	for d.pos < len(d.text) && '0' <= d.text[d.pos] && d.text[d.pos] <= '9' {
		d.pos++
	}
	return d.pos > start
}

// isNumber reports whether the text is a JSON number.
func isNumber(text []byte) bool {
	d := Decoder{text: text}
	d.number()
	return d.err == nil && d.pos == len(text)
}
