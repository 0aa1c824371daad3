package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// BatchSend sends many messages from one phone number, several at a time, and
// returns one result for each, in the order of the messages. The messages to
// one recipient go out one after the other, in their order.
//
// A throttle does not lose a message. When the number's throughput is exceeded,
// all sending slows down; when one recipient gets too many messages, only that
// recipient waits. [WithMaxRetries], else the policy of the client, says after
// how many throttles in a row to give up.
//
// The batch stops early, with an error, when going on makes no sense: the
// context ends, the token is not accepted, the network is gone, the number or
// its account is restricted, a hundred outcomes in a row are unknown or the
// journal fails. What has not been sent by then is [BatchNotSent]. With a
// [BatchJournal], calling BatchSend again with the same messages goes on from
// there, also after a crash: no message is sent again that was accepted, was
// rejected, or may have been sent. A batch that cannot even begin has no results.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging. The messages must not be changed
// before BatchSend returns.
func (s *MessageService) BatchSend(ctx context.Context, phoneNumberID string, messages []Message, options *BatchOptions, opts ...RequestOption) ([]BatchResult, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/messages", phoneNumberID)
	settings, err := s.client.settingsOf(opts)
	if err != nil {
		return nil, err
	}
	if _, _, err := op.joinedPath(); err != nil {
		return nil, err
	}
	if settings.capture != nil && len(messages) > 1 {
		return nil, errors.New("whatsapp: CaptureResponse holds one response, but BatchSend makes a call for each message")
	}
	current := &call{client: s.client, op: op}
	if ctx == nil {
		return nil, current.failed(errors.New("the context is nil"))
	}
	b := newBatch(s, phoneNumberID, messages, options, opts)
	b.retries = settings.maxRetries
	if err := b.occupy(); err != nil {
		return nil, err
	}
	defer b.vacate()
	if err := b.restore(ctx); err != nil {
		return nil, err
	}
	b.fillLanes()
	b.run(ctx)
	if err := ctx.Err(); err != nil && b.open() > 0 {
		b.stop(current.failed(err))
	}
	return b.results, b.finish()
}

// BatchOptions says how a batch is sent. Each field may be left out.
type BatchOptions struct {
	// Concurrency is how many messages are on their way at a time; 16 by default.
	Concurrency int
	// Journal remembers what became of each message, so that a batch can go on
	// after a crash. Without one, a crash leaves open what was sent.
	Journal BatchJournal
	// Progress is called after each message that this run settles, one call at a
	// time, and holds up the batch until it returns.
	Progress func(BatchProgress)
}

const defaultConcurrency = 16

// BatchResult says what became of one message of a batch.
type BatchResult struct {
	// Index is the place of the message in the batch.
	Index int
	// State says what became of it.
	State BatchState
	// MessageID is there for an accepted message.
	MessageID string
	// Sent is Graph's receipt; nil when the journal has told.
	Sent *SentMessage
	// Err says why the message was not accepted.
	Err error
	// FromJournal says that the message was settled by an earlier run.
	FromJournal bool
}

// BatchState is what became of a message of a batch.
type BatchState string

// The states of messages in results and journals.
const (
	// BatchAccepted: Graph has accepted the message.
	BatchAccepted BatchState = "accepted"
	// BatchRejected: the message was refused, for good or too often in a row, and
	// was not sent.
	BatchRejected BatchState = "rejected"
	// BatchUnknown: the message may have been sent. A status webhook with its
	// CallbackData tells. It is not sent again.
	BatchUnknown BatchState = "unknown"
	// BatchNotSent: the message was not sent. The next run sends it.
	BatchNotSent BatchState = "not_sent"
	// BatchSending is in journals only: sending was about to begin.
	BatchSending BatchState = "sending"
)

// BatchProgress is how far a batch has come, including earlier runs.
type BatchProgress struct {
	Total    int
	Accepted int
	Rejected int
	Unknown  int
	// Last is the message that was settled last.
	Last BatchResult
}

// Settled is how many messages need no more sending.
func (p BatchProgress) Settled() int { return p.Accepted + p.Rejected + p.Unknown }

func (p *BatchProgress) count(result BatchResult) {
	p.Last = result
	switch result.State {
	case BatchAccepted:
		p.Accepted++
	case BatchRejected:
		p.Rejected++
	case BatchUnknown:
		p.Unknown++
	}
}

// finish gives the messages that were not sent their reason.
func (b *batch) finish() error {
	if b.stopped == nil {
		return nil
	}
	for i := range b.results {
		if result := &b.results[i]; result.State == BatchNotSent && result.Err == nil {
			result.Err = b.stopped
		}
	}
	return fmt.Errorf("whatsapp: the batch has stopped, %d of %d messages are not sent: %w", b.open(), b.progress.Total, b.stopped)
}

// open is how many messages are not sent.
func (b *batch) open() int { return b.progress.Total - b.progress.Settled() }
