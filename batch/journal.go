package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/wabakit/whatsapp"
)

// A Journal records the outcomes of the messages of one batch; see
// [OpenFileJournal] for one in a file. One entry is written before a message is
// sent, and another once its outcome is known. Two batches must not use a
// journal at the same time: each would send what the other is sending.
type Journal interface {
	// Entries yields the recorded entries, oldest first. An error ends them.
	Entries(ctx context.Context) iter.Seq2[JournalEntry, error]
	// Record stores an entry. Once it returns without an error, the entry must
	// survive a crash. Several goroutines call it at once. Its context does not
	// end with the batch's: what has happened must be recorded.
	Record(ctx context.Context, entry JournalEntry) error
}

// A JournalEntry records one step of one message of a batch. It holds neither
// the message nor its recipient, except where Error quotes them.
type JournalEntry struct {
	// Index is the position of the message in the batch.
	Index int `json:"index"`
	// Digest identifies the message and the sending number, so that a journal
	// is not used for another batch.
	Digest    string `json:"digest"`
	State     State  `json:"state"`
	MessageID string `json:"message_id,omitzero"`
	Error     string `json:"error,omitzero"`
	// NotBefore is the earliest time to send a message that was not sent.
	NotBefore time.Time `json:"not_before,omitzero"`
	Time      time.Time `json:"time"`
}

// A digest identifies a message. It is zero until it is computed.
type digest [16]byte

// digestOf returns the digest of a message, computed once, if there is a
// journal. A message that does not encode has none; it cannot be sent either.
func (r *run) digestOf(of *item) string {
	if r.options.Journal == nil {
		return ""
	}
	made := &of.digest
	if *made == (digest{}) {
		encoded, err := r.carrier.encode(of.message)
		if err != nil {
			return ""
		}
		var space [512]byte
		sum := sha256.Sum256(append(append(append(space[:0], r.phoneNumberID...), '\n'), encoded...))
		copy(made[:], sum[:])
	}
	return hex.EncodeToString(made[:])
}

// A guardedJournal lets only one batch use it at a time.
type guardedJournal interface {
	begin() error
	end()
}

// lockJournal claims the journal for this run.
func (r *run) lockJournal() error {
	if r.options.Journal != nil && isNil(r.options.Journal) {
		return errors.New("batch: the journal is nil")
	}
	if journal, guarded := r.options.Journal.(guardedJournal); guarded {
		if err := journal.begin(); err != nil {
			return fmt.Errorf("batch: open the journal: %w", err)
		}
	}
	return nil
}

func (r *run) unlockJournal() {
	if journal, guarded := r.options.Journal.(guardedJournal); guarded {
		journal.end()
	}
}

// result returns the outcome that an entry records if it is its message's last.
func (e JournalEntry) result() Result {
	result := Result{Index: e.Index, State: e.State, MessageID: e.MessageID, FromJournal: true}
	switch e.State {
	case StateAccepted:
	case StateRejected:
		result.Err = &restoredRefusal{text: e.Error, action: whatsapp.ActionChange}
	case StateNotSent:
		result.FromJournal = false
		if e.NotBefore.After(time.Now()) {
			result.NotBefore = e.NotBefore
			result.Err = &restoredRefusal{text: e.Error, action: whatsapp.ActionRetryLater, until: e.NotBefore}
		}
	case StateUnknown:
		result.Err = &restoredUnknown{text: e.Error}
	default: // only the intent is known
		result.State = StateUnknown
		result.Err = &restoredUnknown{text: "batch: an earlier run ended while it was sending this message; it may have been sent; wait for a status webhook with its biz_opaque_callback_data"}
	}
	return result
}

// restoredRefusal is a refusal read from a journal.
type restoredRefusal struct {
	text   string
	action whatsapp.Action
	until  time.Time
}

func (e *restoredRefusal) Error() string { return e.text }

// Decision returns what [whatsapp.Decide] returned for the original refusal.
func (e *restoredRefusal) Decision() whatsapp.Decision {
	return whatsapp.Decision{Action: e.action, After: max(0, time.Until(e.until))}
}

// restoredUnknown is an ErrOutcomeUnknown read from a journal.
type restoredUnknown struct{ text string }

func (e *restoredUnknown) Error() string        { return e.text }
func (e *restoredUnknown) Is(target error) bool { return target == whatsapp.ErrOutcomeUnknown }

// record writes an entry, if there is a journal.
func (r *run) record(ctx context.Context, digest string, result *Result) error {
	if r.options.Journal == nil {
		return nil
	}
	entry := JournalEntry{
		Index: result.Index, Digest: digest, State: result.State,
		MessageID: result.MessageID, NotBefore: result.NotBefore, Time: time.Now().UTC(),
	}
	if result.Err != nil {
		entry.Error = result.Err.Error()
	}
	if err := r.options.Journal.Record(ctx, entry); err != nil {
		return fmt.Errorf("batch: write the journal: %w", err)
	}
	return nil
}
