package webhook

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// The decoder fills the structs of this package from JSON text. It reads the same struct tags as encoding/json and
// does the same, except that it
//
//   - takes a string where a number or a boolean is expected, and a number or a boolean where a string is,
//   - takes one element where a list is expected,
//   - knows a second spelling of a name, given by the tag "alias",
//   - matches names exactly,
//   - shares the text's memory with the strings it fills in.

// A decodeFunc consumes one value and stores it.
type decodeFunc func(s *scanner, v reflect.Value)

// A valueDecoder is a type with a form of its own.
type valueDecoder interface {
	decodeValue(s *scanner)
}

// A structPlan is what the decoder needs to know of a struct type, worked out once.
type structPlan struct {
	fields map[string]fieldPlan
}

type fieldPlan struct {
	index  []int
	decode decodeFunc
}

// decodeInto consumes one value and stores it in what target points to.
func decodeInto(s *scanner, target any) {
	v := reflect.ValueOf(target).Elem()
	planOf(v.Type())(s, v)
}

var (
	plans      sync.Map // reflect.Type to decodeFunc
	plansMutex sync.Mutex
)

// planOf returns the decodeFunc of a type, building it on first use so that importing the package costs nothing.
func planOf(t reflect.Type) decodeFunc {
	if plan, ok := plans.Load(t); ok {
		return plan.(decodeFunc)
	}
	plansMutex.Lock()
	defer plansMutex.Unlock()
	plan := planner{}.decoderOf(t)
	plans.Store(t, plan)
	return plan
}

// A planner remembers the structs it has met, because types may contain themselves.
type planner map[reflect.Type]*structPlan

var (
	valueDecoderType = reflect.TypeFor[valueDecoder]()
	rawMessageType   = reflect.TypeFor[json.RawMessage]()
	numberType       = reflect.TypeFor[json.Number]()
)

func (p planner) decoderOf(t reflect.Type) decodeFunc {
	switch {
	case reflect.PointerTo(t).Implements(valueDecoderType):
		return decodeOwnForm
	case t == rawMessageType:
		return decodeRaw
	case t == numberType:
		return decodeNumber
	}
	switch t.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int:
		return decodeInt
	case reflect.Float64:
		return decodeFloat
	case reflect.Pointer:
		return pointerDecoder(p.decoderOf(t.Elem()))
	case reflect.Slice:
		return sliceDecoder(p.decoderOf(t.Elem()))
	case reflect.Struct:
		return p.planStruct(t).decode
	}
	panic("webhook: no decoder for " + t.String()) // a type of this package, not input: every test would fail
}

func (p planner) planStruct(t reflect.Type) *structPlan {
	if plan, ok := p[t]; ok {
		return plan
	}
	plan := &structPlan{fields: make(map[string]fieldPlan, t.NumField())}
	p[t] = plan
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		entry := fieldPlan{index: field.Index, decode: p.decoderOf(field.Type)}
		plan.fields[name] = entry
		if alias := field.Tag.Get("alias"); alias != "" {
			plan.fields[alias] = entry
		}
	}
	return plan
}

func (plan *structPlan) decode(s *scanner, v reflect.Value) {
	if s.peek() == 'n' {
		s.literal("null")
		return
	}
	if !s.expect('{', "an object") {
		return
	}
	for name := range s.members {
		field, known := plan.fields[name]
		if !known {
			s.skip()
			continue
		}
		if len(field.index) == 1 {
			field.decode(s, v.Field(field.index[0]))
		} else {
			field.decode(s, v.FieldByIndex(field.index))
		}
		if s.err != nil {
			s.within(name)
		}
	}
}

func pointerDecoder(decode decodeFunc) decodeFunc {
	return func(s *scanner, v reflect.Value) {
		if s.peek() == 'n' {
			s.literal("null")
			v.SetZero()
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		decode(s, v.Elem())
	}
}

func sliceDecoder(decode decodeFunc) decodeFunc {
	return func(s *scanner, v reflect.Value) {
		v.SetZero()
		switch s.peek() {
		case 'n':
			s.literal("null")
		case '[':
			for range s.elements {
				appendDecoded(s, v, decode)
			}
			if v.IsNil() {
				v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			}
		default:
			appendDecoded(s, v, decode)
		}
	}
}

func appendDecoded(s *scanner, v reflect.Value, decode decodeFunc) {
	n := v.Len()
	if n == v.Cap() {
		v.Grow(1)
	}
	v.SetLen(n + 1)
	decode(s, v.Index(n))
}

func decodeOwnForm(s *scanner, v reflect.Value) {
	v.Addr().Interface().(valueDecoder).decodeValue(s)
}

func decodeRaw(s *scanner, v reflect.Value) {
	v.SetBytes([]byte(s.span()))
}
