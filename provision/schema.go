package provision

import (
	"bytes"
	_ "embed"
	"reflect"
)

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema of a [Document], for editors and for checks in
// other languages. [Parse] checks more than it can say.
func Schema() []byte { return bytes.Clone(schema) }

// schemaOf describes a type; definitions collects those of structs.
func schemaOf(t reflect.Type, definitions map[string]any) map[string]any {
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
		return map[string]any{"type": anObject, "additionalProperties": schemaOf(shape.item, definitions)}
	case aList:
		return map[string]any{"type": aList, "items": schemaOf(shape.item, definitions)}
	case anObject:
		if definitions[t.Name()] == nil {
			definitions[t.Name()] = map[string]any{} // a type may contain itself
			definitions[t.Name()] = objectSchema(t, shape, definitions)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{"type": shape.kind}
}

func objectSchema(t reflect.Type, shape shape, definitions map[string]any) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, member := range shape.members {
		properties[member.name] = schemaOf(member.kind, definitions)
		if member.required {
			required = append(required, member.name)
		}
	}
	described := map[string]any{"type": anObject, "properties": properties}
	if len(required) > 0 {
		described["required"] = required
	}
	if !isOpen(t) {
		described["additionalProperties"] = false
	}
	return described
}
