package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// readJSON reads a file with one JSON value; - is standard input.
func (s *shell) readJSON(path string) (json.RawMessage, error) {
	content, err := s.readInput(path)
	if err != nil {
		return nil, err
	}
	var value json.RawMessage
	if err := json.Unmarshal(content, &value); err != nil {
		return nil, mistakeIn(path, jsonMistake(content, err))
	}
	// With the white space that is before it, so that places are those of the
	// file.
	return content, nil
}

// A fileError is what somebody has to correct in a file.
type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string { return e.path + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// mistakeIn adds the name of a file to a mistake in it.
func mistakeIn(path string, err error) error {
	if path == "-" {
		path = "standard input"
	}
	return &fileError{path, err}
}

// readRequest reads a request from a file in YAML or JSON. A member that it
// does not know is a mistake.
func readRequest[T any](s *shell, path string) (*T, error) {
	content, err := s.readInput(path)
	if err != nil {
		return nil, err
	}
	source, err := parseYAML(content, nil)
	if err != nil {
		return nil, mistakeIn(path, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(source.json))
	decoder.DisallowUnknownFields()
	request := new(T)
	if err := decoder.Decode(request); err != nil {
		return nil, mistakeIn(path, requestMistake(source, err, reflect.TypeFor[T]()))
	}
	return request, nil
}

// requestMistake says in the words of a file what is wrong with the request in
// it.
func requestMistake(source *yamlSource, err error, request reflect.Type) error {
	if path, _, problem := wrongType(source.json, err); problem != "" {
		return fmt.Errorf("%s: %s", source.place(path), problem)
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	name, unknown := strings.CutPrefix(text, "unknown field ")
	if !unknown {
		return fmt.Errorf("%s", text)
	}
	name = strings.Trim(name, `"`)
	text = fmt.Sprintf("unknown member %q", name)
	places := source.members(name)
	if _, at := child(source.root, name); at != nil && len(places) == 1 {
		text += "; want one of " + strings.Join(memberNames(request), ", ")
	}
	return fmt.Errorf("%s: %s", joinOr(places), text)
}

// memberNames returns the names that a type has in JSON.
func memberNames(request reflect.Type) []string {
	var names []string
	for _, field := range reflect.VisibleFields(request) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.IsExported() && name != "" && name != "-" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func joinOr(places []place) string {
	texts := make([]string, len(places))
	for i := range places {
		texts[i] = places[i].String()
	}
	return strings.Join(texts, " or ")
}
