package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// A place is where something stands in a file, for people: both count from 1.
type place struct{ line, column int }

func (p place) String() string { return fmt.Sprintf("line %d, column %d", p.line, p.column) }

// placeAt returns the place of an offset. Columns count characters.
func placeAt(content []byte, offset int64) place {
	before := content[:max(0, min(int(offset), len(content)))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return place{1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:])}
}

// jsonMistake says where JSON has a mistake, and what is wrong there, without
// the types of Go.
func jsonMistake(content []byte, err error) error {
	if len(bytes.TrimSpace(content)) == 0 {
		return errors.New("the file is empty")
	}
	if _, at, problem := wrongType(content, err); problem != "" {
		return fmt.Errorf("%s: %s", placeAt(content, at), problem)
	}
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return errors.New(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "whatsapp: "), "simulator: "))
	}
	at, text := syntax.Offset-1, syntax.Error()
	switch {
	case strings.HasPrefix(text, "unexpected end"):
		at, text = int64(len(content)), "the JSON ends too early"
	case strings.HasSuffix(text, "after top-level value"):
		text = "there is more after the JSON"
	}
	return fmt.Errorf("%s: %s", placeAt(content, at), text)
}

// wrongType says where JSON has a value of another kind than is wanted: its
// path, its offset, and both kinds in plain words. It returns no problem for
// other errors.
func wrongType(content []byte, err error) (path string, at int64, problem string) {
	mistake, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return "", 0, ""
	}
	path, at = valueAt(content, mistake.Offset)
	name := path
	if name == "" {
		name = "it"
	}
	kind, number, _ := strings.Cut(mistake.Value, " ") // "number 1.5"
	got := number
	if got == "" {
		got = kindWords[kind]
	}
	return path, at, fmt.Sprintf("%s is %s; want %s", name, got, wordOf(mistake.Type))
}

// kindWords are the words for the kinds of values that encoding/json names.
var kindWords = map[string]string{
	"string": "a text", "number": "a number", "bool": "true or false", "array": "a list", "object": "an object",
}

func wordOf(wanted reflect.Type) string {
	switch wanted.Kind() {
	case reflect.Pointer:
		return wordOf(wanted.Elem())
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a whole number"
}

// valueAt returns the path of the value that an offset is in, such as
// "components[0].text", and where it begins.
func valueAt(content []byte, offset int64) (path string, start int64) {
	eachValue(content, func(at string, begins, ends int64) bool {
		path, start = at, begins
		return ends < offset
	})
	return path, start
}

// memberAt returns where the value of a path begins.
func memberAt(content []byte, path string) (start int64, found bool) {
	eachValue(content, func(at string, begins, _ int64) bool {
		start, found = begins, at == path
		return !found
	})
	return start, found
}

// eachValue calls visit with the path of each value, until it returns false.
// An object or a list ends for it where it begins.
func eachValue(content []byte, visit func(path string, begins, ends int64) bool) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	walkValue(decoder, content, "", visit)
}

func walkValue(decoder *json.Decoder, content []byte, path string, visit func(path string, begins, ends int64) bool) bool {
	begins := decoder.InputOffset()
	begins += int64(len(content[begins:]) - len(bytes.TrimLeft(content[begins:], " \t\r\n:,")))
	token, err := decoder.Token()
	if err != nil || !visit(path, begins, decoder.InputOffset()) {
		return false
	}
	opening, _ := token.(json.Delim)
	for i := 0; opening != 0 && decoder.More(); i++ {
		below := fmt.Sprintf("%s[%d]", path, i)
		if opening == '{' {
			name, err := decoder.Token()
			if err != nil {
				return false
			}
			below = strings.TrimPrefix(fmt.Sprintf("%s.%v", path, name), ".")
		}
		if !walkValue(decoder, content, below, visit) {
			return false
		}
	}
	if opening != 0 {
		_, err = decoder.Token()
	}
	return err == nil
}
