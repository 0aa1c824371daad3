package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// WithLimiter makes every message wait for its place: each attempt of
// [MessageService.Send], [MessageService.SendMarketing] and
// [MessageService.SendEncrypted] takes one, and the limiter is told of every
// refusal. Read receipts take none. Nil is no limiter, which is the default.
//
// A call waits as long as its context allows. If the place lies beyond the
// deadline, the call returns a [*PaceError] immediately; without a deadline it
// waits as long as needed. If the limiter fails, the message is not sent, and
// the error is [ErrTransient].
func WithLimiter(limiter Limiter) Option {
	return clientOption(func(c *config) error {
		c.limiter = limiter
		return nil
	})
}

// WithReservedPlace sends a message without asking the client's [Limiter], for
// callers that have taken a place from it themselves. Further attempts take
// places of their own, and refusals are reported.
func WithReservedPlace() RequestOption {
	return requestOption(func(s *requestSettings) error {
		s.placeReserved = true
		return nil
	})
}

// A PaceError says that a message was not sent, because its place was too far
// away. It matches [ErrRateLimited], and [ErrPairRateLimited] if Pair is set,
// as if Graph had refused the message; [Decide] says when to send it again.
type PaceError struct {
	// Wait is the time until the place.
	Wait time.Duration
	// Pair says that only messages to this recipient have to wait.
	Pair bool

	beyond string // what the place lies beyond
}

// Error says how far away the place is.
func (e *PaceError) Error() string {
	whose := "from this number"
	if e.Pair {
		whose = "to this recipient"
	}
	text := fmt.Sprintf("not sent: the next message %s may go in %s", whose, e.Wait.Round(time.Millisecond))
	if e.beyond != "" {
		text += ", " + e.beyond
	}
	return text
}

// Is reports whether target is the class of the error.
func (e *PaceError) Is(target error) bool {
	return target == ErrRateLimited || e.Pair && target == ErrPairRateLimited
}

// Decision returns [ActionRetryLater], after the wait.
func (e *PaceError) Decision() Decision {
	subject := SubjectSender
	if e.Pair {
		subject = SubjectRecipient
	}
	return Decision{Action: ActionRetryLater, After: max(e.Wait, time.Millisecond), Subject: subject}
}

// furthestPlace is how far ahead a call takes its place. Places that are taken
// are used at the former pace after a slow-down, and lost when their callers
// give up.
const furthestPlace = time.Second

// latestStart is how late a message may use its place. After the whole process
// has stood still, all that were due in the meantime would leave at once.
const latestStart = 50 * time.Millisecond

// shortestPause keeps a call from asking again and again.
const shortestPause = 5 * time.Millisecond

// isPaced reports whether the call's attempts take places.
func (c *call) isPaced() bool {
	return c.client.config.limiter != nil && c.op.messageRoute.PhoneNumberID != ""
}

// takePlace waits for the place of the next attempt.
func (c *call) takePlace(ctx context.Context) error {
	if !c.isPaced() || c.settings.placeReserved && c.attempts == 0 {
		return nil
	}
	began := time.Now()
	err := c.awaitPlace(ctx, began)
	c.lastWait = time.Since(began)
	c.placeWait += c.lastWait
	return err
}

func (c *call) awaitPlace(ctx context.Context, began time.Time) error {
	missed := false
	for {
		left, beyond := c.patience(ctx, began)
		place, err := c.client.config.limiter.Reserve(ctx, c.op.messageRoute, min(left, furthestPlace))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return &limiterError{err}
		case place.Taken:
			due := time.Now().Add(place.Wait)
			if err := pause(ctx, place.Wait); err != nil || missed || time.Since(due) <= latestStart {
				return err
			}
			missed = true // once: on a machine this slow, the next one may be late too
			continue
		case place.Wait >= left:
			return &PaceError{Wait: place.Wait, Pair: place.Pair, beyond: beyond}
		}
		wait := place.Wait
		if !place.Pair && wait > furthestPlace {
			// Those who wait come back at different times, while places are
			// still ahead, so that none of these is left unused.
			wait -= furthestPlace - time.Duration(rand.Float64()*float64(furthestPlace)/2)
		}
		if err := pause(ctx, max(wait, shortestPause)); err != nil {
			return err
		}
	}
}

// patience returns how long the call may still wait for its place, and what it
// would exceed. A retry is also bound by the policy.
func (c *call) patience(ctx context.Context, began time.Time) (left time.Duration, beyond string) {
	left = math.MaxInt64
	if deadline, ok := ctx.Deadline(); ok {
		left, beyond = time.Until(deadline), "after the context's deadline"
	}
	if c.attempts > 0 {
		longest := c.client.config.retry.MaxWait
		if spare := longest - time.Since(began); spare < left {
			left, beyond = spare, "after the policy's longest wait of "+longest.String()
		}
	}
	return left, beyond
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// noteRefusal tells the limiter and the observer that an attempt was refused
// for its pace.
func (c *call) noteRefusal(ctx context.Context) {
	if c.err == nil || !errors.Is(c.err, ErrRateLimited) {
		return
	}
	c.throttles++
	if c.isPaced() {
		c.client.config.limiter.Refused(ctx, c.op.messageRoute, c.err)
	}
}

// limiterError says that the limiter failed, so that nothing was sent.
type limiterError struct{ error }

func (e *limiterError) Error() string { return "not sent: the limiter failed: " + e.error.Error() }

// Unwrap returns the cause. It shows neither a class of its own nor the end of
// a context, since that was not the caller's.
func (e *limiterError) Unwrap() error {
	if isContextError(e.error) {
		return nil
	}
	return &unclassified{e.error}
}
