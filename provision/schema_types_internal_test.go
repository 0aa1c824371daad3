package provision

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A schemaWriter describes types, from their shapes and their doc comments.
type schemaWriter struct {
	source      *source
	examples    map[string]any // of members, by their type and name
	definitions map[string]any // of structs
	bare        []string       // types and members without a comment
	unshown     []string       // members without an example
}

func (w *schemaWriter) typeSchema(t reflect.Type) map[string]any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[State]() {
		return map[string]any{"type": aText, "enum": []State{StatePresent, StateAbsent}}
	}
	shape := shapeOf(t)
	switch shape.kind {
	case anything:
		return map[string]any{}
	case aMap:
		return map[string]any{"type": anObject, "additionalProperties": w.typeSchema(shape.item)}
	case aList:
		return map[string]any{"type": aList, "items": w.typeSchema(shape.item)}
	case anObject:
		if w.definitions[t.Name()] == nil {
			w.definitions[t.Name()] = map[string]any{} // a type may contain itself
			w.definitions[t.Name()] = w.objectSchema(t, shape)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	if values := w.source.constants[sourceName(t)]; len(values) > 0 {
		// An editor offers these, and takes others: Graph may know more.
		return map[string]any{"anyOf": []any{map[string]any{"enum": values}, map[string]any{"type": aText}}}
	}
	return map[string]any{"type": shape.kind}
}

func (w *schemaWriter) objectSchema(t reflect.Type, shape shape) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, member := range shape.members {
		properties[member.name] = w.memberSchema(t, member)
		if member.required {
			required = append(required, member.name)
		}
	}
	described := map[string]any{
		"title": titleOf(t), "description": w.source.describe(t), "type": anObject, "properties": properties,
	}
	if described["description"] == "" {
		w.bare = append(w.bare, sourceName(t))
	}
	if len(required) > 0 {
		described["required"] = required
	}
	if !isOpen(t) {
		described["additionalProperties"] = false
	}
	return described
}

func (w *schemaWriter) memberSchema(t reflect.Type, member shapeMember) map[string]any {
	described := w.typeSchema(member.kind)
	name := sourceName(t) + "." + member.name
	described["title"] = capital(strings.ReplaceAll(strings.TrimPrefix(member.name, "$"), "_", " "))
	described["description"] = cmp.Or(w.source.describeMember(t, member.name), w.source.describe(innermost(member.kind)))
	if described["description"] == "" {
		w.bare = append(w.bare, name)
	}
	switch example, given := w.examples[name]; {
	case given:
		described["examples"] = []any{example}
	case described["enum"] == nil && (described["type"] == aText || described["type"] == aNumber):
		w.unshown = append(w.unshown, name)
	}
	return described
}

// innermost is the type of the entries of a list, or the type itself.
func innermost(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// titleOf returns the words of a type's name.
func titleOf(t reflect.Type) string {
	var words []string
	name := []rune(strings.TrimSuffix(t.Name(), "Request"))
	start := 0
	for i := 1; i <= len(name); i++ {
		begins := i < len(name) && unicode.IsUpper(name[i]) && (unicode.IsLower(name[i-1]) || i+1 < len(name) && unicode.IsLower(name[i+1]))
		if i < len(name) && !begins {
			continue
		}
		word := string(name[start:i])
		if strings.ToUpper(word) != word {
			word = strings.ToLower(word)
		}
		words, start = append(words, word), i
	}
	return capital(strings.Join(words, " "))
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// examplesIn collects the first value of every member of a sample.
func examplesIn(examples map[string]any, value any, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	shape := shapeOf(t)
	list, _ := value.([]any)
	for _, entry := range list {
		examplesIn(examples, entry, shape.item)
	}
	object, isObject := value.(map[string]any)
	if !isObject || shape.kind != anObject {
		return
	}
	for _, name := range sortedNames(object) {
		i := slices.IndexFunc(shape.members, func(m shapeMember) bool { return m.name == name })
		if i < 0 {
			continue // of a template component
		}
		member := sourceName(t) + "." + name
		if _, given := examples[member]; !given && isExample(object[name]) {
			examples[member] = object[name]
		}
		examplesIn(examples, object[name], shape.members[i].kind)
	}
}

// isExample reports whether a value is small enough to be shown: a text, a
// number or a list of them.
func isExample(value any) bool {
	switch value := value.(type) {
	case map[string]any, bool:
		return false
	case []any:
		return len(value) > 0 && isExample(value[0])
	}
	return true
}
