package webhook

import (
	"container/list"
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

// ErrStoreFull means that a [MemoryStore] holds as many unfinished events as it has room for.
var ErrStoreFull = errors.New("webhook: memory store is full of events in progress")

// A MemoryStore is a [Store] for a single process. A restart forgets everything, so events of the days before may be
// processed again.
type MemoryStore struct {
	size int
	age  time.Duration

	mutex   sync.Mutex
	entries map[string]*list.Element
	leased  *list.List // *memoryEntry, the oldest claim first
	done    *list.List // *memoryEntry, the first one done first
	claims  uint64
}

type memoryEntry struct {
	key     string
	token   string
	done    bool
	expires time.Time
}

// NewMemoryStore returns a store for at most size events, which remembers each for age after it is done. When it is
// full, it forgets the event that was done first. Zero means [DefaultMemoryStoreSize] or [DefaultMemoryStoreAge].
func NewMemoryStore(size int, age time.Duration) *MemoryStore {
	if size <= 0 {
		size = DefaultMemoryStoreSize
	}
	if age <= 0 {
		age = DefaultMemoryStoreAge
	}
	return &MemoryStore{
		size:    size,
		age:     age,
		entries: make(map[string]*list.Element),
		leased:  list.New(),
		done:    list.New(),
	}
}

// Claim implements [Store]. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) Claim(_ context.Context, key string, lease time.Duration) (Claim, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	m.forgetExpired(m.done, now)
	if element, ok := m.entries[key]; ok {
		switch entry := element.Value.(*memoryEntry); {
		case entry.done:
			return Claim{Key: key, State: ClaimStateAlreadyDone}, nil
		case now.Before(entry.expires):
			return Claim{Key: key, State: ClaimStateInProgress}, nil
		}
		m.forget(m.leased, element)
	}
	if !m.makeRoom(now) {
		return Claim{}, ErrStoreFull
	}
	m.claims++
	key = strings.Clone(key) // not to keep the whole body that it is a part of
	entry := &memoryEntry{key: key, token: strconv.FormatUint(m.claims, 10), expires: now.Add(lease)}
	m.entries[key] = m.leased.PushBack(entry)
	return Claim{Key: key, State: ClaimStateClaimed, Token: entry.token}, nil
}

// Complete implements [Store]. The error is nil.
func (m *MemoryStore) Complete(_ context.Context, claim Claim, done bool) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	element, ok := m.entries[claim.Key]
	if ok {
		entry := element.Value.(*memoryEntry)
		if entry.done || !done && entry.token != claim.Token {
			return nil
		}
		m.forget(m.leased, element)
	}
	now := time.Now()
	if !done || !m.makeRoom(now) {
		return nil
	}
	key := strings.Clone(claim.Key)
	entry := &memoryEntry{key: key, done: true, expires: now.Add(m.age)}
	m.entries[key] = m.done.PushBack(entry)
	return nil
}

// makeRoom makes room for one more entry. Leases that ran out go first, because nothing is lost with them.
func (m *MemoryStore) makeRoom(now time.Time) bool {
	if len(m.entries) < m.size {
		return true
	}
	m.forgetExpired(m.leased, now)
	if len(m.entries) < m.size {
		return true
	}
	first := m.done.Front()
	if first == nil {
		return false
	}
	m.forget(m.done, first)
	return true
}

func (m *MemoryStore) forgetExpired(entries *list.List, now time.Time) {
	for first := entries.Front(); first != nil; first = entries.Front() {
		if now.Before(first.Value.(*memoryEntry).expires) {
			return
		}
		m.forget(entries, first)
	}
}

func (m *MemoryStore) forget(entries *list.List, element *list.Element) {
	delete(m.entries, element.Value.(*memoryEntry).key)
	entries.Remove(element)
}
