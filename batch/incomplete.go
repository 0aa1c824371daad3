package batch

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
)

// An IncompleteError reports that messages of a batch were not sent. The
// results show which; with a [Journal], running the batch again sends them.
type IncompleteError struct {
	// NotSent is the number of messages that were not sent, out of Total.
	NotSent, Total int
	// Unread reports that a [Stream] ended before its messages did. NotSent and
	// Total count only those that were read.
	Unread bool
	// Err is the reason that the batch stopped, that the next message could not
	// be read, or that the first of the messages not sent was held back.
	Err error

	cause     cause
	journaled bool
}

// A cause tells why messages were not sent.
type cause uint8

const (
	causeHeldBack cause = iota
	causeStopped
	causeUnreadable
)

// Error says how many messages were not sent, and why.
func (e *IncompleteError) Error() string {
	switch {
	case e.cause == causeUnreadable:
		return fmt.Sprintf("batch: read message %d: %s", e.Total, e.Err)
	case e.cause == causeHeldBack:
		return fmt.Sprintf("batch: %d of %d messages were held back: %s", e.NotSent, e.Total, e.Err)
	case e.Unread:
		return fmt.Sprintf("batch: %d of the %d messages read, and those that follow, were not sent because the batch stopped: %s", e.NotSent, e.Total, e.Err)
	}
	return fmt.Sprintf("batch: %d of %d messages were not sent because the batch stopped: %s", e.NotSent, e.Total, e.Err)
}

// Unwrap returns the reason.
func (e *IncompleteError) Unwrap() error { return e.Err }

// Decision returns when to run the batch again. Without a journal, that would
// send accepted messages again, so the action is then
// [whatsapp.ActionReconcile] unless nothing was settled: see the results. If
// the messages cannot be read, the action is [whatsapp.ActionEscalate] unless
// the reason says otherwise.
func (e *IncompleteError) Decision() whatsapp.Decision {
	switch {
	case !e.journaled && e.NotSent < e.Total:
		return whatsapp.Decision{Action: whatsapp.ActionReconcile}
	case errors.Is(e.Err, context.Canceled), errors.Is(e.Err, context.DeadlineExceeded):
		return whatsapp.Decision{Action: whatsapp.ActionRetryNow}
	}
	decision := whatsapp.Decide(e.Err)
	if e.cause == causeUnreadable && decision.Action == whatsapp.ActionReconcile {
		return whatsapp.Decision{Action: whatsapp.ActionEscalate}
	}
	return decision
}

// finish returns the batch's error.
func (r *run) finish() error {
	open := r.open()
	if open == 0 && r.stopped == nil && r.unreadable == nil {
		return nil
	}
	incomplete := &IncompleteError{
		NotSent: open, Total: r.progress.Total, Unread: r.unread(),
		Err: cmp.Or(r.stopped, r.unreadable, r.firstLeft.Err), journaled: r.options.Journal != nil,
	}
	switch {
	case r.stopped != nil:
		incomplete.cause = causeStopped
	case r.unreadable != nil:
		incomplete.cause = causeUnreadable
	}
	return incomplete
}
