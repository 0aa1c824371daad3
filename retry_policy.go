package whatsapp

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A RetryPolicy says how often and after what waits a call is repeated. Whether
// it may be repeated at all depends on the operation, not on the policy.
//
// The wait before a retry is random between zero and a ceiling that doubles with
// every attempt, so that many clients do not come back at the same moment. A
// wait that the server asks for is kept in full, and the random part comes on
// top of it.
type RetryPolicy struct {
	// MaxRetries is how often a failed request is sent again; 4 by default. Use
	// [WithMaxRetries] for zero.
	MaxRetries int
	// BaseWait is the mean of the first random wait; 500 milliseconds by default.
	BaseWait time.Duration
	// MaxWait is the longest wait between two attempts, 30 seconds by default. A
	// call that would have to wait longer ends at once, and its error says how
	// long in RetryAfter.
	MaxWait time.Duration
	// Budget stops storms of retries while everything fails: every retry takes
	// one from the budget, every success gives one back. It is the most that
	// the budget can hold, 1,000 by default. Clones of a client share its
	// budget, unless they have another access token; see
	// [WithSharedRetryBudget].
	Budget int
}

func (p RetryPolicy) validate() error {
	if p.MaxRetries < 0 || p.BaseWait < 0 || p.MaxWait < 0 || p.Budget < 0 {
		return errors.New("whatsapp: a retry policy must not hold negative values")
	}
	return nil
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.MaxRetries == 0 {
		p.MaxRetries = 4
	}
	if p.BaseWait == 0 {
		p.BaseWait = 500 * time.Millisecond
	}
	if p.MaxWait == 0 {
		p.MaxWait = 30 * time.Second
	}
	if p.Budget == 0 {
		p.Budget = 1000
	}
	return p
}

// jitter is the random part of the wait after the given number of retries.
// Growth is what the ceiling is multiplied by with every retry.
func (p RetryPolicy) jitter(retries int, growth float64) time.Duration {
	ceiling := 2 * float64(p.BaseWait)
	for range retries {
		ceiling *= growth
	}
	ceiling = min(ceiling, float64(p.MaxWait))
	if ceiling < 1 {
		return 0
	}
	return time.Duration(rand.Float64() * ceiling)
}

// growthOf is how fast the ceiling of the waits grows: Meta asks for four times
// the wait after each refusal of the throughput and pair-rate limits.
func growthOf(rule retryRule) float64 {
	if rule == spread {
		return 4
	}
	return 2
}

// retryBudget is the budget of a client and of the clones that share it.
type retryBudget struct {
	left     atomic.Int64
	capacity int64
}

func newRetryBudget(capacity int) *retryBudget {
	budget := &retryBudget{capacity: int64(capacity)}
	budget.left.Store(budget.capacity)
	return budget
}

// take pays for one retry, or reports that nothing is left.
func (b *retryBudget) take() bool {
	for {
		left := b.left.Load()
		if left <= 0 {
			return false
		}
		if b.left.CompareAndSwap(left, left-1) {
			return true
		}
	}
}

// refund gives one back after a success.
func (b *retryBudget) refund() {
	for {
		left := b.left.Load()
		if left >= b.capacity || b.left.CompareAndSwap(left, left+1) {
			return
		}
	}
}

// retryAfter is the wait that the server asks for: Retry-After, else the time
// to regain access from the usage header; but no less than the code is known to
// need.
func retryAfter(header http.Header, usage Usage, row *errorCode, now time.Time) time.Duration {
	wait, stated := parseRetryAfter(header.Get("Retry-After"), serverTime(header, now))
	if !stated {
		wait = usage.RegainAccess()
	}
	if row != nil {
		wait = max(wait, row.wait)
	}
	return wait
}

// serverTime is when the answer was made, by the clock that Retry-After means.
func serverTime(header http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		return date
	}
	return now
}

func parseRetryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return clampedDuration(seconds, time.Second), true
	}
	if moment, err := http.ParseTime(value); err == nil {
		return max(0, moment.Sub(now)), true
	}
	return 0, false
}

// clampedDuration converts a count of units that came from outside: negative
// counts are nothing, and no count overflows.
func clampedDuration(count float64, unit time.Duration) time.Duration {
	const longest = 100 * 365 * 24 * time.Hour
	switch {
	case !(count > 0):
		return 0
	case count >= float64(longest)/float64(unit):
		return longest
	}
	return time.Duration(count * float64(unit))
}
