package graphtest

import (
	"fmt"
	"reflect"
	"strings"
)

// notDecoded is the reply to content that does not decode into model. It reads
// the content itself: encoding/json names another path in every Go release.
func notDecoded(parameter string, content, model any) *failure {
	path, want := misshapen(parameter, content, reflect.TypeOf(model))
	if path == "" {
		return invalid("Param %s does not parse", parameter)
	}
	return invalid("Param %s must be %s", path, want)
}

// misshapen returns the path of the first value, in the order of the fields,
// that is not of the kind its field has, and that kind. The path is empty if
// there is none.
func misshapen(path string, value any, model reflect.Type) (wrong, want string) {
	if value == nil {
		return "", ""
	}
	switch model.Kind() {
	case reflect.Pointer:
		return misshapen(path, value, model.Elem())
	case reflect.String:
		if _, isText := value.(string); !isText {
			return path, "a string"
		}
	case reflect.Slice:
		list, isList := value.([]any)
		if !isList {
			return path, "an array"
		}
		for i, item := range list {
			if wrong, want = misshapen(fmt.Sprintf("%s[%d]", path, i), item, model.Elem()); wrong != "" {
				return wrong, want
			}
		}
	case reflect.Struct:
		object, isObject := value.(map[string]any)
		if !isObject {
			return path, "an object"
		}
		for field := range model.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if wrong, want = misshapen(path+"['"+name+"']", object[name], field.Type); wrong != "" {
				return wrong, want
			}
		}
	}
	return "", ""
}
