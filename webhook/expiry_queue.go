package webhook

import "container/heap"

// An expiryQueue holds the entries of a [MemoryStore], the one that expires
// first in front.
type expiryQueue []*memoryEntry

func (q *expiryQueue) add(entry *memoryEntry)    { heap.Push(q, entry) }
func (q *expiryQueue) remove(entry *memoryEntry) { heap.Remove(q, entry.index) }

// front returns the entry that expires first, or nil.
func (q *expiryQueue) front() *memoryEntry {
	if len(*q) == 0 {
		return nil
	}
	return (*q)[0]
}

// Len implements [heap.Interface], as do the methods below.
func (q *expiryQueue) Len() int { return len(*q) }

func (q *expiryQueue) Less(i, j int) bool {
	a, b := (*q)[i], (*q)[j]
	return a.expires.Before(b.expires) || a.expires.Equal(b.expires) && a.order < b.order
}

func (q *expiryQueue) Swap(i, j int) {
	(*q)[i], (*q)[j] = (*q)[j], (*q)[i]
	(*q)[i].index, (*q)[j].index = i, j
}

func (q *expiryQueue) Push(x any) {
	entry := x.(*memoryEntry)
	entry.index = len(*q)
	*q = append(*q, entry)
}

func (q *expiryQueue) Pop() any {
	last := len(*q) - 1
	entry := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return entry
}
