package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
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
	if decodesItself(target) {
		return value
	}
	switch target.Kind() {
	case reflect.String:
		return toString(value)
	case reflect.Bool:
		return toBool(value)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return toInteger(value)
	case reflect.Float32, reflect.Float64:
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

func decodesItself(target reflect.Type) bool {
	return target.Implements(unmarshalerType) || reflect.PointerTo(target).Implements(unmarshalerType)
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

// toInteger also takes a whole number in another form, such as 4.0 or 4e3.
func toInteger(value any) any {
	value = toNumber(value)
	number, ok := value.(json.Number)
	if !ok || isDigits(strings.TrimPrefix(number.String(), "-")) {
		return value
	}
	const exact = 1 << 53 // beyond this a float64 does not hold every integer
	float, err := number.Float64()
	if err != nil || float != math.Trunc(float) || math.Abs(float) > exact {
		return value
	}
	return json.Number(strconv.FormatInt(int64(float), 10))
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
		number, err := value.Float64()
		return err != nil || number != 0
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

// convertFields finds members as encoding/json does: by the name of the tag, or
// of the field, without regard to case.
func convertFields(object map[string]any, target reflect.Type) {
	for i := range target.NumField() {
		field := target.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && field.Anonymous {
			convert(object, field.Type)
			continue
		}
		if name == "" {
			name = field.Name
		}
		for key, member := range object {
			if strings.EqualFold(key, name) {
				object[key] = convertMember(member, field.Type)
			}
		}
	}
}

// convertMember also takes an empty list for an object without members, which
// is how PHP writes one.
func convertMember(member any, target reflect.Type) any {
	if list, ok := member.([]any); ok && len(list) == 0 && isStruct(target) {
		return nil
	}
	return convert(member, target)
}

func isStruct(target reflect.Type) bool {
	if target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	return target.Kind() == reflect.Struct && !decodesItself(target)
}

// explainDecoding says in Graph's names what does not fit, without Go types.
func explainDecoding(err error) string {
	mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err.Error()
	}
	if mismatch.Field == "" {
		return "it is a JSON " + mismatch.Value + ", which does not fit"
	}
	return fmt.Sprintf("%q holds a JSON %s, which does not fit", mismatch.Field, mismatch.Value)
}
