package whatsapp

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/internal/backoff"
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
	return time.Duration(rand.Float64() * min(ceiling, float64(p.MaxWait)))
}

// growthOf returns the factor by which the ceiling grows: Meta asks for four
// times the wait after each error of the throughput and pair-rate limits.
func growthOf(rule retryRule) float64 {
	if rule == spread {
		return 4
	}
	return 2
}

// retryAfter returns the wait that the server asks for: Retry-After, else the
// time to regain access from the usage header, but at least the wait of the
// code.
func retryAfter(header http.Header, usage Usage, row *errorCode, now time.Time) time.Duration {
	wait, stated := backoff.RetryAfter(header, now)
	if !stated {
		wait = usage.RegainAccess()
	}
	if row != nil {
		wait = max(wait, row.wait)
	}
	return wait
}
