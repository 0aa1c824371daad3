package batch_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// memoryJournal keeps entries in memory, and fails for those that fails
// selects.
type memoryJournal struct {
	mutex   sync.Mutex
	entries []batch.JournalEntry
	fails   func(batch.JournalEntry) error
}

func (j *memoryJournal) Entries(context.Context) iter.Seq2[batch.JournalEntry, error] {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	recorded := slices.Clone(j.entries)
	return func(yield func(batch.JournalEntry, error) bool) {
		for _, entry := range recorded {
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// entriesOf reads a journal.
func entriesOf(ctx context.Context, journal batch.Journal) (entries []batch.JournalEntry, err error) {
	for entry, err := range journal.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func (j *memoryJournal) Record(ctx context.Context, entry batch.JournalEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.fails != nil {
		if err := j.fails(entry); err != nil {
			return err
		}
	}
	j.entries = append(j.entries, entry)
	return nil
}

func (j *memoryJournal) last(index int) batch.JournalEntry {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	for _, entry := range slices.Backward(j.entries) {
		if entry.Index == index {
			return entry
		}
	}
	return batch.JournalEntry{}
}

// A crash at any point of the journal: after resuming, every message is
// accounted for, and none is sent twice without being reported as unknown.
func TestSendResumesAfterACrashAnywhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		messages := texts(12, 5)
		refuse := func(d delivery, _ []delivery) step {
			if d.body == "3" {
				return answer(400, graphError("131026"))
			}
			return nil
		}
		whole := &memoryJournal{}
		office := newPostOffice()
		office.refuse = refuse
		_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Concurrency: 3, Journal: whole})
		require.NoError(t, err)
		require.Len(t, whole.entries, 24)

		for crash := range len(whole.entries) + 1 {
			journal := &memoryJournal{entries: slices.Clone(whole.entries[:crash])}
			begun, settled := map[int]bool{}, map[int]bool{}
			for _, entry := range journal.entries {
				begun[entry.Index] = true
				settled[entry.Index] = entry.State != batch.StateSending
			}
			office := newPostOffice()
			office.refuse = refuse
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Journal: journal})
			require.NoError(t, err)
			for i, result := range results {
				want := batch.StateAccepted
				switch {
				case begun[i] && !settled[i]:
					want = batch.StateUnknown
				case i == 3:
					want = batch.StateRejected
				}
				require.Equal(t, want, result.State, "message %d after entry %d", i, crash)
				require.Equal(t, begun[i], result.FromJournal)
				require.Equal(t, want == batch.StateUnknown, errors.Is(result.Err, whatsapp.ErrOutcomeUnknown))
				sentAgain := slices.Contains(office.bodies(""), itoa(i))
				require.False(t, begun[i] && sentAgain, "message %d is sent again", i)
			}
		}
	})
}

// A message whose outcome was unknown stays unknown, with its error.
func TestSendKeepsUnknownOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return fail(errors.New("the line went dead")) }
		journal := &memoryJournal{}
		for range 2 {
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), &batch.Options{Journal: journal})
			require.NoError(t, err)
			require.Equal(t, batch.StateUnknown, results[0].State)
			require.ErrorIs(t, results[0].Err, whatsapp.ErrOutcomeUnknown)
			require.ErrorContains(t, results[0].Err, "the line went dead")
		}
		require.Len(t, office.refused, 1)
	})
}

func TestSendStopsWhenTheJournalFails(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	tests := map[string]struct {
		state    batch.State
		accepted int
	}{
		"before sending": {batch.StateSending, 1},
		"after sending":  {batch.StateAccepted, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				journal := &memoryJournal{fails: func(entry batch.JournalEntry) error {
					if entry.Index == 1 && entry.State == test.state {
						return full
					}
					return nil
				}}
				results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(5, 5),
					&batch.Options{Concurrency: 1, Journal: journal})
				require.ErrorIs(t, err, full)
				require.ErrorContains(t, err, "batch: write the journal: ")
				require.Equal(t, test.accepted, states(t, results)[batch.StateAccepted])
				require.Len(t, office.accepted, test.accepted)
			})
		})
	}
}

type unreadableJournal struct{ memoryJournal }

func (*unreadableJournal) Entries(context.Context) iter.Seq2[batch.JournalEntry, error] {
	return func(yield func(batch.JournalEntry, error) bool) {
		yield(batch.JournalEntry{}, errors.New("permission denied"))
	}
}

// A journal of another batch is refused before anything is sent.
func TestSendRefusesAForeignJournal(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	journal := &memoryJournal{}
	_, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 3), &batch.Options{Journal: journal})
	require.NoError(t, err)
	sent := len(office.accepted)

	changed := texts(3, 3)
	changed[2].Content = whatsapp.Text{Body: "another"}
	_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, changed, &batch.Options{Journal: journal})
	require.ErrorContains(t, err, "message 2 of the journal differs from the batch's, and may have been sent already")
	_, err = batch.Send(t.Context(), client.Messages, "1", texts(3, 3), &batch.Options{Journal: journal})
	require.ErrorContains(t, err, "of the journal differs from the batch's")
	_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(2, 2), &batch.Options{Journal: journal})
	require.ErrorContains(t, err, "the journal has an entry for message 2, but the batch has 2 messages")
	negative := &memoryJournal{entries: []batch.JournalEntry{{Index: -1, State: batch.StateAccepted}}}
	_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(2, 2), &batch.Options{Journal: negative})
	require.ErrorContains(t, err, "batch: read the journal: an entry is damaged: it is for message -1")
	_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(2, 2), &batch.Options{Journal: &unreadableJournal{}})
	require.ErrorContains(t, err, "batch: read the journal: permission denied")
	require.Len(t, office.accepted, sent)

	results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(4, 4), &batch.Options{Journal: journal})
	require.NoError(t, err, "a batch may grow")
	require.Equal(t, batch.StateAccepted, results[3].State)
	require.Len(t, office.accepted, sent+1)
}

// The journal of a failed OpenFileJournal is a nil pointer in the options.
func TestSendWithoutTheJournalItWasGiven(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	var journal *batch.FileJournal
	_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(2, 2), &batch.Options{Journal: journal})
	require.EqualError(t, err, "batch: the journal is nil")
	require.Empty(t, office.accepted)
}
