package main

import (
	"net/http"
	"sync"
	"time"
)

const (
	admittedInWindow = 100
	admissionWindow  = 100 * time.Millisecond
	peakWindow       = 10 * time.Millisecond

	quotaUsedUp = `{"error":{"message":"(#80007) Rate limit hit","type":"OAuthException","code":80007,"fbtrace_id":"C8dEfGhIjKl"}}`
)

// A throttling server admits 100 requests in 100 ms and refuses the others as
// Graph does: HTTP 400 with code 80007.
type throttling struct {
	mutex    sync.Mutex
	started  time.Time
	window   time.Duration // the current one
	admitted int           // in the current window
	seen     map[string]bool
	retries  map[time.Duration]int // by window of 10 ms
}

func newThrottling() *throttling {
	return &throttling{seen: map[string]bool{}, retries: map[time.Duration]int{}}
}

// RoundTrip admits or refuses.
func (t *throttling) RoundTrip(request *http.Request) (*http.Response, error) {
	if t.admits(request.URL.Path) {
		return answer(request, http.StatusOK, []byte(bot)), nil
	}
	return answer(request, http.StatusBadRequest, []byte(quotaUsedUp)), nil
}

func (t *throttling) admits(caller string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.started.IsZero() {
		t.started = time.Now()
	}
	now := time.Since(t.started)
	if window := now / admissionWindow; window != t.window {
		t.window, t.admitted = window, 0
	}
	if t.seen[caller] {
		t.retries[now/peakWindow]++
	}
	t.seen[caller] = true
	t.admitted++
	return t.admitted <= admittedInWindow
}

// peak returns the largest number of requests in 10 ms, without the first
// burst, in which every client makes its first request.
func (t *throttling) peak() float64 {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	highest := 0
	for _, requests := range t.retries {
		highest = max(highest, requests)
	}
	return float64(highest)
}
