package batch

import (
	"bytes"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
)

// Result is the outcome of one message of a batch.
type Result struct {
	// Index is the position of the message in the batch, from 0.
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
	// Total is the number of messages, in a [Stream] of those read so far.
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
	switch result.State {
	case StateAccepted:
		p.Accepted++
	case StateRejected:
		p.Rejected++
	case StateUnknown:
		p.Unknown++
	}
}

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
