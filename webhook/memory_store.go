package webhook

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The bounds of a [MemoryStore] that is made without any.
const (
	DefaultMemoryStoreSize = 100_000
	DefaultMemoryStoreAge  = 7 * 24 * time.Hour // as long as Meta delivers again
)

// ErrStoreFull means that a [MemoryStore] holds as many unfinished events as it
// has room for.
var ErrStoreFull = errors.New("webhook: memory store is full of events in progress")

// A MemoryStore is a [Store] and a [FailureCounter] for a single process. A
// restart forgets everything, so events of the days before may be processed
// again.
type MemoryStore struct {
	size int
	age  time.Duration

	mutex   sync.Mutex
	entries map[string]*memoryEntry
	leased  expiryQueue
	done    expiryQueue
	order   uint64 // of the last entry

	failures memoryFailures
}

type memoryEntry struct {
	key     string
	token   string
	done    bool
	expires time.Time
	order   uint64 // of entries that expire at the same time
	index   int    // in its queue
}

// NewMemoryStore returns a store for at most size events, which remembers each
// for age after it is done. When it is full, it forgets the event that was done
// first. Zero means [DefaultMemoryStoreSize] or [DefaultMemoryStoreAge].
func NewMemoryStore(size int, age time.Duration) *MemoryStore {
	if size <= 0 {
		size = DefaultMemoryStoreSize
	}
	if age <= 0 {
		age = DefaultMemoryStoreAge
	}
	return &MemoryStore{
		size: size, age: age, entries: make(map[string]*memoryEntry),
		failures: memoryFailures{entries: make(map[string]*failureEntry)},
	}
}

// Claim takes a key, as [Store] says. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) Claim(_ context.Context, key string, lease time.Duration) (Claim, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	m.forgetExpired(&m.done, now)
	if entry, ok := m.entries[key]; ok {
		switch {
		case entry.done:
			return Claim{Key: key, State: ClaimStateAlreadyDone}, nil
		case now.Before(entry.expires):
			return Claim{Key: key, State: ClaimStateInProgress}, nil
		}
		m.forget(entry)
	}
	if !m.makeRoom(now) {
		return Claim{}, ErrStoreFull
	}
	entry := &memoryEntry{token: strconv.FormatUint(m.order, 10), expires: now.Add(lease)}
	m.remember(key, entry)
	return Claim{Key: key, State: ClaimStateClaimed, Token: entry.token}, nil
}

// Complete ends a claim, as [Store] says. The error is nil.
func (m *MemoryStore) Complete(_ context.Context, claim Claim, done bool) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if entry, ok := m.entries[claim.Key]; ok {
		if entry.done || !done && entry.token != claim.Token {
			return nil
		}
		m.forget(entry)
	}
	now := time.Now()
	if done && m.makeRoom(now) {
		m.remember(claim.Key, &memoryEntry{done: true, expires: now.Add(m.age)})
	}
	return nil
}

// makeRoom makes room for one more entry. Leases that ran out go first, because
// nothing is lost with them.
func (m *MemoryStore) makeRoom(now time.Time) bool {
	if len(m.entries) < m.size {
		return true
	}
	m.forgetExpired(&m.leased, now)
	if len(m.entries) < m.size {
		return true
	}
	first := m.done.front()
	if first == nil {
		return false
	}
	m.forget(first)
	return true
}

func (m *MemoryStore) forgetExpired(queue *expiryQueue, now time.Time) {
	for first := queue.front(); first != nil && !now.Before(first.expires); first = queue.front() {
		m.forget(first)
	}
}

// remember adds an entry. The key is copied, not to keep a whole body with it.
func (m *MemoryStore) remember(key string, entry *memoryEntry) {
	m.order++
	entry.key, entry.order = strings.Clone(key), m.order
	m.entries[entry.key] = entry
	m.queueOf(entry).add(entry)
}

func (m *MemoryStore) forget(entry *memoryEntry) {
	delete(m.entries, entry.key)
	m.queueOf(entry).remove(entry)
}

func (m *MemoryStore) queueOf(entry *memoryEntry) *expiryQueue {
	if entry.done {
		return &m.done
	}
	return &m.leased
}
