package otp

import (
	"container/heap"
	"slices"
	"time"
)

// expiring is a map whose entries expire. It holds at most size entries, and
// drops the expired ones whenever one is added, so it needs no goroutine.
type expiring[V any] struct {
	size    int
	evicts  bool // the entry that expires next, where there is no room
	entries map[string]*expiringEntry[V]
	queue   expiryQueue[V]
}

type expiringEntry[V any] struct {
	key     string
	value   V
	expires time.Time
	index   int // in the queue
}

func newExpiring[V any](size int, evicts bool) *expiring[V] {
	return &expiring[V]{size: size, evicts: evicts, entries: make(map[string]*expiringEntry[V])}
}

// get returns the entry of a key, or nil.
func (e *expiring[V]) get(key string, now time.Time) *expiringEntry[V] {
	entry := e.entries[key]
	if entry == nil || !now.Before(entry.expires) {
		return nil
	}
	return entry
}

// hasRoom reports whether a value can be put under the key.
func (e *expiring[V]) hasRoom(key string, now time.Time) bool {
	for len(e.queue) > 0 && !now.Before(e.queue[0].expires) {
		e.remove(e.queue[0].key)
	}
	return e.evicts || e.entries[key] != nil || len(e.entries) < e.size
}

// put sets the value of a key. If there is no room, the error is ErrStoreFull,
// unless the map evicts: dropping an entry before it expires would lift a limit
// or end a session.
func (e *expiring[V]) put(key string, value V, now, expires time.Time) error {
	if !e.hasRoom(key, now) {
		return ErrStoreFull
	}
	e.set(key, value, expires)
	return nil
}

// set is put for a key that has room.
func (e *expiring[V]) set(key string, value V, expires time.Time) {
	if entry := e.entries[key]; entry != nil {
		entry.value, entry.expires = value, expires
		heap.Fix(&e.queue, entry.index)
		return
	}
	if len(e.entries) >= e.size {
		e.remove(e.queue[0].key)
	}
	entry := &expiringEntry[V]{key: key, value: value, expires: expires}
	e.entries[key] = entry
	heap.Push(&e.queue, entry)
}

func (e *expiring[V]) remove(key string) {
	if entry := e.entries[key]; entry != nil {
		delete(e.entries, key)
		heap.Remove(&e.queue, entry.index)
	}
}

// expiryQueue is a heap whose top is the entry that expires first.
type expiryQueue[V any] []*expiringEntry[V]

func (q expiryQueue[V]) Len() int           { return len(q) }
func (q expiryQueue[V]) Less(i, j int) bool { return q[i].expires.Before(q[j].expires) }

func (q expiryQueue[V]) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *expiryQueue[V]) Push(entry any) {
	added := entry.(*expiringEntry[V])
	added.index = len(*q)
	*q = append(*q, added)
}

func (q *expiryQueue[V]) Pop() any {
	last := len(*q) - 1
	entry := (*q)[last]
	*q = slices.Delete(*q, last, last+1)
	return entry
}
