package whatsapp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A BatchJournal remembers what became of the messages of one batch; see
// [OpenFileJournal] for one in a file. An entry is written before a message is
// sent, and another one when it is known what came of it. Two batches must not
// use a journal at the same time: each would send what the other one is sending.
type BatchJournal interface {
	// Entries returns what has been recorded, in that order.
	Entries(ctx context.Context) ([]JournalEntry, error)
	// Record keeps an entry. When it returns without an error, the entry must
	// survive a crash. Several goroutines call it at once.
	Record(ctx context.Context, entry JournalEntry) error
}

// A JournalEntry is a step of one message of a batch. It holds neither the
// message nor its recipient, but for what an Error quotes of them.
type JournalEntry struct {
	// Index is the place of the message in the batch.
	Index int `json:"index"`
	// Digest stands for the message and the sending number, so that a journal is
	// not used for another batch.
	Digest    string     `json:"digest"`
	State     BatchState `json:"state"`
	MessageID string     `json:"message_id,omitzero"`
	Error     string     `json:"error,omitzero"`
	Time      time.Time  `json:"time"`
}

// digestOf tells messages apart. One that does not encode cannot be sent either.
func digestOf(phoneNumberID string, message Message) string {
	encoded, err := json.Marshal(message)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append([]byte(phoneNumberID+"\n"), encoded...))
	return hex.EncodeToString(sum[:16])
}

// A guardedJournal sees to it by itself that one batch uses it at a time.
type guardedJournal interface {
	begin() error
	end()
}

// occupy makes the journal that of this batch alone.
func (b *batch) occupy() error {
	if b.journal != nil && isNil(b.journal) {
		return errors.New("whatsapp: the journal of the batch is nil")
	}
	if journal, guarded := b.journal.(guardedJournal); guarded {
		if err := journal.begin(); err != nil {
			return fmt.Errorf("whatsapp: open the journal of the batch: %w", err)
		}
	}
	return nil
}

func (b *batch) vacate() {
	if journal, guarded := b.journal.(guardedJournal); guarded {
		journal.end()
	}
}

// restore takes the results of earlier runs from the journal.
func (b *batch) restore(ctx context.Context) error {
	if b.journal == nil {
		return nil
	}
	entries, err := b.journal.Entries(ctx)
	if err != nil {
		return fmt.Errorf("whatsapp: read the journal of the batch: %w", err)
	}
	for _, entry := range entries {
		if entry.Index < 0 || entry.Index >= len(b.messages) {
			return fmt.Errorf("whatsapp: the journal knows message %d, but the batch has %d messages; give the messages it was made for", entry.Index, len(b.messages))
		}
		if entry.Digest != b.digest(entry.Index) {
			return fmt.Errorf("whatsapp: the journal knows another message %d than the batch; give the messages and the number it was made for", entry.Index)
		}
		b.results[entry.Index] = entry.result()
	}
	for _, result := range b.results {
		b.progress.count(result)
	}
	b.progress.Last = BatchResult{}
	return nil
}

// result is what an entry says when it is the last one of its message.
func (e JournalEntry) result() BatchResult {
	result := BatchResult{Index: e.Index, State: e.State, MessageID: e.MessageID, FromJournal: true}
	switch e.State {
	case BatchAccepted:
	case BatchRejected:
		result.Err = errors.New(e.Error)
	case BatchNotSent:
		return BatchResult{Index: e.Index, State: BatchNotSent}
	case BatchUnknown:
		result.Err = &restoredUnknown{text: e.Error}
	default: // the intent is the last thing that is known
		result.State = BatchUnknown
		result.Err = &restoredUnknown{text: "whatsapp: an earlier run ended while it was sending this message; " + awaitStatus}
	}
	return result
}

// restoredUnknown is an ErrOutcomeUnknown out of a journal.
type restoredUnknown struct{ text string }

func (e *restoredUnknown) Error() string        { return e.text }
func (e *restoredUnknown) Is(target error) bool { return target == ErrOutcomeUnknown }

// record writes an entry, where there is a journal.
func (b *batch) record(ctx context.Context, result BatchResult) error {
	if b.journal == nil {
		return nil
	}
	entry := JournalEntry{
		Index: result.Index, Digest: b.digest(result.Index), State: result.State,
		MessageID: result.MessageID, Time: time.Now().UTC(),
	}
	if result.Err != nil {
		entry.Error = result.Err.Error()
	}
	if err := b.journal.Record(ctx, entry); err != nil {
		return fmt.Errorf("whatsapp: write the journal of the batch: %w", err)
	}
	return nil
}

func (b *batch) digest(index int) string { return digestOf(b.phoneNumberID, b.messages[index]) }
