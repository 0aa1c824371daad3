package graphtest

import (
	"slices"
	"strings"
)

// kind is a type of object as one part of the API presents it: its fields, and
// those that a reply has if the request selects none.
type kind struct {
	name     string // as in braces in the route table
	typeName string // as in error messages
	idField  string // "id" if empty
	standard string // the fields returned by default, separated by spaces
	optional string // the fields returned only if selected
	computed map[string]func(*node) any
	objects  map[string]*kind   // the kinds of fields that hold objects
	edges    map[string]listing // fields that are connections
	// fields that take parameters, unless the object has a value of its own
	reports map[string]func(*call, *node, selection) (any, *failure)
}

// listing is a connection and how it presents its items.
type listing struct {
	edge  string
	view  *kind
	order string                                // such as "creation_time.asc"; insertion order if empty
	keep  func(*node) bool                      // nil keeps all
	wrap  func(item *node, cursor string) *node // nil shows the item itself

	largest  int  // the largest page, if not maxPageLimit
	ofGroups bool // refuses with the codes of the Groups API
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

// project returns the selected fields of a node. It omits fields without a
// value, as Graph does.
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
	if f := c.checkField(view, field.name); f != nil {
		return nil, f
	}
	value, given := n.values[field.name]
	if report, ok := view.reports[field.name]; ok && !given {
		return report(c, n, field)
	}
	if compute, ok := view.computed[field.name]; ok {
		value = compute(n)
	} else if !given && !view.has(field.name) {
		return nil, unknownField(field.name, view.typeName).because("graphtest does not model it: " +
			"give the object a value in its Fields if Graph has such a field")
	}
	return c.nested(view.objects[field.name], value, field)
}

// nested applies the selection in a field's braces to the objects it holds.
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
