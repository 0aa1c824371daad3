package provision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// differences compares what is wanted with what there is, both as JSON. What
// the wanted objects do not have is not compared, unless it is in one of the
// members that are compared as a whole. Some members are not compared at all.
func differences(want, have any, whole, ignored []string) ([]Difference, error) {
	wanted, err := tree(want)
	if err != nil {
		return nil, err
	}
	there, err := tree(have)
	if err != nil {
		return nil, err
	}
	comparison := comparison{whole: whole, ignored: ignored}
	comparison.values("", wanted, there, false)
	return comparison.found, nil
}

// tree encodes a value and decodes it into maps and lists.
func tree(value any) (any, error) {
	encoded, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return decodeTree(encoded)
}

func decodeTree(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var decoded any
	err := decoder.Decode(&decoded)
	return decoded, err
}

type comparison struct {
	whole   []string
	ignored []string
	trial   bool // only whether there is a difference matters
	found   []Difference
}

func (c *comparison) values(path string, want, have any, whole bool) {
	wanted, isObject := want.(map[string]any)
	there, wasObject := have.(map[string]any)
	if isObject && (wasObject || path == "") {
		c.objects(path, wanted, there, whole)
		return
	}
	list, isList := want.([]any)
	old, wasList := have.([]any)
	if isList && (wasList || have == nil && areObjects(list)) {
		c.lists(path, list, old, whole)
		return
	}
	if isEmpty(want) && isEmpty(have) || sameValue(want, have) {
		return
	}
	c.add(path, want, have)
}

// lists compares entry by entry or, where there are more or fewer than before,
// lists those between the entries that are the same at both ends.
func (c *comparison) lists(path string, want, have []any, whole bool) {
	place := func(i int) string { return fmt.Sprintf("%s[%d]", path, i) }
	switch {
	case len(want) == len(have):
		for i := range want {
			c.values(place(i), want[i], have[i], whole)
		}
		return
	case c.trial:
		c.add(path, want, have)
		return
	}
	same := func(a, b any) bool {
		trial := comparison{trial: true}
		trial.values("entry", a, b, whole)
		return len(trial.found) == 0
	}
	first, end := 0, 0 // entries from the end
	shorter := min(len(want), len(have))
	for first < shorter && same(want[first], have[first]) {
		first++
	}
	for end < shorter-first && same(want[len(want)-1-end], have[len(have)-1-end]) {
		end++
	}
	for i := first; i < len(have)-end; i++ {
		c.add(place(i), nil, have[i])
	}
	for i := first; i < len(want)-end; i++ {
		c.add(place(i), want[i], nil)
	}
}

func (c *comparison) objects(path string, want, have map[string]any, whole bool) {
	names := slices.Collect(maps.Keys(want))
	if whole {
		for name := range have {
			if _, given := want[name]; !given {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if path == "" && slices.Contains(c.ignored, name) {
			continue
		}
		place := name
		if path != "" {
			place = path + "." + name
		}
		value, given := want[name]
		if !given {
			c.add(place, nil, have[name])
			continue
		}
		c.values(place, value, have[name], whole || path == "" && slices.Contains(c.whole, name))
	}
}

// areObjects reports whether a list is shown entry by entry.
func areObjects(list []any) bool {
	if len(list) == 0 {
		return false
	}
	_, isObject := list[0].(map[string]any)
	return isObject
}

func (c *comparison) add(path string, want, have any) {
	c.found = append(c.found, Difference{Path: path, Old: encodedOrNothing(have), New: encodedOrNothing(want)})
}

func encodedOrNothing(value any) json.RawMessage {
	if value == nil {
		return nil
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return nil // it was decoded from JSON
	}
	return encoded
}

// isEmpty reports whether a value says no more than a missing one.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return value == ""
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

// sameValue compares numbers by their value: 1.0 is 1.
func sameValue(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, wasNumber := b.(json.Number)
	if isNumber && wasNumber && x != y {
		if m, err := x.Int64(); err == nil {
			if n, err := y.Int64(); err == nil {
				return m == n // a float64 would round large ones
			}
		}
		p, err := x.Float64()
		q, otherErr := y.Float64()
		return err == nil && otherErr == nil && p == q
	}
	return reflect.DeepEqual(a, b)
}
