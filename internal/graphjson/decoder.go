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
	limit error // the error once left is exhausted
	left  int

	kept    arena
	window  window
	scratch []byte // an unescaped string

	inMember   bool // the next value is the value of a member
	ahead      int  // number of bytes looked ahead at, for tests
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

// Reset makes the Decoder read another text and forget the previous one.
func (d *Decoder) Reset(text []byte) {
	*d = Decoder{codec: d.codec, text: text, scratch: d.scratch[:0]}
	if cap(d.scratch) > maxScratch {
		d.scratch = nil
	}
}

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Fail sets the error, unless there already is one.
func (d *Decoder) Fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// Limit makes the Decoder fail with err after n more elements of lists.
func (d *Decoder) Limit(n int, err error) { d.left, d.limit = n, err }

// Left returns the number of elements still allowed, if they are limited.
func (d *Decoder) Left() int { return d.left }

// Offset returns the number of bytes consumed.
func (d *Decoder) Offset() int { return d.pos }

// Rewind returns to the offset at which a consumed value began, to read it
// again.
func (d *Decoder) Rewind(offset int) {
	if d.err == nil {
		d.pos = offset
	}
}

// Decode consumes the next value, stores it in the variable that target points
// to, and reports whether it fits; if not, it is left out.
func (d *Decoder) Decode(target any) bool {
	v := reflect.ValueOf(target).Elem()
	return d.codec.planOf(v.Type()).decode(d, v)
}

// DecodeMember decodes the value of a member whose name the caller has read, so
// that the path of a mismatch includes the name.
func (d *Decoder) DecodeMember(name string, target any) bool {
	first := len(d.mismatches)
	d.inMember = true
	fits := d.Decode(target)
	d.withinName(first, name)
	return fits
}

// Outermost reports whether the next value is not inside another one.
func (d *Decoder) Outermost() bool { return d.depth == 0 }

// String consumes a string and returns its value.
func (d *Decoder) String() string {
	start, end, literal := d.quoted()
	if literal {
		return d.keep(start, end)
	}
	return d.kept.keep(d.unquoted(start, end), len(d.text)-start)
}

// Scalar consumes a string, a number or a boolean and returns its text, without
// the quotes and escapes of a string. At any other value it does nothing and
// returns false.
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

// Null consumes null and reports whether it was the next value.
func (d *Decoder) Null() bool {
	if d.Peek() != 'n' {
		return false
	}
	d.word("null")
	return true
}

// absentObject consumes what Graph writes for an absent object: null, or an
// empty list as the value of a member. Elsewhere an empty list is a list.
func (d *Decoder) absentObject() bool {
	return d.Null() || d.inMember && d.Peek() == '[' && d.blankUntil(']')
}

// absentNumber consumes null, and a string of blanks.
func (d *Decoder) absentNumber() bool {
	return d.Null() || d.Peek() == '"' && d.blankUntil('"')
}

// blankUntil consumes a value with only blanks between its first and last byte,
// and reports whether the next value is one.
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
