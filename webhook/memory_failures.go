package webhook

import (
	"container/list"
	"context"
	"strings"
	"sync"
	"time"
)

// memoryFailures are the failures that a [MemoryStore] has counted.
type memoryFailures struct {
	mutex   sync.Mutex
	entries map[string]*failureEntry
	latest  list.List // of entries, the one that failed last at the back
}

type failureEntry struct {
	key   string
	count int
	last  time.Time
	place *list.Element
}

// CountFailure adds a failure, as [FailureCounter] says, and remembers it for
// the age of the store after the last failure of the event. When the failures
// of as many events are remembered as the store has room for, those of the
// event are forgotten that has not failed for the longest time. The error is
// nil.
func (m *MemoryStore) CountFailure(_ context.Context, key string) (int, error) {
	f, now := &m.failures, time.Now()
	f.mutex.Lock()
	defer f.mutex.Unlock()
	entry, ok := f.entries[key]
	if ok && now.Sub(entry.last) >= m.age {
		entry.count = 0
	}
	if !ok {
		entry = &failureEntry{key: strings.Clone(key)} // not to keep a whole body with it
		entry.place = f.latest.PushBack(entry)
		f.entries[entry.key] = entry
	}
	entry.count++
	entry.last = now
	f.latest.MoveToBack(entry.place)
	f.forget(now.Add(-m.age), m.size)
	return entry.count, nil
}

// forget removes what failed last at the given time or earlier, and what does
// not fit.
func (f *memoryFailures) forget(before time.Time, size int) {
	for {
		first := f.latest.Front().Value.(*failureEntry)
		if len(f.entries) <= size && first.last.After(before) {
			return
		}
		f.latest.Remove(first.place)
		delete(f.entries, first.key)
	}
}
