package graphjson

import (
	"bytes"
	"math"
	"reflect"
	"strconv"
)

// textOf consumes a string, number or boolean and returns its kind and its
// text, valid until the next call and without the quotes and escapes of a
// string. At any other value it does nothing, and found is empty.
func (d *Decoder) textOf() (text []byte, found string) {
	switch c := d.Peek(); c {
	case '{', '[', 'n':
		return nil, ""
	case '"':
		start, end, literal := d.quoted()
		if literal {
			return d.text[start:end], "other text"
		}
		return d.unquoted(start, end), "other text"
	default:
		start, end := d.span()
		return d.text[start:end], kindOf(c)
	}
}

func decodeString(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, ok := d.Scalar()
	if !ok {
		return d.Mismatch("a string")
	}
	v.SetString(text)
	return true
}

// A readFunc stores the value of the text of a string, number or boolean. If
// the text does not fit, it returns what it wants instead.
type readFunc func(d *Decoder, v reflect.Value, text []byte) (want string)

// scalar returns the plan for a type that read stores. Null leaves the value
// unchanged.
func scalar(want string, read readFunc) decodeFunc {
	return func(d *Decoder, v reflect.Value) bool {
		if d.Null() {
			return true
		}
		text, found := d.textOf()
		if found == "" {
			return d.Mismatch(want)
		}
		if want := read(d, v, bytes.TrimSpace(text)); want != "" {
			return d.Misread(want, found)
		}
		return true
	}
}

var (
	decodeBool   = scalar("a boolean", readBool)
	decodeInt    = scalar("an integer", readInt)
	decodeUint   = scalar("an integer", readUint)
	decodeFloat  = scalar("a number", readFloat)
	decodeNumber = scalar("a number", readNumber)
)

func readBool(_ *Decoder, v reflect.Value, text []byte) (want string) {
	switch {
	case len(text) == 0, bytes.EqualFold(text, []byte("false")):
		v.SetBool(false)
	case bytes.EqualFold(text, []byte("true")):
		v.SetBool(true)
	case isNumber(text):
		mantissa, _, _ := bytes.Cut(bytes.ToLower(text), []byte("e"))
		v.SetBool(bytes.ContainsAny(mantissa, "123456789"))
	default:
		return "a boolean"
	}
	return ""
}

func readInt(_ *Decoder, v reflect.Value, text []byte) (want string) {
	if len(text) == 0 {
		return ""
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		whole, ok := wholeNumber(text)
		if !ok {
			return "an integer"
		}
		n = whole
	}
	if v.OverflowInt(n) {
		return "a smaller integer"
	}
	v.SetInt(n)
	return ""
}

func readUint(_ *Decoder, v reflect.Value, text []byte) (want string) {
	if len(text) == 0 {
		return ""
	}
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		whole, ok := wholeNumber(text)
		if !ok || whole < 0 {
			return "an integer that is not negative"
		}
		n = uint64(whole)
	}
	if v.OverflowUint(n) {
		return "a smaller integer"
	}
	v.SetUint(n)
	return ""
}

// wholeNumber parses an integer in another form, such as 4.0 or 4e3.
func wholeNumber(text []byte) (int64, bool) {
	const exact = 1 << 53 // beyond this a float64 cannot represent every integer
	if !isNumber(text) {
		return 0, false
	}
	f, _ := strconv.ParseFloat(string(text), 64) // infinite where it fails
	if f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int64(f), true
}

func readFloat(_ *Decoder, v reflect.Value, text []byte) (want string) {
	if len(text) == 0 {
		return ""
	}
	if !isNumber(text) {
		return "a number"
	}
	f, err := strconv.ParseFloat(string(text), v.Type().Bits())
	if err != nil {
		return "a smaller number"
	}
	v.SetFloat(f)
	return ""
}

// readNumber keeps the exact digits, as amounts of money need.
func readNumber(d *Decoder, v reflect.Value, text []byte) (want string) {
	if len(text) > 0 && !isNumber(text) {
		return "a number"
	}
	v.SetString(d.kept.keep(text, len(d.text)-d.pos+len(text)))
	return ""
}

// quoted returns the plan for a scalar with the option "string" in its tag,
// which encoding/json writes inside a string.
func (p *planner) quoted(t reflect.Type) decodeFunc {
	plan := p.planFor(t)
	switch {
	case t.Kind() == reflect.Pointer:
		return (&pointerPlan{element: p.quoted(t.Elem()), absent: (*Decoder).quotedNull}).decode
	case readsItself(t), t == numberType:
		return plan
	case t.Kind() == reflect.String:
		return decodeQuotedString
	}
	return func(d *Decoder, v reflect.Value) bool { return d.quotedNull() || plan(d, v) }
}

// quotedNull consumes null, inside a string or not.
func (d *Decoder) quotedNull() bool {
	const null = `"null"`
	d.Peek()
	if bytes.HasPrefix(d.text[d.pos:], []byte(null)) {
		d.pos += len(null)
		return true
	}
	return d.Null()
}

// decodeQuotedString decodes a string that contains a JSON string, and keeps
// any other text unchanged.
func decodeQuotedString(d *Decoder, v reflect.Value) bool {
	if d.quotedNull() {
		return true
	}
	if d.Peek() != '"' {
		return decodeString(d, v)
	}
	text, _ := d.textOf()
	inner := Decoder{text: text}
	if start, end, _ := inner.quoted(); inner.err == nil && inner.pos == len(text) {
		text = unquote(nil, text[start:end])
	}
	v.SetString(string(text))
	return true
}
