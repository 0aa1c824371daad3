package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
)

// A Journal records the outcomes of the messages of one batch; see
// [OpenFileJournal] for one in a file. One entry is written before a message is
// sent, and another once its outcome is known. Two batches must not use a
// journal at the same time: each would send what the other is sending.
type Journal interface {
	// Entries returns the recorded entries, oldest first.
	Entries(ctx context.Context) ([]JournalEntry, error)
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
func (r *run) digestOf(index int) string {
	if r.options.Journal == nil {
		return ""
	}
	made := &r.digests[index]
	if *made == (digest{}) {
		encoded, err := r.messages[index].MarshalJSON()
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

// restore loads the results of earlier runs from the journal.
func (r *run) restore(ctx context.Context) error {
	if r.options.Journal == nil {
		return nil
	}
	entries, err := r.options.Journal.Entries(ctx)
	if err != nil {
		return fmt.Errorf("batch: read the journal: %w", err)
	}
	r.digests = make([]digest, len(r.messages))
	last := make(map[int]JournalEntry, len(r.messages))
	for _, entry := range entries {
		if entry.Index < 0 || entry.Index >= len(r.messages) {
			return fmt.Errorf("batch: the journal has an entry for message %d, but the batch has %d messages; pass the messages it was written for", entry.Index, len(r.messages))
		}
		last[entry.Index] = entry
	}
	for index, entry := range last {
		result, err := r.restored(entry)
		if err != nil {
			return err
		}
		r.results[index] = result
		r.progress.count(result)
	}
	r.progress.Last = Result{}
	return nil
}

// restored returns the result of a message whose last entry this is. A message
// that has changed may only be sent if the earlier one was not.
func (r *run) restored(entry JournalEntry) (Result, error) {
	same := entry.Digest == r.digestOf(entry.Index)
	switch {
	case same:
		return entry.result(), nil
	case entry.State == StateRejected, entry.State == StateNotSent:
		return Result{Index: entry.Index, State: StateNotSent}, nil
	}
	return Result{}, fmt.Errorf("batch: message %d of the journal differs from the batch's, and may have been sent already; pass the messages and the phone number it was written for", entry.Index)
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
