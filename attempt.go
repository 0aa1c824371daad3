package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// check is the engine's CheckRetry. It reads the answer, keeps what came of it
// in c.err, and decides whether there is another attempt.
func (c *call) check(ctx context.Context, response *http.Response, err error) (bool, error) {
	c.attempts++
	shown := c.judge(ctx, response, err)
	c.hideLinks()
	c.noteRefusal(ctx)
	wait, again := c.decide(ctx, shown)
	c.decided = !again
	c.report(ctx, response, wait)
	if again {
		c.engine.RetryWaitMin = wait
		c.engine.PrepareRetry = c.prepare
	}
	return again, nil
}

// decide applies the policy to what an attempt has shown, and finds the wait
// before the next one.
func (c *call) decide(ctx context.Context, shown outcome) (wait time.Duration, again bool) {
	if shown == succeeded {
		return 0, false
	}
	if shown == refused && c.renewToken(ctx) {
		return 0, true
	}
	verdict := verdicts[shown][c.op.repeatability()]
	if verdict == repeat {
		wait, reason := c.nextWait(ctx)
		if reason == "" {
			c.doubtful = c.doubtful || c.isDoubtful()
			return wait, true
		}
		c.err.giveUp(reason)
	}
	if verdict == stopUnknown || c.doubtful {
		c.err.markUnknown(c.op.reconcile)
	}
	return 0, false
}

// isDoubtful reports whether the last attempt was refused by somebody who may
// not know what became of it, and another attempt could do the same a second
// time.
func (c *call) isDoubtful() bool {
	refusal, refused := c.err.(*GraphAPIError)
	return refused && refusal.isWeak() && c.op.repeatability() != RepeatSafe
}

// nextWait returns the wait before the next attempt, or the reason why there is
// none.
func (c *call) nextWait(ctx context.Context) (wait time.Duration, reason string) {
	policy := &c.client.config.retry
	retries := c.attempts - 1
	asked, rule, limit := c.askedWait()
	switch {
	case ctx.Err() != nil:
		return 0, "the context has ended"
	case limit == 0:
		return 0, "retries are off"
	case retries >= limit:
		return 0, fmt.Sprintf("no retries left of %d", limit)
	case !c.op.content.CanRepeat():
		return 0, "the file cannot be read a second time"
	case asked > policy.MaxWait:
		return 0, "longer than the policy's longest wait of " + policy.MaxWait.String()
	}
	spare := policy.MaxWait - asked
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline) - asked
		if left <= 0 {
			return 0, "the wait would outlast the context's deadline"
		}
		spare = min(spare, left/2) // the rest is for the attempt
	}
	wait = asked + min(policy.jitter(retries, growthOf(rule)), spare)
	if !c.client.config.budget.Take() {
		return 0, "the retry budget is used up"
	}
	return wait, ""
}

// askedWait returns what the last attempt says about waiting: how long, how
// fast the random part grows, and how many retries make sense.
func (c *call) askedWait() (asked time.Duration, rule retryRule, limit int) {
	limit = c.settings.maxRetries
	asked, row := c.err.advises()
	if row == nil {
		return asked, never, limit
	}
	if row.maxRetries > 0 {
		limit = min(limit, row.maxRetries)
	}
	return asked, row.retry, limit
}

// isWatched reports whether anybody is told about attempts.
func (c *call) isWatched() bool {
	return c.client.config.logger != nil || c.client.config.observer.AttemptDone != nil
}

// report tells the log and the observer about the attempt.
func (c *call) report(ctx context.Context, response *http.Response, wait time.Duration) {
	c.logAttempt(ctx, response, wait)
	observe := c.client.config.observer.AttemptDone
	if observe == nil {
		return
	}
	info := AttemptInfo{
		OperationInfo: c.op.info(),
		Host:          c.target.Host,
		Number:        c.attempts,
		StatusCode:    c.status,
		Duration:      time.Since(c.started),
		PlaceWait:     c.lastWait,
		Err:           c.err,
		Skipped:       c.skipped,
		RetryIn:       wait,
		Final:         c.decided,
	}
	if response != nil {
		info.Usage = parseUsage(response.Header).redacted(c.secrets)
	}
	observe(ctx, info)
}
