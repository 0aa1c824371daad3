package redisstore

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	firstRetry   = time.Second // doubles with each failure in a row
	longestRetry = 15 * time.Second
)

// health says whether Redis may be asked. While it is away, one caller at a
// time tries it, after a pause.
type health struct {
	notify func(away error)

	away atomic.Bool // read without the mutex while all is well

	mutex   sync.Mutex
	retryAt time.Time
	pause   time.Duration
	trying  bool // a caller is about to find out
}

// mayTry reports whether the caller should ask Redis, and then report what came
// of it.
func (h *health) mayTry() bool {
	if !h.away.Load() {
		return true
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if !h.away.Load() {
		return true
	}
	if h.trying || time.Now().Before(h.retryAt) {
		return false
	}
	h.trying = true
	return true
}

// works records that Redis has answered.
func (h *health) works() {
	if !h.away.Load() {
		return
	}
	h.mutex.Lock()
	back := h.away.CompareAndSwap(true, false)
	h.trying, h.pause = false, 0
	h.mutex.Unlock()
	if back && h.notify != nil {
		h.notify(nil)
	}
}

// fails records that Redis is away. Callers that had asked before that was
// known do not make the pause longer.
func (h *health) fails(reason error) {
	h.mutex.Lock()
	gone := h.away.CompareAndSwap(false, true)
	if gone || h.trying {
		h.pause = min(max(firstRetry, 2*h.pause), longestRetry)
		h.retryAt = time.Now().Add(h.pause)
	}
	h.trying = false
	h.mutex.Unlock()
	if gone && h.notify != nil {
		h.notify(reason)
	}
}

// unclear records that the caller gave up before Redis had answered.
func (h *health) unclear() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.trying = false
}
