package otp

import (
	"context"
	"slices"
	"sync"
	"time"
)

// DefaultMemoryStoreSize is the default size of a [MemoryStore].
const DefaultMemoryStoreSize = 100_000

// A MemoryStore is a [Store] for a single process. It is empty after a restart.
type MemoryStore struct {
	mutex    sync.Mutex
	size     int
	limits   map[string]*expiring[[]time.Time] // by name; the oldest event of a key first
	codes    *expiring[Code]
	sessions *expiring[Session]

	evicts  bool
	unknown *MemoryStore // for numbers that are not known; nil until it is needed
}

// NewMemoryStore returns a store for at most size codes, size sessions, and
// size keys of each limit. When one of these is full, new entries are refused
// with [ErrStoreFull] until one has expired. Since the daily limit of codes
// keeps a phone number for a day, size is the number of phone numbers that can
// ask for codes in a day. Each takes about a kilobyte. Zero means
// [DefaultMemoryStoreSize].
//
// Numbers for which [Config].Known returns false have as much room of their
// own, in which a new number takes the place of the one whose entry expires
// next. However many there are, they take no room from known numbers, and
// cannot make the store forget the limits of one.
func NewMemoryStore(size int) *MemoryStore {
	if size <= 0 {
		size = DefaultMemoryStoreSize
	}
	return newMemoryStore(size, false)
}

func newMemoryStore(size int, evicts bool) *MemoryStore {
	return &MemoryStore{
		size:     size,
		limits:   make(map[string]*expiring[[]time.Time]),
		codes:    newExpiring[Code](size, evicts),
		sessions: newExpiring[Session](size, evicts),
		evicts:   evicts,
	}
}

// forUnknown returns the store for numbers that are not known. All services
// that share m share it.
func (m *MemoryStore) forUnknown() *MemoryStore {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.unknown == nil {
		m.unknown = newMemoryStore(m.size, true)
	}
	return m.unknown
}

// Take implements [Store]. The error is [ErrStoreFull] or nil.
func (m *MemoryStore) Take(_ context.Context, key string, limits ...Limit) (time.Duration, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	var wait time.Duration
	for _, limit := range limits {
		wait = max(wait, waitFor(limit, m.events(limit.Name, key, now), now))
	}
	if wait > 0 {
		return wait, nil
	}
	for _, limit := range limits {
		if !m.limit(limit.Name).hasRoom(key, now) {
			return 0, ErrStoreFull
		}
	}
	for _, limit := range limits {
		events := append(m.events(limit.Name, key, now), now)
		events = slices.Clone(events[max(0, len(events)-limit.Max):])
		m.limit(limit.Name).set(key, events, now.Add(limit.Window))
	}
	return 0, nil
}

// limit returns the events of the limit with this name. Each limit has its own
// map, so that many keys of one, such as addresses, take no room from another.
func (m *MemoryStore) limit(name string) *expiring[[]time.Time] {
	if m.limits[name] == nil {
		m.limits[name] = newExpiring[[]time.Time](m.size, m.evicts)
	}
	return m.limits[name]
}

func (m *MemoryStore) events(name, key string, now time.Time) []time.Time {
	if entry := m.limit(name).get(key, now); entry != nil {
		return entry.value
	}
	return nil
}

// waitFor returns how long it takes until a limit has room for one more event.
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
