package graphtest

import (
	"cmp"
	"slices"
	"strings"
)

// inOrder returns the items of an edge sorted by a time field, as in
// "creation_time.asc", or in insertion order if order is empty. The sorted list
// is cached until the edge changes, so that pages share it.
func (n *node) inOrder(name, order string) []*node {
	e := n.edges[name]
	if e == nil || order == "" {
		return n.connected(name)
	}
	if e.sorted[order] == nil {
		e.sorted[order] = sortBy(e.items, order)
	}
	return e.sorted[order]
}

func sortBy(items []*node, order string) []*node {
	field, direction, _ := strings.Cut(order, ".")
	return slices.SortedStableFunc(slices.Values(items), func(a, b *node) int {
		result := cmp.Compare(a.sortKey(field), b.sortKey(field))
		if direction == "desc" {
			return -result
		}
		return result
	})
}

// sortKey returns a time in a form that sorts as text.
func (n *node) sortKey(field string) string {
	if text, ok := n.hidden[field]; ok {
		return text
	}
	return n.text(field)
}
