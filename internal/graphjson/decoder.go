package graphjson

import "reflect"

// A Decoder reads one JSON text from left to right, once. Types with a form of
// their own use its methods; each consumes one value unless it says otherwise.
//
// The first error sticks: from then on every method does nothing, so callers
// need not check before the end.
type Decoder struct {
	codec *Codec
	text  []byte
	pos   int
	depth int
	err   error
	limit error // at the element after those that are left
	left  int

	kept    arena
	window  window
	scratch []byte // a string without its escapes

	inMember   bool // the next value is a member's
	ahead      int  // how many bytes were looked at before their turn, for tests
	mismatches []Mismatch
	watch      []string
	watched    [][]byte
}

// NewDecoder returns a Decoder for callers that walk a text themselves.
func (c *Codec) NewDecoder(text []byte) *Decoder {
	d := new(Decoder)
	d.start(c, text)
	return d
}

func (d *Decoder) start(c *Codec, text []byte) { d.codec, d.text = c, text }

// Reset makes the Decoder read another text, and forget all that it has read.
func (d *Decoder) Reset(text []byte) {
	*d = Decoder{codec: d.codec, text: text, scratch: d.scratch[:0]}
	if cap(d.scratch) > maxScratch {
		d.scratch = nil
	}
}

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Fail makes err the outcome of decoding, unless there is an error already.
func (d *Decoder) Fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// Limit makes the Decoder fail with err at the element of a list that comes
// after n more.
func (d *Decoder) Limit(n int, err error) { d.left, d.limit = n, err }

// Left returns how many elements may still come, if they are limited.
func (d *Decoder) Left() int { return d.left }

// Offset returns the number of bytes that have been consumed.
func (d *Decoder) Offset() int { return d.pos }

// Rewind goes back to where a value began that has been consumed, to read it
// again.
func (d *Decoder) Rewind(offset int) {
	if d.err == nil {
		d.pos = offset
	}
}

// Decode consumes the next value and stores it in what target points to. It
// reports whether the value fits; if not, it has been left out.
func (d *Decoder) Decode(target any) bool {
	v := reflect.ValueOf(target).Elem()
	return d.codec.planOf(v.Type()).decode(d, v)
}

// DecodeMember is Decode for the value of a member that the caller has found, so
// that a mismatch in it says where it is.
func (d *Decoder) DecodeMember(name string, target any) bool {
	first := len(d.mismatches)
	d.inMember = true
	fits := d.Decode(target)
	d.withinName(first, name)
	return fits
}

// Outermost reports whether the next value is not inside of another one.
func (d *Decoder) Outermost() bool { return d.depth == 0 }

// String consumes a string and returns what it means.
func (d *Decoder) String() string {
	start, end, literal := d.quoted()
	if literal {
		return d.keep(start, end)
	}
	return d.kept.keep(d.unquoted(start, end), len(d.text)-start)
}

// Scalar consumes a string, a number or a boolean and returns its text, a
// string's without quotes and escapes. It does nothing at any other value, and
// reports false.
func (d *Decoder) Scalar() (text string, ok bool) {
	switch d.Peek() {
	case '"':
		return d.String(), true
	case '{', '[', 'n':
		return "", false
	}
	return d.Raw(), true
}

// Raw consumes a value and returns its exact text.
func (d *Decoder) Raw() string {
	start, end := d.span()
	return d.keep(start, end)
}

// Null consumes null, and reports whether it was the next value.
func (d *Decoder) Null() bool {
	if d.Peek() != 'n' {
		return false
	}
	d.word("null")
	return true
}

// absentObject consumes what Graph writes in place of an object without members.
// An element of a list, or a whole text, that is an empty list is a list.
func (d *Decoder) absentObject() bool {
	return d.Null() || d.inMember && d.Peek() == '[' && d.blankUntil(']')
}

// absentNumber consumes null, and a string of blanks.
func (d *Decoder) absentNumber() bool {
	return d.Null() || d.Peek() == '"' && d.blankUntil('"')
}

// blankUntil consumes a value of which only its first and last byte are not
// blank, and reports whether the next value is one.
func (d *Decoder) blankUntil(last byte) bool {
	if d.err != nil {
		return false
	}
	i := d.pos + 1
	for i < len(d.text) && (d.text[i] == ' ' || last != '"' && isSpace(d.text[i])) {
		i++
	}
	d.ahead += i - d.pos
	if i == len(d.text) || d.text[i] != last {
		return false
	}
	d.pos = i + 1
	return true
}
