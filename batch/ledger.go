package batch

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A ledger knows the last entry of each message in a journal.
type ledger struct {
	messages int // up to the last one with an entry
	// last returns the last entry of a message, if it has one.
	last func(index int) (entry JournalEntry, found bool, err error)
	// sent has the short digests of the messages that may have been sent, in
	// order.
	sent []uint64
}

// A compactJournal makes its ledger without holding its entries.
type compactJournal interface {
	ledger() (*ledger, error)
}

// openLedger reads the journal, if there is one.
func (r *run) openLedger(ctx context.Context) error {
	if r.options.Journal == nil {
		return nil
	}
	var read *ledger
	var err error
	if compact, ok := r.options.Journal.(compactJournal); ok {
		read, err = compact.ledger()
	} else {
		read, err = collect(ctx, r.options.Journal)
	}
	if err != nil {
		return fmt.Errorf("batch: read the journal: %w", err)
	}
	if read.messages > 0 {
		slices.Sort(read.sent)
		r.ledger = read
	}
	return nil
}

// collect makes the ledger of a journal of the caller's.
func collect(ctx context.Context, journal Journal) (*ledger, error) {
	last, made := map[int]JournalEntry{}, &ledger{}
	for entry, err := range journal.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		if err = entry.check(); err != nil {
			return nil, fmt.Errorf("an entry is damaged: %w", err)
		}
		last[entry.Index] = entry
		made.messages = max(made.messages, entry.Index+1)
	}
	for _, entry := range last {
		if entry.State.maySent() {
			made.sent = append(made.sent, shortDigest(entry.Digest))
		}
	}
	made.last = func(index int) (JournalEntry, bool, error) {
		entry, found := last[index]
		return entry, found, nil
	}
	return made, nil
}

// maySent reports whether a message in this state may have been sent.
func (s State) maySent() bool { return s != StateRejected && s != StateNotSent }

// maySent reports whether a message with this digest may have been sent.
func (l *ledger) maySent(of digest) bool {
	_, found := slices.BinarySearch(l.sent, binary.BigEndian.Uint64(of[:]))
	return found
}

// shortDigest returns the first half of a digest, or zero if it is not one.
func shortDigest(text string) uint64 {
	short, _ := strconv.ParseUint(text[:min(16, len(text))], 16, 64)
	return short
}

func (l *ledger) tooFew(count int) error {
	return fmt.Errorf("batch: the journal has an entry for message %d, but the batch has %d messages; pass the messages it was written for", l.messages-1, count)
}

// recallAll compares all messages with the journal, before anything is sent,
// and hands over the results of those that are settled. It returns the others
// that the journal knows, with nil for those that it is too early for.
func (r *run) recallAll(ctx context.Context, count int, message func(index int) *item) (map[int]*item, error) {
	if err := r.openLedger(ctx); err != nil || r.ledger == nil {
		return nil, err
	}
	known := r.ledger
	r.ledger = nil // the reading goroutine need not compare again
	if known.messages > count {
		return nil, known.tooFew(count)
	}
	open := map[int]*item{}
	for index := range known.messages {
		if err := r.recallOne(known, message(index), open); err != nil {
			return nil, err
		}
	}
	return open, nil
}

func (r *run) recallOne(known *ledger, each *item, open map[int]*item) error {
	settled, err := r.recall(known, each)
	switch {
	case err != nil:
		return err
	case settled:
		r.remember(each)
		if !each.result.FromJournal {
			open[each.result.Index] = nil
		}
	case each.digest != digest{}:
		open[each.result.Index] = each
	}
	return nil
}

// recall compares a message with its last entry, and sets what that says. It
// reports whether this run has nothing to do about the message: it is settled,
// or it is too early to send it. One that has changed may only be sent if the
// earlier one was not.
func (r *run) recall(known *ledger, read *item) (settled bool, err error) {
	index := read.result.Index
	entry, found, err := known.last(index)
	if err != nil {
		return false, fmt.Errorf("batch: read the journal: %w", err)
	}
	digest := r.digestOf(read)
	switch {
	case !found:
		return false, nil
	case entry.Digest == digest:
		read.result = entry.result()
	case entry.State.maySent():
		return false, fmt.Errorf("batch: message %d of the journal differs from the batch's, and may have been sent already; pass the messages and the phone number it was written for", index)
	}
	return read.result.FromJournal || time.Until(read.result.NotBefore) > longestPairWait, nil
}
