package graphjson

import (
	"encoding"
	"encoding/json"
	"reflect"
)

// A decodeFunc consumes one value and stores it. It reports whether the value
// fits; if not, it has recorded a mismatch and stored nothing.
type decodeFunc func(d *Decoder, v reflect.Value) bool

// A planner makes the plan for a type. It remembers the types it has seen,
// because types may contain themselves.
type planner struct {
	codec *Codec
	made  map[reflect.Type]*decodeFunc
}

var (
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	rawMessageType      = reflect.TypeFor[json.RawMessage]()
	numberType          = reflect.TypeFor[json.Number]()
)

func (p *planner) planFor(t reflect.Type) decodeFunc {
	if made, ok := p.made[t]; ok {
		if *made != nil {
			return *made
		}
		return func(d *Decoder, v reflect.Value) bool { return (*made)(d, v) }
	}
	made := new(decodeFunc)
	p.made[t] = made
	*made = p.newPlan(t)
	return *made
}

func (p *planner) newPlan(t reflect.Type) decodeFunc {
	if own := p.codec.own(t); own != nil {
		return own
	}
	switch {
	case t == rawMessageType:
		return decodeRaw
	case t == numberType:
		return decodeNumber
	case t.Kind() == reflect.Pointer:
		return (&pointerPlan{element: p.planFor(t.Elem()), absent: p.absentFor(t.Elem())}).decode
	case readsItself(t):
		return decodeOther
	}
	switch t.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return decodeInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return decodeUint
	case reflect.Float32, reflect.Float64:
		return decodeFloat
	case reflect.Slice:
		list := &listPlan{element: p.planFor(t.Elem()), room: roomFor(t.Elem())}
		if t.Elem().Kind() == reflect.Uint8 {
			return list.decodeBytes
		}
		return list.decode
	case reflect.Array:
		return (&arrayPlan{element: p.planFor(t.Elem())}).decode
	case reflect.Map:
		if t.Key().Kind() == reflect.String && !reflect.PointerTo(t.Key()).Implements(textUnmarshalerType) {
			return (&mapPlan{element: p.planFor(t.Elem())}).decode
		}
	case reflect.Struct:
		return p.planStruct(t).decode
	}
	return decodeOther
}

// readsItself reports whether encoding/json would call the type's own method.
func readsItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return pointer.Implements(unmarshalerType) || pointer.Implements(textUnmarshalerType)
}

// absentFor returns the function that consumes a value meaning nil, where a
// pointer to the type is expected.
func (p *planner) absentFor(t reflect.Type) func(*Decoder) bool {
	switch {
	case p.isObject(t):
		return (*Decoder).absentObject
	case isNumeric(t) && !p.isForeign(t), t == numberType:
		return (*Decoder).absentNumber
	}
	return (*Decoder).Null
}

// isObject reports whether the type is read from an object.
func (p *planner) isObject(t reflect.Type) bool {
	return (t.Kind() == reflect.Struct || t.Kind() == reflect.Map) && !p.isForeign(t)
}

// isForeign reports whether the type is read by a method.
func (p *planner) isForeign(t reflect.Type) bool {
	return p.codec.own(t) != nil || readsItself(t)
}

func decodeRaw(d *Decoder, v reflect.Value) bool {
	start, end := d.span()
	v.SetBytes(append([]byte(nil), d.text[start:end]...))
	return true
}

// decodeOther leaves the value to the type's own method, or else to
// encoding/json. Errors may quote the value, so only a method's error about the
// whole text is passed on.
func decodeOther(d *Decoder, v reflect.Value) bool {
	found := kindOf(d.Peek())
	start, end := d.span()
	if d.err != nil {
		return true
	}
	target := v.Addr().Interface()
	unmarshaler, ok := target.(json.Unmarshaler)
	if !ok {
		if json.Unmarshal(d.text[start:end], target) == nil {
			return true
		}
	} else if err := unmarshaler.UnmarshalJSON(d.text[start:end]); err == nil {
		return true
	} else if d.Outermost() {
		d.Fail(err)
	}
	v.SetZero()
	return d.Misread("another form", found)
}
