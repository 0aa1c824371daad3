// Package backoff has what limits and times the repetition of requests.
package backoff

import "sync/atomic"

// A Budget limits retries while everything fails. Any number of goroutines may
// use it.
type Budget struct {
	left     atomic.Int64
	capacity int64
}

// NewBudget returns a full budget.
func NewBudget(capacity int) *Budget {
	budget := &Budget{capacity: int64(capacity)}
	budget.left.Store(budget.capacity)
	return budget
}

// Take takes one retry from the budget. It reports false if nothing is left.
func (b *Budget) Take() bool {
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

// Refund gives one retry back after a success.
func (b *Budget) Refund() {
	for {
		left := b.left.Load()
		if left >= b.capacity || b.left.CompareAndSwap(left, left+1) {
			return
		}
	}
}
