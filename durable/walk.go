package durable

import "iter"

// walk iterates over a list of which page returns what comes after a row, at
// most size entries, and the id of the last row. It goes by the ids of rows, so
// what has been yielded may leave the list meanwhile, or be deleted.
func walk[T any](size int, page func(after int64) (entries []*T, last int64, err error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for after, more := int64(0), true; more; {
			entries, last, err := page(after)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, entry := range entries {
				if !yield(entry, nil) {
					return
				}
			}
			after, more = last, len(entries) >= size
		}
	}
}
