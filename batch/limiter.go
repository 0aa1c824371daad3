package batch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
)

const (
	// longestPlaceWait is the longest wait for which a worker reserves a place.
	// A place further ahead would be lost if the batch ended before it.
	longestPlaceWait = time.Second
	// shortestPlaceWait is how long to wait if a limiter gives neither a place
	// nor a wait.
	shortestPlaceWait = time.Millisecond
)

// limiterOf returns the limiter of a sender, if it has one. Its messages need
// no second place there.
func limiterOf(sender any) whatsapp.Limiter {
	if limited, ok := sender.(interface{ Limiter() whatsapp.Limiter }); ok {
		return limited.Limiter()
	}
	return nil
}

// route returns what a limiter counts a message by.
func (r *run) route(of *item) whatsapp.MessageRoute {
	return r.carrier.route(of.message)
}

// waitForPlace takes a place from the limiter and waits for it. It reports
// whether the message may be sent now.
func (r *run) waitForPlace(ctx, sending context.Context, a *attempt) bool {
	if r.limiter == nil || a.item.placed {
		a.item.placed = false
		return true
	}
	// Abort ends what is being sent, and also the question to the limiter.
	asking, done := context.WithCancel(ctx)
	defer done()
	defer context.AfterFunc(sending, done)()
	for {
		place, err := r.limiter.Reserve(asking, r.route(a.item), longestPlaceWait)
		if err != nil || !place.Taken || place.Pair && place.Wait > 0 {
			r.postpone(asking, a, place, err)
			return false
		}
		if !sleep(ctx, sending, place.Wait) {
			return false
		}
		if r.keepsPlace(a) {
			return true
		}
	}
}

// keepsPlace reports whether the place may be used. If the batch has slowed
// down in the meantime, the place is one of a pace that was too fast.
func (r *run) keepsPlace(a *attempt) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	kept := a.wave == r.pace.wave
	a.wave = r.pace.wave
	return kept
}

// postpone makes the recipient, or the whole batch, wait as the limiter says.
func (r *run) postpone(ctx context.Context, a *attempt, place whatsapp.Reservation, failure error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	now, wait := time.Now(), max(place.Wait, shortestPlaceWait)
	switch {
	case failure != nil:
		if ctx.Err() == nil {
			r.stop(&limiterError{fmt.Errorf("batch: ask the limiter: %w", failure), firstThrottleWait, whatsapp.SubjectService})
		}
	case place.Pair && wait > longestPairWait:
		a.result.Err = &limiterError{fmt.Errorf("batch: the limiter lets the recipient wait for %s", wait), wait, whatsapp.SubjectRecipient}
		a.item.result = a.result
		r.leaveLane(a)
	case place.Pair:
		a.item.placed = place.Taken
		a.lane.readyAt = now.Add(wait)
	case wait > r.options.MaxWait:
		r.stop(&limiterError{fmt.Errorf("batch: the limiter lets the number wait for %s", wait), wait, whatsapp.SubjectSender})
	default:
		r.pace.pause(now, wait)
	}
}

// sleep waits, unless the batch ends. It reports whether it has waited.
func sleep(ctx, sending context.Context, wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-sending.Done():
	}
	return false
}

// reportRefusal tells the limiter of a refusal for the pace, so that all that
// share it slow down.
func (r *run) reportRefusal(ctx context.Context, refused *item, err error) {
	if r.limiter != nil && errors.Is(err, whatsapp.ErrRateLimited) {
		r.limiter.Refused(ctx, r.route(refused), err)
	}
}

// A limiterError is why a limiter lets the batch send nothing. No message was
// sent.
type limiterError struct {
	error
	wait    time.Duration
	subject whatsapp.Subject
}

// Unwrap returns the limiter's error, if it has failed.
func (e *limiterError) Unwrap() error { return e.error }

// Decision returns when to go on.
func (e *limiterError) Decision() whatsapp.Decision {
	return whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: e.wait, Subject: e.subject}
}
