package provision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Parse reads a document. What it does not know, it refuses: an error names the
// path of each mistake, and is a [*DocumentError].
func Parse(data []byte) (*Document, error) {
	if err := json.Unmarshal(data, new(any)); err != nil {
		return nil, &DocumentError{[]Mistake{{"", "is not JSON: " + describe(err, data)}}}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var mistakes []Mistake
	root, err := readTree(decoder, "", &mistakes)
	if err != nil {
		return nil, &DocumentError{[]Mistake{{"", "is not JSON: " + err.Error()}}}
	}
	checkShape(root, reflect.TypeFor[Document](), "", &mistakes)
	if len(mistakes) > 0 {
		return nil, &DocumentError{mistakes}
	}
	document := new(Document)
	if err := json.Unmarshal(data, document); err != nil {
		return nil, &DocumentError{[]Mistake{{"", "cannot be decoded: " + err.Error()}}}
	}
	if err := document.Validate(); err != nil {
		return nil, err
	}
	if err := document.checkComponents(root); err != nil {
		return nil, err
	}
	return document, nil
}

func describe(err error, data []byte) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && syntax.Offset <= int64(len(data)) {
		before := data[:syntax.Offset]
		line := 1 + bytes.Count(before, []byte("\n"))
		return fmt.Sprintf("line %d, column %d: %v", line, len(before)-bytes.LastIndexByte(before, '\n')-1, err)
	}
	return err.Error()
}

// readTree decodes a value as encoding/json does, and notes members that an
// object has twice.
func readTree(decoder *json.Decoder, path string, mistakes *[]Mistake) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			place := member(path, name.(string))
			value, err := readTree(decoder, place, mistakes)
			if err != nil {
				return nil, err
			}
			if _, twice := object[name.(string)]; twice {
				*mistakes = append(*mistakes, Mistake{place, "is there twice"})
			}
			object[name.(string)] = value
		}
		_, err = decoder.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := readTree(decoder, fmt.Sprintf("%s[%d]", path, len(list)), mistakes)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = decoder.Token()
		return list, err
	}
	return token, nil
}

func member(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// checkComponents refuses members of template components that would be lost:
// the types of the components read only what they know.
func (d *Document) checkComponents(root any) error {
	again, err := tree(d)
	if err != nil {
		return fmt.Errorf("provision: encode the document: %w", err)
	}
	var mistakes []Mistake
	for i := range d.Accounts {
		for j := range d.Accounts[i].Templates {
			place := fmt.Sprintf("%s.templates[%d].components", accountPlace(i), j)
			given := at(root, "accounts", i, "templates", j, "components")
			lost(given, at(again, "accounts", i, "templates", j, "components"), place, &mistakes)
		}
	}
	if len(mistakes) > 0 {
		return &DocumentError{mistakes}
	}
	return nil
}

func at(node any, way ...any) any {
	for _, step := range way {
		switch step := step.(type) {
		case string:
			object, _ := node.(map[string]any)
			node = object[step]
		case int:
			list, _ := node.([]any)
			if step >= len(list) {
				return nil
			}
			node = list[step]
		}
	}
	return node
}

// lost notes the members that a value has lost by decoding and encoding it.
func lost(given, kept any, path string, mistakes *[]Mistake) {
	switch given := given.(type) {
	case map[string]any:
		there, isObject := kept.(map[string]any)
		for _, name := range sortedNames(given) {
			value, found := there[name]
			switch {
			case found:
				lost(given[name], value, path+"."+name, mistakes)
			case isObject && !isEmpty(given[name]):
				*mistakes = append(*mistakes, Mistake{path + "." + name, "is not known"})
			}
		}
	case []any:
		there, _ := kept.([]any)
		for i := range min(len(given), len(there)) {
			lost(given[i], there[i], fmt.Sprintf("%s[%d]", path, i), mistakes)
		}
	}
}
