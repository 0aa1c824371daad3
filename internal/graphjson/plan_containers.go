package graphjson

import (
	"encoding/base64"
	"reflect"
)

type pointerPlan struct {
	element decodeFunc
	absent  func(*Decoder) bool
}

func (p *pointerPlan) decode(d *Decoder, v reflect.Value) bool {
	if p.absent(d) {
		v.SetZero()
		return true
	}
	if !v.IsNil() {
		return p.element(d, v.Elem())
	}
	element := reflect.New(v.Type().Elem())
	if !p.element(d, element.Elem()) {
		return false
	}
	v.Set(element)
	return true
}

type listPlan struct {
	element decodeFunc
	room    int // initial capacity
}

// roomFor returns the initial capacity of a list: four elements, as most have
// no more, unless they are large.
func roomFor(element reflect.Type) int {
	const most = 512 // bytes
	return max(1, min(4, most/max(1, int(element.Size()))))
}

// decode treats a repeated list as encoding/json does: the second is decoded
// over the elements of the first.
func (p *listPlan) decode(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		v.SetZero()
		return true
	}
	switch d.Peek() {
	case '[':
		return p.elements(d, v)
	case '{':
		if d.blankUntil('}') {
			return d.Misread("a list", "an empty object") // would decode as a zero element
		}
		if d.isEdge() {
			return p.edge(d, v)
		}
	}
	return p.single(d, v)
}

// elements drops the elements that do not fit. If none remain, the list itself
// does not fit: it was not empty.
func (p *listPlan) elements(d *Decoder, v reflect.Value) bool {
	n, index := 0, 0
	for range d.Elements {
		switch {
		case n < v.Cap():
		case n == 0:
			v.Grow(p.room)
		default:
			v.Grow(1)
		}
		v.SetLen(n + 1)
		first := len(d.mismatches)
		d.inMember = false
		if p.element(d, v.Index(n)) {
			n++
		} else {
			v.Index(n).SetZero()
		}
		d.withinIndex(first, index)
		index++
	}
	switch {
	case n > 0:
		v.SetLen(n)
	case index > 0:
		v.SetZero()
		return false
	default:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	return true
}

// single decodes one element where a list is expected.
func (p *listPlan) single(d *Decoder, v reflect.Value) bool {
	list := reflect.MakeSlice(v.Type(), 1, 1)
	if !p.element(d, list.Index(0)) {
		return false
	}
	v.Set(list)
	return true
}

// isEdge reports whether the next value, an object, has the form of an edge:
// {"data": [...]}, perhaps with the members of a page before the list. It
// consumes nothing.
func (d *Decoder) isEdge() (found bool) {
	ahead := Decoder{text: d.text, pos: d.pos, depth: d.depth}
	defer func() { d.ahead += ahead.pos - d.pos }()
	for name := range ahead.Members {
		switch string(name) {
		case "data":
			c := ahead.Peek()
			return c == '[' || c == 'n'
		case "paging", "summary":
			ahead.Skip()
		default:
			return false
		}
	}
	return false
}

func (p *listPlan) edge(d *Decoder, v reflect.Value) bool {
	fits := true
	for name := range d.Members {
		if string(name) != "data" {
			d.Skip()
			continue
		}
		first := len(d.mismatches)
		fits = p.decode(d, v)
		d.withinName(first, "data")
	}
	return fits
}

// decodeBytes decodes the base64 text of a byte slice.
func (p *listPlan) decodeBytes(d *Decoder, v reflect.Value) bool {
	if d.Peek() != '"' {
		return p.decode(d, v)
	}
	text, _ := d.textOf()
	if d.err != nil {
		return true
	}
	bytes := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(bytes, text)
	if err != nil {
		return d.Misread("base64 text", "other text")
	}
	v.SetBytes(bytes[:n])
	return true
}

type arrayPlan struct {
	element decodeFunc
}

func (p *arrayPlan) decode(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		return true
	}
	if d.Peek() != '[' {
		return d.Mismatch("an array")
	}
	index := 0
	for range d.Elements {
		if index >= v.Len() {
			d.Skip()
			continue
		}
		first := len(d.mismatches)
		d.inMember = false
		if !p.element(d, v.Index(index)) {
			v.Index(index).SetZero()
		}
		d.withinIndex(first, index)
		index++
	}
	for ; index < v.Len(); index++ {
		v.Index(index).SetZero()
	}
	return true
}

type mapPlan struct {
	element decodeFunc
}

func (p *mapPlan) decode(d *Decoder, v reflect.Value) bool {
	if d.Null() {
		v.SetZero()
		return true
	}
	if d.absentObject() {
		return true
	}
	if d.Peek() != '{' {
		return d.Mismatch("an object")
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	element := reflect.New(v.Type().Elem()).Elem()
	for name := range d.Members {
		key := d.kept.keep(name, len(d.text)-d.pos)
		element.SetZero()
		first := len(d.mismatches)
		d.inMember = true
		if p.element(d, element) {
			v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), element)
		}
		d.withinName(first, key)
	}
	return true
}
