package provision

import (
	"reflect"
	"slices"
	"strings"
)

// IsText reports whether a document has a text at a path, which is as
// [Mistake.Path] has it. It is for formats that guess the types of values: in
// YAML, 0900 and NO are no texts unless somebody says so.
//
// Of template components and the JSON of flows, it knows the types of the
// components only.
func IsText(path string) bool {
	current := reflect.TypeFor[Document]()
	for path != "" {
		shape := shapeOf(current)
		switch shape.kind {
		case aMap:
			current, path = shape.item, "" // names may have dots
			continue
		case aList:
			_, rest, isEntry := strings.Cut(path, "]")
			if !isEntry || path[0] != '[' {
				return false
			}
			current, path = shape.item, strings.TrimPrefix(rest, ".")
			continue
		}
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		i := slices.IndexFunc(shape.members, func(m shapeMember) bool { return m.name == path[:end] })
		if i < 0 {
			return false
		}
		current, path = shape.members[i].kind, strings.TrimPrefix(path[end:], ".")
	}
	return shapeOf(current).kind == aText
}
