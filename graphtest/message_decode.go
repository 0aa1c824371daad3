package graphtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// decodeContent decodes the content of a message into a struct. The failure
// names the part that has the wrong type. It is determined here, because the
// error of encoding/json depends on the Go release.
func decodeContent(parameter string, content json.RawMessage, into any) *failure {
	if decodeJSON(content, into) == nil {
		return nil
	}
	var value any
	if decodeJSON(content, &value) == nil {
		if wrong := wrongPart(parameter, value, reflect.TypeOf(into).Elem()); wrong != "" {
			return invalid("Param %s", wrong)
		}
	}
	return invalid("Param %s does not parse", parameter)
}

// wrongPart returns which part of a value cannot be decoded into a type, or "".
func wrongPart(path string, value any, want reflect.Type) string {
	if value == nil {
		return ""
	}
	if want == reflect.TypeFor[scalar]() {
		if _, isScalar := (parameters{"": value}).text(""); isScalar {
			return ""
		}
	}
	switch want.Kind() {
	case reflect.Pointer:
		return wrongPart(path, value, want.Elem())
	case reflect.String:
		if _, isText := value.(string); !isText {
			return path + " must be a string"
		}
	case reflect.Map:
		if _, isObject := value.(map[string]any); !isObject {
			return path + " must be an object"
		}
	case reflect.Slice:
		items, isList := value.([]any)
		if !isList {
			return path + " must be an array"
		}
		for i, item := range items {
			if wrong := wrongPart(fmt.Sprintf("%s[%d]", path, i), item, want.Elem()); wrong != "" {
				return wrong
			}
		}
	case reflect.Struct:
		members, isObject := value.(map[string]any)
		if !isObject {
			return path + " must be an object"
		}
		for i := range want.NumField() {
			field := want.Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if wrong := wrongPart(path+"['"+name+"']", members[name], field.Type); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}
