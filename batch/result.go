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

// Result says what became of one message of a batch.
type Result struct {
	// Index is the place of the message in the batch.
	Index int
	// State says what became of it.
	State State
	// MessageID is there for an accepted message.
	MessageID string
	// Sent is Graph's receipt; nil when the journal has told.
	Sent *whatsapp.SentMessage
	// Err says why the message was not accepted. Long texts in it are cut.
	Err error
	// NotBefore is there for a message that is not sent because Graph has asked
	// for a wait: earlier runs leave it out.
	NotBefore time.Time
	// FromJournal says that the message was settled by an earlier run.
	FromJournal bool
}

// State is what became of a message of a batch.
type State string

// The states of messages in results and journals.
const (
	// StateAccepted: Graph has accepted the message.
	StateAccepted State = "accepted"
	// StateRejected: the message was refused for good, and was not sent.
	StateRejected State = "rejected"
	// StateUnknown: the message may have been sent. A status webhook with its
	// CallbackData tells. It is not sent again.
	StateUnknown State = "unknown"
	// StateNotSent: the message was not sent. The next run sends it.
	StateNotSent State = "not_sent"
	// StateSending is in journals only: sending was about to begin.
	StateSending State = "sending"
)

// Progress is how far a batch has come, including earlier runs.
type Progress struct {
	Total    int
	Accepted int
	Rejected int
	Unknown  int
	// Last is the message that was settled last.
	Last Result
}

// Settled returns the number of messages that need no more sending.
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

// An IncompleteError says that messages of a batch are not sent. The results say
// which; with a [Journal], calling [Send] again sends them.
type IncompleteError struct {
	// NotSent is the number of messages that are not sent, of Total.
	NotSent, Total int
	// Err is why the batch has stopped, or why the first of the messages was held
	// back.
	Err error

	stopped   bool
	journaled bool
}

// Error says how many messages are not sent, and why.
func (e *IncompleteError) Error() string {
	what := "messages were held back"
	if e.stopped {
		what = "messages are not sent, the batch has stopped"
	}
	return fmt.Sprintf("batch: %d of %d %s: %s", e.NotSent, e.Total, what, e.Err)
}

// Unwrap returns the reason.
func (e *IncompleteError) Unwrap() error { return e.Err }

// Decision says when to run the batch again. Without a journal, that would send
// again what was accepted: see the results, unless nothing was sent at all.
func (e *IncompleteError) Decision() whatsapp.Decision {
	switch {
	case !e.journaled && e.NotSent < e.Total:
		return whatsapp.Decision{Action: whatsapp.ActionReconcile}
	case errors.Is(e.Err, context.Canceled), errors.Is(e.Err, context.DeadlineExceeded):
		return whatsapp.Decision{Action: whatsapp.ActionRetryNow}
	}
	return whatsapp.Decide(e.Err)
}

// finish gives the messages that were not sent their reason.
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

// open is the number of messages that are not sent.
func (r *run) open() int { return len(r.messages) - r.progress.Settled() }

// longestText is what a result keeps of each text of an error. Graph's own are
// far shorter; a page of some proxy is not.
const longestText = 4 << 10

// withoutBallast returns an error that a result can keep: thousands of them must
// not hold a page each.
func withoutBallast(err error) error {
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
