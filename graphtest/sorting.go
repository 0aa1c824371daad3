package graphtest

import (
	"cmp"
	"slices"
	"strings"
)

// sortBy orders nodes by a field that holds a time, as in "creation_time.asc".
func sortBy(order string) func([]*node) []*node {
	field, direction, _ := strings.Cut(order, ".")
	return func(items []*node) []*node {
		return slices.SortedStableFunc(slices.Values(items), func(a, b *node) int {
			result := cmp.Compare(a.sortKey(field), b.sortKey(field))
			if direction == "desc" {
				return -result
			}
			return result
		})
	}
}

// sortKey is a time in a form that sorts as text.
func (n *node) sortKey(field string) string {
	if text, ok := n.hidden[field]; ok {
		return text
	}
	return n.text(field)
}
