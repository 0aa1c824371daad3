package provision

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// A shape is what a Go type is in JSON: the check of a document and its schema
// both follow it.
type shape struct {
	kind    shapeKind
	item    reflect.Type  // of a list or a map
	members []shapeMember // of an object
}

type shapeKind string

const (
	anything shapeKind = ""
	anObject shapeKind = "object"
	aMap     shapeKind = "map"
	aList    shapeKind = "array"
	aText    shapeKind = "string"
	aNumber  shapeKind = "integer"
	aSwitch  shapeKind = "boolean"
)

type shapeMember struct {
	name     string
	kind     reflect.Type
	required bool
}

// component is what a document may have in a list of template components.
type component struct {
	// Type is HEADER, BODY, FOOTER, BUTTONS, CAROUSEL or another one that Meta
	// documents. The other members are as Graph takes them.
	Type string `json:"type"`
}

func shapeOf(t reflect.Type) shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[json.RawMessage]():
		return shape{kind: anything}
	case reflect.TypeFor[whatsapp.MessageTemplateComponents]():
		return shape{kind: aList, item: reflect.TypeFor[component]()}
	}
	switch t.Kind() {
	case reflect.Struct:
		return shape{kind: anObject, members: membersOf(t)}
	case reflect.Slice:
		return shape{kind: aList, item: t.Elem()}
	case reflect.Map:
		return shape{kind: aMap, item: t.Elem()}
	case reflect.String:
		return shape{kind: aText}
	case reflect.Int:
		return shape{kind: aNumber}
	case reflect.Bool:
		return shape{kind: aSwitch}
	}
	return shape{kind: anything}
}

func membersOf(t reflect.Type) []shapeMember {
	var members []shapeMember
	for member := range t.Fields() {
		name, options, _ := strings.Cut(member.Tag.Get("json"), ",")
		if !member.IsExported() || name == "" || name == "-" {
			continue
		}
		members = append(members, shapeMember{name, member.Type, !strings.Contains(options, "omit")})
	}
	return members
}

// isOpen reports whether objects of a type may have members that it does not
// list.
func isOpen(t reflect.Type) bool { return t == reflect.TypeFor[component]() }

// checkShape compares a value with the type that it is to be decoded into.
func checkShape(value any, t reflect.Type, path string, mistakes *[]Mistake) {
	shape := shapeOf(t)
	wrong := func() {
		*mistakes = append(*mistakes, Mistake{path, fmt.Sprintf("must be %s, not %s", shape.kind.describe(), describeValue(value))})
	}
	switch value := value.(type) {
	case map[string]any:
		switch shape.kind {
		case anObject:
			checkMembers(value, t, shape, path, mistakes)
		case aMap:
			for _, name := range sortedNames(value) {
				checkShape(value[name], shape.item, member(path, name), mistakes)
			}
		case anything:
		default:
			wrong()
		}
	case []any:
		if shape.kind == anything {
			return
		}
		if shape.kind != aList {
			wrong()
			return
		}
		for i := range value {
			checkShape(value[i], shape.item, fmt.Sprintf("%s[%d]", path, i), mistakes)
		}
	default:
		if !shape.kind.holds(value) {
			wrong()
		}
	}
}

func checkMembers(object map[string]any, t reflect.Type, shape shape, path string, mistakes *[]Mistake) {
	for _, name := range sortedNames(object) {
		i := slices.IndexFunc(shape.members, func(m shapeMember) bool { return m.name == name })
		switch {
		case i >= 0:
			checkShape(object[name], shape.members[i].kind, member(path, name), mistakes)
		case !isOpen(t):
			*mistakes = append(*mistakes, Mistake{member(path, name), "is not known; want one of " + shape.names()})
		}
	}
	for _, one := range shape.members {
		if _, given := object[one.name]; !given && one.required {
			*mistakes = append(*mistakes, Mistake{member(path, one.name), "is required"})
		}
	}
}

func (s shape) names() string {
	names := make([]string, len(s.members))
	for i, member := range s.members {
		names[i] = member.name
	}
	return strings.Join(names, ", ")
}

func (k shapeKind) holds(value any) bool {
	switch value := value.(type) {
	case string:
		return k == aText || k == anything
	case bool:
		return k == aSwitch || k == anything
	case json.Number:
		if k == aNumber {
			_, err := value.Int64()
			return err == nil
		}
	}
	return k == anything
}

func (k shapeKind) describe() string {
	switch k {
	case anObject, aMap:
		return "an object"
	case aList:
		return "a list"
	case aText:
		return "a text"
	case aNumber:
		return "a whole number"
	case aSwitch:
		return "true or false"
	}
	return "a value"
}

func describeValue(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return quoted(value)
	default:
		return fmt.Sprint(value)
	}
}

func sortedNames(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }
