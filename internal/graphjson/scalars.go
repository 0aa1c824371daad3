package graphjson

import (
	"bytes"
	"math"
	"reflect"
	"strconv"
)

// textOf consumes a string, number or boolean and returns its text until the
// next call, a string's without quotes and escapes, and what it is. At any
// other value it does nothing, and found is empty.
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

func decodeBool(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, found := d.textOf()
	if found == "" {
		return d.Mismatch("a boolean")
	}
	truth, ok := truthOf(text, found == "a number")
	if !ok {
		return d.Misread("a boolean", found)
	}
	v.SetBool(truth)
	return true
}

// truthOf reads true, false, 1, 0 and nothing, and any number as one.
func truthOf(text []byte, isNumber bool) (truth, ok bool) {
	switch {
	case len(text) == 0, string(text) == "0", bytes.EqualFold(text, []byte("false")):
		return false, true
	case string(text) == "1", bytes.EqualFold(text, []byte("true")):
		return true, true
	case isNumber:
		number, err := strconv.ParseFloat(string(text), 64)
		return number != 0, err == nil
	}
	return false, false
}

func decodeInt(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, found := d.textOf()
	if found == "" {
		return d.Mismatch("an integer")
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return true // of a number, an empty text says nothing
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		whole, ok := wholeNumber(text)
		if !ok {
			return d.Misread("an integer", found)
		}
		n = whole
	}
	if v.OverflowInt(n) {
		return d.Misread("a smaller integer", found)
	}
	v.SetInt(n)
	return true
}

func decodeUint(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, found := d.textOf()
	if found == "" {
		return d.Mismatch("an integer")
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return true
	}
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		whole, ok := wholeNumber(text)
		if !ok || whole < 0 {
			return d.Misread("an integer that is not negative", found)
		}
		n = uint64(whole)
	}
	if v.OverflowUint(n) {
		return d.Misread("a smaller integer", found)
	}
	v.SetUint(n)
	return true
}

// wholeNumber reads an integer in another form, such as 4.0 or 4e3.
func wholeNumber(text []byte) (int64, bool) {
	const exact = 1 << 53 // beyond this a float64 does not hold every integer
	if !isNumber(text) || !bytes.ContainsAny(text, ".eE") {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int64(f), true
}

func decodeFloat(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, found := d.textOf()
	if found == "" {
		return d.Mismatch("a number")
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return true
	}
	if !isNumber(text) {
		return d.Misread("a number", found)
	}
	f, err := strconv.ParseFloat(string(text), v.Type().Bits())
	if err != nil {
		return d.Misread("a smaller number", found)
	}
	v.SetFloat(f)
	return true
}

// decodeNumber keeps the exact digits, as amounts of money need.
func decodeNumber(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	text, found := d.textOf()
	if found == "" {
		return d.Mismatch("a number")
	}
	if text = bytes.TrimSpace(text); len(text) > 0 && !isNumber(text) {
		return d.Misread("a number", found)
	}
	v.SetString(d.kept.keep(text, len(d.text)-d.pos+len(text)))
	return true
}

// quoted is the plan for a scalar with the option "string" in its tag, which
// encoding/json writes inside a string.
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
	if d.Peek() == '"' && bytes.HasPrefix(d.text[d.pos:], []byte(null)) && d.err == nil {
		d.pos += len(null)
		return true
	}
	return d.Null()
}

// decodeQuotedString reads a string whose text is a string in JSON, and leaves
// any other text as it is.
func decodeQuotedString(d *Decoder, v reflect.Value) bool {
	if d.quotedNull() {
		return true
	}
	if d.Peek() != '"' {
		return decodeString(d, v)
	}
	text, _ := d.textOf()
	text = bytes.Clone(text)
	inner := Decoder{text: text}
	if start, end, _ := inner.quoted(); inner.err == nil && inner.pos == len(text) {
		text = unquote(nil, text[start:end])
	}
	v.SetString(string(text))
	return true
}
