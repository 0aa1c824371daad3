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

// A RetryPolicy limits the number of retries and the waits before them. Whether
// a call may be retried at all depends on the operation, not on the policy.
//
// The wait before a retry is random, between zero and a ceiling that doubles
// with every retry, so that many clients do not retry at the same moment. A
// wait that the server asks for is added to it.
type RetryPolicy struct {
	// MaxRetries is the number of times a failed request is sent again, 4 by
	// default. Use [WithMaxRetries] for zero.
	MaxRetries int
	// BaseWait is the mean of the first random wait, 500 milliseconds by
	// default.
	BaseWait time.Duration
	// MaxWait is the longest wait between two attempts, 30 seconds by default.
	// A call that would have to wait longer fails immediately, with the wait in
	// the error's RetryAfter.
	MaxWait time.Duration
	// Budget prevents retry storms while everything fails: every retry takes
	// one from the budget, and every success gives one back. This is the size
	// of the budget, 1,000 by default. Clones of a client share its budget
	// unless they have another access token; see [WithSharedRetryBudget].
	Budget int
}

func (p RetryPolicy) validate() error {
	if p.MaxRetries < 0 || p.BaseWait < 0 || p.MaxWait < 0 || p.Budget < 0 {
		return errors.New("whatsapp: the fields of a retry policy must not be negative")
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

// jitter returns the random part of the wait after the given number of retries.
// Growth multiplies the ceiling after each of them.
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

// growthOf returns the factor by which the ceiling grows: Meta asks for four
// times the wait after each error of the throughput and pair-rate limits.
func growthOf(rule retryRule) float64 {
	if rule == spread {
		return 4
	}
	return 2
}

// retryBudget is the budget of a client and the clones that share it.
type retryBudget struct {
	left     atomic.Int64
	capacity int64
}

func newRetryBudget(capacity int) *retryBudget {
	budget := &retryBudget{capacity: int64(capacity)}
	budget.left.Store(budget.capacity)
	return budget
}

// take takes one retry from the budget. It reports false if nothing is left.
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

// retryAfter returns the wait that the server asks for: Retry-After, else the
// time to regain access from the usage header, but at least the wait of the
// code.
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

// serverTime returns the time of the answer by the server's clock, to which
// Retry-After refers.
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

// clampedDuration converts a number of units that the server sent. Negative
// numbers become zero, and large ones do not overflow.
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
