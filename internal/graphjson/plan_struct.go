package graphjson

import (
	"reflect"
	"strings"
)

// A structPlan says how to decode an object into a struct type.
type structPlan struct {
	fields []*fieldPlan // in the order of the struct, which texts often share
	byName map[string]*fieldPlan
	folded []*fieldPlan // fields matched without regard to case
}

type fieldPlan struct {
	name     string
	position int // in the plan's fields
	index    []int
	decode   decodeFunc
}

func (p *planner) planStruct(t reflect.Type) *structPlan {
	plan := &structPlan{byName: map[string]*fieldPlan{}}
	for _, f := range fieldsOf(t) {
		if !f.field.IsExported() && p.isForeign(f.field.Type) {
			continue // an embedded type whose methods are inaccessible
		}
		field := &fieldPlan{name: f.name, position: len(plan.fields), index: f.index, decode: p.planFor(f.field.Type)}
		if f.quoted {
			field.decode = p.quoted(f.field.Type)
		}
		plan.fields = append(plan.fields, field)
		plan.byName[f.name] = field
		if alias := f.field.Tag.Get("alias"); alias != "" {
			plan.byName[alias] = field
		}
		if !f.tagged {
			plan.folded = append(plan.folded, field)
		}
	}
	return plan
}

// find returns the field for a name, or nil. guess is the position of the most
// likely field.
func (p *structPlan) find(name []byte, guess int) *fieldPlan {
	if guess < len(p.fields) && p.fields[guess].name == string(name) {
		return p.fields[guess]
	}
	if field, ok := p.byName[string(name)]; ok {
		return field
	}
	for _, field := range p.folded {
		if strings.EqualFold(field.name, string(name)) {
			return field
		}
	}
	return nil
}

func (p *structPlan) decode(d *Decoder, v reflect.Value) bool {
	if d.absentObject() {
		return true
	}
	if d.Peek() != '{' {
		return d.Mismatch("an object")
	}
	guess := 0
	for name := range d.Members {
		field := p.find(name, guess)
		if field == nil {
			d.Skip()
			continue
		}
		guess = field.position + 1
		first := len(d.mismatches)
		d.inMember = true
		if target, ok := field.in(v); ok {
			field.decode(d, target)
		} else {
			d.Mismatch("a member that can be set")
		}
		d.within(first, field.name)
	}
	return true
}

// in returns the field of a struct, allocating embedded structs on the way. A
// nil embedded pointer to an unexported type cannot be set.
func (f *fieldPlan) in(v reflect.Value) (reflect.Value, bool) {
	if len(f.index) == 1 {
		return v.Field(f.index[0]), true
	}
	for _, index := range f.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(index)
	}
	return v, true
}
