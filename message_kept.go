package whatsapp

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/bufpool"
	"github.com/wabakit/whatsapp/internal/graphjson"
)

// keptForm is there for a message whose JSON says more than the Go types do: a
// member that this package does not know, at any depth. It never changes, so
// copies of a message share it.
type keptForm struct {
	read  []byte // the message as it was read, without white space
	plain []byte // what the Go types made of it
}

// keepForm returns what has to be kept of the JSON of a message that encodes to
// plain by itself; nil where plain says it all.
func keepForm(data, plain []byte) *keptForm {
	if bytes.Equal(data, plain) {
		return nil
	}
	compact, escaped := bufpool.Get(), bufpool.Get()
	defer bufpool.Put(compact)
	defer bufpool.Put(escaped)
	if json.Compact(compact, data) != nil {
		return nil
	}
	// So does json.Marshal, and the text must be the same whether it was
	// called.
	json.HTMLEscape(escaped, compact.Bytes())
	if bytes.Equal(escaped.Bytes(), plain) {
		return nil
	}
	read, err := parseJSON(escaped.Bytes())
	if err != nil {
		return nil
	}
	written, err := parseJSON(plain)
	if err != nil || written.says(read) {
		return nil
	}
	return &keptForm{read: bytes.Clone(escaped.Bytes()), plain: plain}
}

// says reports whether a value says all that another one says. A null says
// nothing.
func (v *jsonValue) says(other *jsonValue) bool {
	switch {
	case v.isObject() && other.isObject():
		for _, member := range other.members {
			own := v.member(member.name)
			if own == nil && !member.value.isNull() || own != nil && !own.says(member.value) {
				return false
			}
		}
		return true
	case v.isList() && other.isList():
		pairs, ok := pairUp(other.elements, v.elements)
		for i := 0; ok && i < len(pairs); i++ {
			ok = v.elements[i].says(pairs[i])
		}
		return ok
	case v.isObject() || v.isList() || other.isObject() || other.isList():
		return false
	}
	return sameScalar(v, other)
}

// restore puts what was kept into the JSON of the message as it is now.
func (k *keptForm) restore(current []byte, err error) ([]byte, error) {
	if k == nil || err != nil {
		return current, err
	}
	var values [3]*jsonValue
	for i, text := range [][]byte{k.read, k.plain, current} {
		if values[i], err = parseJSON(text); err != nil {
			return nil, err
		}
	}
	return mergeObjects(nil, values[0], values[1], values[2]), nil
}

// merge appends what a value is now that was read in one form, of which plain
// came into the Go types: as it was read where it has not been changed.
func merge(text []byte, read, plain, now *jsonValue) []byte {
	switch {
	case read.isObject() && plain.isObject() && now.isObject() && akin(plain, now):
		return mergeObjects(text, read, plain, now)
	case read.isList() && now.isList():
		if pairs, ok := pairUp(read.elements, plain.elements); ok {
			return mergeLists(text, pairs, plain.elements, now.elements)
		}
	}
	if bytes.Equal(plain.text, now.text) {
		return append(text, read.text...)
	}
	return append(text, now.text...)
}

// mergeObjects keeps the order in which the members were read. New ones follow.
func mergeObjects(text []byte, read, plain, now *jsonValue) []byte {
	text = append(text, '{')
	separator := ""
	member := func(name string) {
		text = append(graphjson.AppendString(append(text, separator...), name), ':')
		separator = ","
	}
	for _, was := range read.members {
		before, is := plain.member(was.name), now.member(was.name)
		switch {
		case is == nil && before == nil:
			member(was.name)
			text = append(text, was.value.text...)
		case is == nil: // it has been taken out
		case before == nil:
			member(was.name)
			text = append(text, is.text...)
		default:
			member(was.name)
			text = merge(text, was.value, before, is)
		}
	}
	for _, is := range now.members {
		if read.member(is.name) == nil {
			member(is.name)
			text = append(text, is.value.text...)
		}
	}
	return append(text, '}')
}

// mergeLists merges element by element. read has the elements in the order of
// plain.
func mergeLists(text []byte, read, plain, now []*jsonValue) []byte {
	text = append(text, '[')
	for i, j := range origins(plain, now) {
		if i > 0 {
			text = append(text, ',')
		}
		if j < 0 {
			text = append(text, now[i].text...)
			continue
		}
		text = merge(text, read[j], plain[j], now[i])
	}
	return append(text, ']')
}

// origins returns for each element of a list which one it was before: one that
// has not changed, or in a list as long as before the one in the same place; -1
// for a new one.
func origins(before, now []*jsonValue) []int {
	from, used := make([]int, len(now)), make([]bool, len(before))
	same := func(i int) bool { return i < len(before) && bytes.Equal(before[i].text, now[i].text) }
	for i := range now {
		from[i] = -1
		if same(i) {
			from[i], used[i] = i, true
		}
	}
	moved := make(map[string][]int)
	for j, element := range before {
		if !used[j] {
			moved[string(element.text)] = append(moved[string(element.text)], j)
		}
	}
	for i, element := range now {
		if places := moved[string(element.text)]; from[i] < 0 && len(places) > 0 {
			from[i], used[places[0]] = places[0], true
			moved[string(element.text)] = places[1:]
		}
	}
	for i := range now {
		if from[i] < 0 && len(now) == len(before) && !used[i] {
			from[i] = i
		}
	}
	return from
}

// maxPaired bounds the work for lists that are not in order: a template has a
// few components.
const maxPaired = 64

// pairUp brings the elements of one list into the order of another one, which
// has the same elements: those of a template's components have an order of
// their own in the Go types. It fails where it is not clear which is which.
func pairUp(elements, order []*jsonValue) (paired []*jsonValue, ok bool) {
	if len(elements) != len(order) {
		return nil, false
	}
	inOrder := true
	for i := range order {
		inOrder = inOrder && akin(elements[i], order[i])
	}
	if inOrder || len(order) > maxPaired {
		return elements, inOrder
	}
	left := slices.Clone(elements)
	for _, wanted := range order {
		i := slices.IndexFunc(left, func(element *jsonValue) bool { return akin(element, wanted) })
		if i < 0 {
			return nil, false
		}
		paired, left = append(paired, left[i]), slices.Delete(left, i, i+1)
	}
	return paired, true
}

// akin reports whether two values may be the same thing in two states: the
// members that tell what it is do not differ.
func akin(a, b *jsonValue) bool {
	for _, name := range []string{"type", "sub_type", "index"} {
		one, other := a.member(name), b.member(name)
		if one != nil && other != nil && !strings.EqualFold(one.scalar(), other.scalar()) {
			return false
		}
	}
	return true
}
