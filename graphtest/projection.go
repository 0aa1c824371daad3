package graphtest

import (
	"slices"
	"strings"
)

// kind is a type of object as it looks at one place of the API: the fields it
// has there and which of them a reply holds when none are asked for.
type kind struct {
	name     string // as it stands between braces in the route table
	typeName string // as error messages give it
	idField  string // "id" when empty
	standard string // the fields of a reply that names none, separated by spaces
	optional string // the fields that have to be asked for
	computed map[string]func(*node) any
	objects  map[string]*kind   // the type of fields that hold objects
	edges    map[string]listing // fields that are connections
}

// listing is a connection and how its items look there.
type listing struct {
	edge  string
	view  *kind
	order string                                // such as "creation_time.asc"; empty is the order of adding
	keep  func(*node) bool                      // nil keeps all
	wrap  func(item *node, cursor string) *node // nil shows the item itself
}

func (k *kind) identifier() string {
	if k.idField != "" {
		return k.idField
	}
	return "id"
}

func (k *kind) has(field string) bool {
	return slices.Contains(strings.Fields(k.standard), field) || slices.Contains(strings.Fields(k.optional), field)
}

// project returns the selected fields of a node. Fields without a value are
// left out, as Graph does.
func (c *call) project(view *kind, n *node, fields []selection) (map[string]any, *failure) {
	if fields == nil {
		for name := range strings.FieldsSeq(view.standard) {
			fields = append(fields, selection{name: name})
		}
	}
	reply := map[string]any{}
	if id, ok := n.values[view.identifier()]; ok {
		reply[view.identifier()] = id
	}
	for _, field := range fields {
		value, f := c.fieldValue(view, n, field)
		if f != nil {
			return nil, f
		}
		if value != nil {
			reply[field.name] = value
		}
	}
	return reply, nil
}

func (c *call) fieldValue(view *kind, n *node, field selection) (any, *failure) {
	if connection, ok := view.edges[field.name]; ok {
		return c.nestedPage(n, connection, field)
	}
	value, given := n.values[field.name]
	if compute, ok := view.computed[field.name]; ok {
		value = compute(n)
	} else if !given && !view.has(field.name) {
		return nil, unknownField(field.name, view.typeName).because("graphtest does not model it: " +
			"give the object a value in its Fields if Graph has such a field")
	}
	return c.nested(view.objects[field.name], value, field)
}

// nested applies the braces behind a field to the object or objects it holds.
func (c *call) nested(view *kind, value any, field selection) (any, *failure) {
	if view == nil || field.children == nil {
		return value, nil
	}
	switch value := value.(type) {
	case map[string]any:
		return c.project(view, &node{values: value}, field.children)
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			projected, f := c.nested(view, item, field)
			if f != nil {
				return nil, f
			}
			items = append(items, projected)
		}
		return items, nil
	}
	return value, nil
}
