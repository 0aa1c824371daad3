package whatsapp

import (
	"encoding/json"
	"math"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// A jsonValue is a JSON value taken apart. The members of an object keep their
// order; of a name that stands twice, the last value counts.
type jsonValue struct {
	text     []byte // without white space
	members  []jsonMember
	places   map[string]int // of the members, by name
	elements []*jsonValue
}

type jsonMember struct {
	name  string
	value *jsonValue
}

// parseJSON takes a text apart that has no white space around its values.
func parseJSON(compact []byte) (*jsonValue, error) {
	d := codec.NewDecoder(compact)
	value := readValue(d, compact)
	d.End()
	return value, d.Err()
}

func readValue(d *graphjson.Decoder, text []byte) *jsonValue {
	value, start := new(jsonValue), d.Offset()
	switch d.Peek() {
	case '{':
		for name := range d.Members {
			name := string(name)
			value.set(name, readValue(d, text))
		}
	case '[':
		for range d.Elements {
			value.elements = append(value.elements, readValue(d, text))
		}
	default:
		d.Skip()
	}
	value.text = text[start:d.Offset()]
	return value
}

func (v *jsonValue) set(name string, value *jsonValue) {
	if place, twice := v.places[name]; twice {
		v.members[place].value = value
		return
	}
	if v.places == nil {
		v.places = make(map[string]int)
	}
	v.places[name] = len(v.members)
	v.members = append(v.members, jsonMember{name, value})
}

// member returns the value of a member, or nil.
func (v *jsonValue) member(name string) *jsonValue {
	if place, found := v.places[name]; found {
		return v.members[place].value
	}
	return nil
}

func (v *jsonValue) isObject() bool { return v.text[0] == '{' }
func (v *jsonValue) isList() bool   { return v.text[0] == '[' }
func (v *jsonValue) isNull() bool   { return v.text[0] == 'n' }

// scalar returns the meaning of a string, and the text of any other scalar.
func (v *jsonValue) scalar() string { return unquoted(v.text) }

// sameScalar reports whether two scalars mean the same. A number is the same as
// a string of it: Graph writes either, and takes either.
func sameScalar(a, b *jsonValue) bool {
	if a.scalar() == b.scalar() {
		return true
	}
	var one, other json.Number
	if json.Unmarshal(a.text, &one) != nil || json.Unmarshal(b.text, &other) != nil {
		return false
	}
	first, _ := one.Float64() // infinite where it is too large
	second, _ := other.Float64()
	// From here on, two whole numbers may share a float.
	const inexact = 1 << 53
	return first == second && math.Abs(first) < inexact
}
