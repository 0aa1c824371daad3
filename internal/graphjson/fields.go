package graphjson

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A jsonField is a field that encoding/json would fill.
type jsonField struct {
	name   string
	tagged bool
	quoted bool
	index  []int
	field  reflect.StructField
}

// fieldsOf returns the fields of a struct and of those embedded in it. Among
// fields of the same name the shallowest wins, then the one with a tag; if
// several remain, none does.
func fieldsOf(t reflect.Type) []jsonField {
	all := collectFields(t, nil, map[reflect.Type]bool{})
	slices.SortStableFunc(all, func(a, b jsonField) int {
		if order := strings.Compare(a.name, b.name); order != 0 {
			return order
		}
		if order := len(a.index) - len(b.index); order != 0 {
			return order
		}
		if a.tagged != b.tagged {
			if a.tagged {
				return -1
			}
			return 1
		}
		return 0
	})
	var fields []jsonField
	for len(all) > 0 {
		same := 1
		for same < len(all) && all[same].name == all[0].name {
			same++
		}
		clash := same > 1 && len(all[0].index) == len(all[1].index) && all[0].tagged == all[1].tagged
		if !clash {
			fields = append(fields, all[0])
		}
		all = all[same:]
	}
	slices.SortFunc(fields, func(a, b jsonField) int { return slices.Compare(a.index, b.index) })
	return fields
}

// collectFields walks a struct in the order of its fields. It skips the types
// in on, which it is already inside of, since a type may embed a pointer to
// itself.
func collectFields(t reflect.Type, index []int, on map[reflect.Type]bool) []jsonField {
	if on[t] {
		return nil
	}
	on[t] = true
	defer delete(on, t)
	var fields []jsonField
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" || !isReachable(field) {
			continue
		}
		at := append(slices.Clone(index), i)
		tagged := isName(name)
		inner := pointedTo(field.Type)
		if field.Anonymous && !tagged && inner.Kind() == reflect.Struct {
			fields = append(fields, collectFields(inner, at, on)...)
			continue
		}
		if !tagged {
			name = field.Name
		}
		quoted := slices.Contains(strings.Split(options, ","), "string") && isScalar(inner)
		fields = append(fields, jsonField{name: name, tagged: tagged, quoted: quoted, index: at, field: field})
	}
	return fields
}

// isReachable reports whether the field, or one inside it, can be set.
func isReachable(field reflect.StructField) bool {
	return field.IsExported() || field.Anonymous && pointedTo(field.Type).Kind() == reflect.Struct
}

// pointedTo returns the element type of an unnamed pointer type, or t itself.
func pointedTo(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer && t.Name() == "" {
		return t.Elem()
	}
	return t
}

func isScalar(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Bool || isNumeric(t)
}

func isNumeric(t reflect.Type) bool {
	kind := t.Kind()
	return reflect.Int <= kind && kind <= reflect.Float64
}

// isName reports whether encoding/json accepts the name in a tag.
func isName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
