package whatsapp

import (
	"context"
	"errors"
	"time"
)

// A resumption decides whether a transfer that broke off is taken up again, by
// the same policy as the attempts of a single call.
type resumption struct {
	client    *Client
	operation string
	limit     int   // of the failures in a row
	reached   int64 // bytes that are transferred for good
	failures  int   // since there was any progress
	attempts  int   // all failures
}

func (c *Client) newResumption(operation string, opts []RequestOption) (*resumption, error) {
	settings, err := c.settingsOf(opts)
	if err != nil {
		return nil, err
	}
	return &resumption{client: c, operation: operation, limit: settings.maxRetries}, nil
}

// advance notes how far the transfer is. Progress forgives the failures before
// it: a bad link brings a large file in many small parts.
func (r *resumption) advance(reached int64) {
	if reached > r.reached {
		r.reached, r.failures = reached, 0
	}
}

// wait waits until the transfer may go on. It returns an error when it may not:
// the cause of the failure, or the end of the context during the wait.
func (r *resumption) wait(ctx context.Context, cause error) error {
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
	case !r.client.config.budget.take():
		return cause
	}
	r.failures++
	r.attempts++
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return &TransportError{
			Operation: r.operation, Attempts: r.attempts, Err: errors.Join(ctx.Err(), cause), judged: true, gaveUp: "before going on",
		}
	}
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
