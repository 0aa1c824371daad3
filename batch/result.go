package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
)

// Result is the outcome of one message of a batch.
type Result struct {
	// Index is the position of the message in the batch.
	Index int
	// State is the state of the message.
	State State
	// MessageID is set for an accepted message.
	MessageID string
	// Sent is Graph's answer, nil if the result comes from the journal.
	Sent *whatsapp.SentMessage
	// Err is the reason that the message was not accepted, with long texts cut.
	Err error
	// NotBefore is set for a message that was not sent because Graph asked to
	// wait. A run that starts more than a few minutes earlier skips the
	// message.
	NotBefore time.Time
	// FromJournal reports whether an earlier run settled the message.
	FromJournal bool
}

// State is the state of a message of a batch.
type State string

// The states of messages in results and journals.
const (
	// StateAccepted means that Graph accepted the message.
	StateAccepted State = "accepted"
	// StateRejected means that the message was not sent, and cannot be sent
	// unchanged.
	StateRejected State = "rejected"
	// StateUnknown means that the message may have been sent. It is not sent
	// again; a status webhook with its CallbackData shows whether it was.
	StateUnknown State = "unknown"
	// StateNotSent means that the message was not sent. The next run sends it.
	StateNotSent State = "not_sent"
	// StateSending occurs in journals only: the message was about to be sent.
	StateSending State = "sending"
)

// Progress counts the settled messages of a batch, including those of earlier
// runs.
type Progress struct {
	Total    int
	Accepted int
	Rejected int
	Unknown  int
	// Last is the result of the message settled last.
	Last Result
}

// Settled returns the number of messages that are not sent again.
func (p Progress) Settled() int { return p.Accepted + p.Rejected + p.Unknown }

func (p *Progress) count(result Result) {
	p.Last = result
	switch result.State {
	case StateAccepted:
		p.Accepted++
	case StateRejected:
		p.Rejected++
	case StateUnknown:
		p.Unknown++
	}
}

// An IncompleteError reports that messages of a batch were not sent. The
// results show which; with a [Journal], calling [Send] again sends them.
type IncompleteError struct {
	// NotSent is the number of messages that were not sent, out of Total.
	NotSent, Total int
	// Err is the reason that the batch stopped, or that the first of these
	// messages was held back.
	Err error

	stopped   bool
	journaled bool
}

// Error says how many messages were not sent, and why.
func (e *IncompleteError) Error() string {
	what := "messages were held back"
	if e.stopped {
		what = "messages were not sent because the batch stopped"
	}
	return fmt.Sprintf("batch: %d of %d %s: %s", e.NotSent, e.Total, what, e.Err)
}

// Unwrap returns the reason.
func (e *IncompleteError) Unwrap() error { return e.Err }

// Decision returns when to run the batch again. Without a journal, that would
// send accepted messages again, so the action is then
// [whatsapp.ActionReconcile] unless nothing was settled: see the results.
func (e *IncompleteError) Decision() whatsapp.Decision {
	switch {
	case !e.journaled && e.NotSent < e.Total:
		return whatsapp.Decision{Action: whatsapp.ActionReconcile}
	case errors.Is(e.Err, context.Canceled), errors.Is(e.Err, context.DeadlineExceeded):
		return whatsapp.Decision{Action: whatsapp.ActionRetryNow}
	}
	return whatsapp.Decide(e.Err)
}

// finish sets the reason on messages that were not sent, and returns the
// batch's error.
func (r *run) finish() error {
	open := r.open()
	if open == 0 && r.stopped == nil {
		return nil
	}
	incomplete := &IncompleteError{NotSent: open, Total: len(r.messages), Err: r.stopped, stopped: r.stopped != nil, journaled: r.options.Journal != nil}
	for i := range r.results {
		result := &r.results[i]
		if result.State != StateNotSent {
			continue
		}
		if result.Err == nil {
			result.Err = r.stopped
		}
		if incomplete.Err == nil {
			incomplete.Err = result.Err
		}
	}
	return incomplete
}

// open returns the number of messages that are not settled.
func (r *run) open() int { return len(r.messages) - r.progress.Settled() }

// longestText limits each text of an error that a result keeps. Graph's own are
// far shorter; a proxy's error page may not be.
const longestText = 4 << 10

// trimmed returns an error that a result can keep: thousands of them must not
// each hold an error page.
func trimmed(err error) error {
	refusal, ok := err.(*whatsapp.GraphAPIError)
	if !ok {
		return err
	}
	kept := *refusal
	if len(kept.Body) > longestText {
		kept.Body = bytes.Clone(kept.Body[:longestText])
	}
	if len(kept.ErrorData) > longestText {
		kept.ErrorData = nil
	}
	for _, text := range []*string{&kept.Message, &kept.Type, &kept.Details, &kept.UserTitle, &kept.UserMessage, &kept.TraceID} {
		if len(*text) > longestText {
			*text = strings.Clone(strings.ToValidUTF8((*text)[:longestText], ""))
		}
	}
	return &kept
}
