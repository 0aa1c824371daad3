package whatsapp

import (
	"context"
	"errors"
	"time"
)

// A resumer decides whether an interrupted transfer is resumed, by the same
// policy as the attempts of a single call.
type resumer struct {
	client    *Client
	operation string
	limit     int   // of consecutive failures
	reached   int64 // bytes that have arrived
	failures  int   // since the last progress
	attempts  int   // all failures
}

// newResumer ignores an option that is not valid: the calls of the transfer
// refuse it.
func (c *Client) newResumer(operation string, opts []RequestOption) *resumer {
	settings, _ := c.settingsOf(opts)
	return &resumer{client: c, operation: operation, limit: settings.maxRetries}
}

// advance records how many bytes have arrived. Progress resets the count of
// failures: over a bad connection, a large file arrives in many small parts.
func (r *resumer) advance(reached int64) {
	if reached > r.reached {
		r.reached, r.failures = reached, 0
	}
}

// wait waits until the transfer may continue. If it may not, wait returns the
// cause of the failure, or an error that the context ended during the wait.
func (r *resumer) wait(ctx context.Context, cause error) error {
	policy := &r.client.config.retry
	asked := time.Duration(0)
	if refusal, ok := errors.AsType[*GraphAPIError](cause); ok {
		asked = refusal.RetryAfter
	}
	wait := asked + policy.jitter(r.failures, growthOf(never))
	deadline, limited := ctx.Deadline()
	switch {
	case ctx.Err() != nil, r.failures >= r.limit, asked > policy.MaxWait:
		return cause
	case limited && time.Now().Add(wait).After(deadline):
		return cause
	case !r.client.config.budget.Take():
		return cause
	}
	r.failures++
	r.attempts++
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return &TransportError{
			Operation: r.operation, Attempts: r.attempts, Err: errors.Join(ctx.Err(), cause), fromCall: true, gaveUp: "while waiting to resume",
		}
	}
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
