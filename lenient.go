package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// A graphDecoder reads its own JSON in one pass, where json.Unmarshaler would
// be given bytes that have been scanned once already.
type graphDecoder interface {
	decodeGraph(data []byte) error
}

// decodeJSON decodes data into out, which points to a zero value. Graph sends
// numbers where its documents say strings, and the other way round, so a type
// mismatch is answered by converting the scalars to what out wants and decoding
// again. Documents without a mismatch do not pay for this.
func decodeJSON(data []byte, out any) error {
	if decoder, ok := out.(graphDecoder); ok {
		return decoder.decodeGraph(data)
	}
	err := json.Unmarshal(data, out)
	if _, mismatch := errors.AsType[*json.UnmarshalTypeError](err); !mismatch {
		return err
	}
	target := reflect.TypeOf(out).Elem()
	converted, convertErr := convertDocument(data, target)
	if convertErr != nil {
		return err
	}
	reflect.ValueOf(out).Elem().SetZero()
	return json.Unmarshal(converted, out)
}

func convertDocument(data []byte, target reflect.Type) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	return json.Marshal(convert(document, target))
}

var unmarshalerType = reflect.TypeFor[json.Unmarshaler]()

// convert returns value in the shape that target decodes from. What it cannot
// convert stays as it is, for the decoder to report.
func convert(value any, target reflect.Type) any {
	for target.Kind() == reflect.Pointer && !target.Implements(unmarshalerType) {
		target = target.Elem()
	}
	if target.Implements(unmarshalerType) || reflect.PointerTo(target).Implements(unmarshalerType) {
		return value
	}
	switch target.Kind() {
	case reflect.String:
		return toString(value)
	case reflect.Bool:
		return toBool(value)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return toNumber(value)
	case reflect.Slice, reflect.Array:
		return convertList(value, target.Elem())
	case reflect.Map:
		if object, ok := value.(map[string]any); ok {
			for key, member := range object {
				object[key] = convert(member, target.Elem())
			}
		}
	case reflect.Struct:
		if object, ok := value.(map[string]any); ok {
			convertFields(object, target)
		}
	}
	return value
}

func toString(value any) any {
	switch value := value.(type) {
	case json.Number:
		return value.String()
	case bool:
		return fmt.Sprint(value)
	}
	return value
}

func toNumber(value any) any {
	text, ok := value.(string)
	if !ok {
		return value
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if json.Valid([]byte(text)) && text[0] != '"' {
		return json.Number(text)
	}
	return value
}

func toBool(value any) any {
	switch value := value.(type) {
	case string:
		switch strings.ToLower(value) {
		case "true", "1":
			return true
		case "false", "0", "":
			return false
		}
	case json.Number:
		return value.String() != "0"
	}
	return value
}

// convertList also unwraps {"data": [...]}, the form a nested edge takes where
// a plain list is documented.
func convertList(value any, element reflect.Type) any {
	if object, ok := value.(map[string]any); ok {
		if data, ok := object["data"].([]any); ok {
			value = data
		}
	}
	if list, ok := value.([]any); ok {
		for i := range list {
			list[i] = convert(list[i], element)
		}
	}
	return value
}

func convertFields(object map[string]any, target reflect.Type) {
	for i := range target.NumField() {
		field := target.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && field.Anonymous {
			convert(object, field.Type)
			continue
		}
		if member, ok := object[name]; ok {
			object[name] = convert(member, field.Type)
		}
	}
}
