package webhooktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// remove is the value of a member that is to be taken away.
var remove = new(struct{ byte })

// decode reads JSON and keeps the digits of numbers.
func decode(text []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(v)
}

// at returns what stands at a path, the zero value if that is nothing or of
// another type.
func at[T any](from any, path ...string) T {
	for _, element := range path {
		switch parent := from.(type) {
		case map[string]any:
			from = parent[element]
		case []any:
			index, err := strconv.Atoi(element)
			if err != nil || index < 0 || index >= len(parent) {
				from = nil
			} else {
				from = parent[index]
			}
		default:
			from = nil
		}
	}
	found, _ := from.(T)
	return found
}

func setAll(object map[string]any, values map[string]any) error {
	for _, path := range slices.Sorted(maps.Keys(values)) {
		if err := set(object, strings.Split(path, "."), values[path]); err != nil {
			return err
		}
	}
	return nil
}

// set sets the member at a path, and makes the objects on the way to it.
func set(object map[string]any, path []string, value any) error {
	var parent any = object
	for i, element := range path[:len(path)-1] {
		next := at[any](parent, element)
		if next == nil {
			next = map[string]any{}
			if err := put(parent, element, next); err != nil {
				return fmt.Errorf("%s: %w", strings.Join(path[:i+1], "."), err)
			}
		}
		parent = next
	}
	if err := put(parent, path[len(path)-1], value); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(path, "."), err)
	}
	return nil
}

// put sets a member of an object or an element of a list.
func put(parent any, name string, value any) error {
	switch parent := parent.(type) {
	case map[string]any:
		if name == "" {
			return errors.New("invalid path; want names with dots between them")
		}
		if value == remove {
			delete(parent, name)
			return nil
		}
		parent[name] = value
		return nil
	case []any:
		index, err := strconv.Atoi(name)
		if err != nil || index < 0 || index >= len(parent) {
			return fmt.Errorf("invalid place %q in a list of %d; they count from 0", name, len(parent))
		}
		parent[index] = value
		return nil
	}
	return fmt.Errorf("it is in %v, which has no members", parent)
}

// like returns a text as the kind of JSON value that an old one is: ids are
// numbers here and strings there.
func like(old any, text string) any {
	if _, isNumber := old.(json.Number); isNumber && json.Valid([]byte(text)) && strings.Trim(text, "0123456789") == "" {
		return json.Number(text)
	}
	return text
}

// edit replaces every value below an object by what change makes of it.
func edit(object map[string]any, change func(name string, value any) any) {
	for name, value := range object {
		if value = editValue(name, value, change); value == remove {
			delete(object, name)
		} else {
			object[name] = value
		}
	}
}

func editValue(name string, value any, change func(name string, value any) any) any {
	switch value := value.(type) {
	case map[string]any:
		edit(value, change)
		return value
	case []any:
		kept := value[:0]
		for _, element := range value {
			if element = editValue(name, element, change); element != remove {
				kept = append(kept, element)
			}
		}
		return kept
	}
	return change(name, value)
}
