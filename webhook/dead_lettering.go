package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultMaxAttempts is how often [WithDeadLetters] lets an event be tried. The
// gaps between Meta's deliveries grow.
const DefaultMaxAttempts = 10

// DeadLetters says when [WithDeadLetters] gives an event up, and what becomes
// of it. Keep is required.
type DeadLetters struct {
	// Keep stores a letter, and tells whoever is to look at it. Only when it
	// returns nil is the event given up.
	Keep func(ctx context.Context, letter DeadLetter) error

	// MaxAttempts is how often an event is tried, [DefaultMaxAttempts] if zero
	// or less. An event that fails with a [Permanent] error is tried once.
	MaxAttempts int

	// Counter counts the failures of each event. The default is a
	// [MemoryStore] of its own: every process counts for itself, and starts at
	// zero after a restart, so an event may be tried more often. The store of
	// redisstore counts for all processes. No counter notices an event that
	// crashes the process.
	Counter FailureCounter

	// Counts says whether an error counts against the event. It returns false
	// for errors that say nothing about it, such as those of a database that is
	// down: the event is then delivered again, and is not closer to being given
	// up. Nil counts every error.
	Counts func(err error) bool
}

// A FailureCounter counts how often events have failed. It is safe for
// concurrent use.
type FailureCounter interface {
	// CountFailure adds one failure of the event with the key and returns how
	// many there are. It need not remember them for longer than Meta delivers
	// again, which is a week.
	CountFailure(ctx context.Context, key string) (int, error)
}

// A DeadLetterError is the error of an event that [WithDeadLetters] has given
// up. It is [Permanent].
type DeadLetterError struct {
	Letter DeadLetter
	Err    error // of the last attempt
}

// Error returns the number of attempts and the error of the last one.
func (e *DeadLetterError) Error() string {
	return fmt.Sprintf("kept as a dead letter after attempt %d: %v", e.Letter.Attempts, e.Err)
}

// Unwrap returns the error of the last attempt.
func (e *DeadLetterError) Unwrap() error { return e.Err }

// keepTimeout is the time that counting and keeping may take.
const keepTimeout = 10 * time.Second

// WithDeadLetters passes each event to next, and gives up one that has failed
// too often, or with a [Permanent] error: the event is kept as a [DeadLetter],
// and the error is a [DeadLetterError], which is permanent. So the event is
// reported and acknowledged, and one poison event does not have its body
// delivered again for seven days.
//
// It goes inside of [Deduplicate], so that no event is tried and counted in two
// places at once:
//
//	callback := webhook.Deduplicate(store, webhook.WithDeadLetters(letters, router.Handle))
//
// A panic counts as a failure, and so does an event that is not done when its
// context ends. If the failures cannot be counted, or the letter cannot be
// kept, the event is delivered again: nothing is lost.
func WithDeadLetters(letters DeadLetters, next Callback) Callback {
	if letters.MaxAttempts <= 0 {
		letters.MaxAttempts = DefaultMaxAttempts
	}
	if letters.Counter == nil {
		letters.Counter = NewMemoryStore(0, 0)
	}
	return func(ctx context.Context, event Event) error {
		err := guarded(func() error { return next(ctx, event) })
		if err == nil || errors.Is(err, ErrInProgress) {
			return err
		}
		return letters.failed(ctx, event, err)
	}
}

// failed counts a failure and gives the event up if it is one too many.
func (d *DeadLetters) failed(ctx context.Context, event Event, cause error) error {
	permanent := IsPermanent(cause)
	if !permanent && d.Counts != nil && !d.Counts(cause) {
		return cause
	}
	// The sender may be gone by now, and the attempt has been made.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
	defer cancel()
	attempts, err := d.Counter.CountFailure(ctx, event.Key())
	switch {
	case permanent && err != nil:
		attempts = 1 // at least
	case err != nil:
		return errors.Join(cause, fmt.Errorf("counting the failure: %w", err))
	case !permanent && attempts < d.MaxAttempts:
		return cause
	}
	letter := NewDeadLetter(event, cause, attempts)
	if err := guarded(func() error { return d.Keep(ctx, letter) }); err != nil {
		return &notKeptError{cause: cause, err: err}
	}
	return Permanent(&DeadLetterError{Letter: letter, Err: cause})
}

// A notKeptError is the error of an event that could not be given up. Whatever
// its cause says, the event is delivered again.
type notKeptError struct{ cause, err error }

func (e *notKeptError) Error() string {
	return fmt.Sprintf("%v\nkeeping the dead letter: %v", e.cause, e.err)
}

// Is makes [errors.Is] see both errors. There is no Unwrap, so that neither
// makes this error a permanent one.
func (e *notKeptError) Is(target error) bool {
	return errors.Is(e.cause, target) || errors.Is(e.err, target)
}
