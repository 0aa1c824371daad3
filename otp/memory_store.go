package otp

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// DefaultMemoryStoreSize is the size of a [MemoryStore] that is made without any.
const DefaultMemoryStoreSize = 100_000

// A MemoryStore is a [Store] for a single process. A restart forgets everything.
type MemoryStore struct {
	mutex    sync.Mutex
	taken    *expiring[map[string][]time.Time] // by the name of the limit, the oldest event first
	codes    *expiring[Code]
	sessions *expiring[Session]
}

// NewMemoryStore returns a store for at most size codes, size sessions and the
// limits of size keys. When it is full, it refuses what comes with
// [ErrStoreFull] until something has expired. Zero means
// [DefaultMemoryStoreSize].
func NewMemoryStore(size int) *MemoryStore {
	if size <= 0 {
		size = DefaultMemoryStoreSize
	}
	return &MemoryStore{
		taken:    newExpiring[map[string][]time.Time](size),
		codes:    newExpiring[Code](size),
		sessions: newExpiring[Session](size),
	}
}

// Take implements [Store]. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) Take(_ context.Context, key string, limits ...Limit) (time.Duration, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	taken, expires := map[string][]time.Time{}, now
	if entry := m.taken.get(key, now); entry != nil {
		taken, expires = maps.Clone(entry.value), entry.expires
	}
	var wait time.Duration
	for _, limit := range limits {
		wait = max(wait, waitFor(limit, taken[limit.Name], now))
	}
	if wait > 0 {
		return wait, nil
	}
	for _, limit := range limits {
		events := append(slices.Clone(taken[limit.Name]), now)
		taken[limit.Name] = events[max(0, len(events)-limit.Max):]
		if end := now.Add(limit.Window); end.After(expires) {
			expires = end
		}
	}
	return 0, m.taken.put(key, taken, now, expires)
}

// waitFor is how long it takes until a limit has room for one more event.
func waitFor(limit Limit, events []time.Time, now time.Time) time.Duration {
	if len(events) < limit.Max {
		return 0
	}
	return events[len(events)-limit.Max].Add(limit.Window).Sub(now)
}

// PutCode implements [Store]. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) PutCode(_ context.Context, key string, code Code) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	return m.codes.put(key, code, now, now.Add(code.Lifetime))
}

// Guess implements [Store].
func (m *MemoryStore) Guess(_ context.Context, key string) (string, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	entry := m.codes.get(key, time.Now())
	if entry == nil {
		return "", ErrExpired
	}
	if entry.value.Guesses <= 0 {
		return "", ErrTooManyGuesses
	}
	entry.value.Guesses--
	return entry.value.Hash, nil
}

// UseCode implements [Store]. The error is nil.
func (m *MemoryStore) UseCode(_ context.Context, key, hash string) (bool, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	entry := m.codes.get(key, time.Now())
	if entry == nil || entry.value.Hash != hash {
		return false, nil
	}
	m.codes.remove(key)
	return true, nil
}

// PutSession implements [Store]. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) PutSession(_ context.Context, key string, session Session, lifetime time.Duration) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	return m.sessions.put(key, session, now, now.Add(lifetime))
}

// Session implements [Store]. The error is [ErrNoSession] or nil.
func (m *MemoryStore) Session(_ context.Context, key string) (Session, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	entry := m.sessions.get(key, time.Now())
	if entry == nil {
		return Session{}, ErrNoSession
	}
	return entry.value, nil
}

// DeleteSession implements [Store]. The error is nil.
func (m *MemoryStore) DeleteSession(_ context.Context, key string) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.sessions.remove(key)
	return nil
}
