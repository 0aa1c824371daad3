package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultLease is how long [Deduplicate] lets one attempt at an event take.
const DefaultLease = time.Minute

// ErrInProgress means that another attempt at the same event has not ended yet.
// The event stays with Meta and is delivered again.
var ErrInProgress = errors.New("webhook: another attempt at this event is in progress")

// A ClaimState is the answer to a claim.
type ClaimState int

// The answers to a claim.
const (
	ClaimStateClaimed     ClaimState = iota + 1 // the event is the caller's until the lease ends
	ClaimStateInProgress                        // someone else holds the event
	ClaimStateAlreadyDone                       // the event is done
)

// A Claim is the right to process one event.
type Claim struct {
	Key   string // of the event
	State ClaimState
	// Token tells this claim from an earlier one whose lease has run out.
	Token string
}

// A Store remembers which events are done. It is shared by all processes that
// receive the same webhooks, and safe for concurrent use.
type Store interface {
	// Claim takes the key for the length of the lease, unless it is done or
	// held by someone else. A lease that ran out holds nothing: a process that
	// died lost no event.
	Claim(ctx context.Context, key string, lease time.Duration) (Claim, error)

	// Complete ends a claim. If done, the key is done from now on, even if the
	// lease has run out, for as long as the store remembers it: a week is
	// enough, because Meta does not deliver again after that. If not done, the
	// key can be claimed again at once, unless the claim is not the latest one.
	Complete(ctx context.Context, claim Claim, done bool) error
}

// Deduplicate passes each event to next until next succeeds or fails with a
// [Permanent] error, and never again after that: Meta delivers events more than
// once.
//
// An event that is done is skipped. One that is being processed elsewhere fails
// with [ErrInProgress], so that it is delivered again in case the other attempt
// fails. An attempt that fails or panics gives the event back at once. An
// attempt that never ends, because its process died, gives it back when the
// lease of [DefaultLease] ends. The context of next ends a little earlier,
// after nine tenths of the lease, so that an attempt has stopped before another
// begins.
//
// If the store cannot be reached, events fail and are delivered again. If it
// cannot be reached after next succeeded, that event is processed twice. An
// event that has neither an id nor a time, such as most of the [ErrorEvent]
// type, cannot be told from its repetition, and is skipped when it happens
// again.
func Deduplicate(store Store, next Callback) Callback {
	return DeduplicateWithLease(store, DefaultLease, next)
}

// DeduplicateWithLease returns a callback like that of [Deduplicate] with the
// given lease, which must be longer than next ever takes. Zero means
// [DefaultLease].
func DeduplicateWithLease(store Store, lease time.Duration, next Callback) Callback {
	if lease <= 0 {
		lease = DefaultLease
	}
	return func(ctx context.Context, event Event) error {
		deadline := time.Now().Add(lease / 10 * 9) // from before the claim, because the store may be slow to answer
		claim, err := store.Claim(ctx, event.Key(), lease)
		if err != nil {
			return fmt.Errorf("claiming the event: %w", err)
		}
		switch claim.State {
		case ClaimStateClaimed:
			ctx, cancel := context.WithDeadline(ctx, deadline)
			defer cancel()
			return attempt(ctx, store, claim, lease, next, event)
		case ClaimStateAlreadyDone:
			noteDuplicate(ctx)
			return nil
		}
		return ErrInProgress
	}
}

// attempt runs next under a claim and ends the claim, whatever next does.
func attempt(
	ctx context.Context, store Store, claim Claim, lease time.Duration, next Callback, event Event,
) (err error) {
	done := false
	defer func() {
		// The client may be gone by now, and what was done must still be noted.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
		defer cancel()
		if completeErr := store.Complete(ctx, claim, done); completeErr != nil {
			err = errors.Join(err, fmt.Errorf("completing the event: %w", completeErr))
		}
	}()
	if err = ctx.Err(); err != nil {
		return err
	}
	err = next(ctx, event)
	done = err == nil || IsPermanent(err)
	return err
}
