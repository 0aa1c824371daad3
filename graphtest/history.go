package graphtest

// history keeps the latest items of a log in order. The zero value keeps all.
type history[T any] struct {
	most  int // no limit if below 1
	items []T
	first int // index of the oldest item
}

// add appends an item. If the history is full, it removes and returns the
// oldest item.
func (h *history[T]) add(item T) (forgotten T, full bool) {
	if h.most < 1 || len(h.items) < h.most {
		h.items = append(h.items, item)
		return forgotten, false
	}
	forgotten = h.items[h.first]
	h.items[h.first] = item
	h.first = (h.first + 1) % len(h.items)
	return forgotten, true
}

// all returns a copy of the items, oldest first.
func (h *history[T]) all() []T {
	items := make([]T, 0, len(h.items))
	items = append(items, h.items[h.first:]...)
	return append(items, h.items[:h.first]...)
}

// clear removes all items.
func (h *history[T]) clear() {
	h.items, h.first = nil, 0
}
