package whatsapp_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// memoryJournal keeps entries, and fails on those that fails picks.
type memoryJournal struct {
	mutex   sync.Mutex
	entries []whatsapp.JournalEntry
	fails   func(whatsapp.JournalEntry) error
}

func (j *memoryJournal) Entries(context.Context) ([]whatsapp.JournalEntry, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return slices.Clone(j.entries), nil
}

func (j *memoryJournal) Record(ctx context.Context, entry whatsapp.JournalEntry) error {
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

func (j *memoryJournal) last(index int) whatsapp.JournalEntry {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	for _, entry := range slices.Backward(j.entries) {
		if entry.Index == index {
			return entry
		}
	}
	return whatsapp.JournalEntry{}
}

// A crash at any point of the journal: after resuming, every message is
// accounted for, and none is sent twice without being reported as unknown.
func TestBatchSendResumesAfterACrashAnywhere(t *testing.T) {
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
		_, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, messages, &whatsapp.BatchOptions{Concurrency: 3, Journal: whole})
		require.NoError(t, err)
		require.Len(t, whole.entries, 24)

		for crash := range len(whole.entries) + 1 {
			journal := &memoryJournal{entries: slices.Clone(whole.entries[:crash])}
			begun, settled := map[int]bool{}, map[int]bool{}
			for _, entry := range journal.entries {
				begun[entry.Index] = true
				settled[entry.Index] = entry.State != whatsapp.BatchSending
			}
			office := newPostOffice()
			office.refuse = refuse
			results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, messages, &whatsapp.BatchOptions{Journal: journal})
			require.NoError(t, err)
			for i, result := range results {
				want := whatsapp.BatchAccepted
				switch {
				case begun[i] && !settled[i]:
					want = whatsapp.BatchUnknown
				case i == 3:
					want = whatsapp.BatchRejected
				}
				require.Equal(t, want, result.State, "message %d after entry %d", i, crash)
				require.Equal(t, begun[i], result.FromJournal)
				require.Equal(t, want == whatsapp.BatchUnknown, errors.Is(result.Err, whatsapp.ErrOutcomeUnknown))
				sentAgain := slices.Contains(office.bodies(""), itoa(i))
				require.False(t, begun[i] && sentAgain, "message %d is sent again", i)
			}
		}
	})
}

// A message whose outcome was unknown stays unknown, with its error.
func TestBatchSendKeepsUnknownOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return fail(errors.New("the line went dead")) }
		journal := &memoryJournal{}
		for range 2 {
			results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(1, 1), &whatsapp.BatchOptions{Journal: journal})
			require.NoError(t, err)
			require.Equal(t, whatsapp.BatchUnknown, results[0].State)
			require.ErrorIs(t, results[0].Err, whatsapp.ErrOutcomeUnknown)
			require.ErrorContains(t, results[0].Err, "the line went dead")
		}
		require.Len(t, office.refused, 1)
	})
}

func TestBatchSendStopsWhenTheJournalFails(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	tests := map[string]struct {
		state    whatsapp.BatchState
		accepted int
	}{
		"before sending": {whatsapp.BatchSending, 1},
		"after sending":  {whatsapp.BatchAccepted, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				journal := &memoryJournal{fails: func(entry whatsapp.JournalEntry) error {
					if entry.Index == 1 && entry.State == test.state {
						return full
					}
					return nil
				}}
				results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(5, 5),
					&whatsapp.BatchOptions{Concurrency: 1, Journal: journal})
				require.ErrorIs(t, err, full)
				require.ErrorContains(t, err, "write the journal of the batch")
				require.Equal(t, test.accepted, states(t, results)[whatsapp.BatchAccepted])
				require.Len(t, office.accepted, test.accepted)
			})
		})
	}
}

// The journal also fails where a throttled message is given up.
func TestBatchSendStopsWhenTheJournalFailsAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return answer(400, graphError("131056")) }
		full := errors.New("the disk is full")
		journal := &memoryJournal{fails: func(entry whatsapp.JournalEntry) error {
			if entry.State == whatsapp.BatchRejected {
				return full
			}
			return nil
		}}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(1, 1), &whatsapp.BatchOptions{Journal: journal})
		require.ErrorIs(t, err, full)
		require.Equal(t, whatsapp.BatchRejected, results[0].State)
	})
}

type unreadableJournal struct{ memoryJournal }

func (*unreadableJournal) Entries(context.Context) ([]whatsapp.JournalEntry, error) {
	return nil, errors.New("permission denied")
}

// A journal of another batch is refused before anything is sent.
func TestBatchSendRefusesAForeignJournal(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	journal := &memoryJournal{}
	_, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), &whatsapp.BatchOptions{Journal: journal})
	require.NoError(t, err)
	sent := len(office.accepted)

	changed := texts(3, 3)
	changed[2].Content = whatsapp.Text{Body: "another"}
	_, err = client.Messages.BatchSend(t.Context(), phoneNumberID, changed, &whatsapp.BatchOptions{Journal: journal})
	require.ErrorContains(t, err, "the journal knows another message 2 than the batch")
	_, err = client.Messages.BatchSend(t.Context(), "1", texts(3, 3), &whatsapp.BatchOptions{Journal: journal})
	require.ErrorContains(t, err, "the journal knows another message")
	_, err = client.Messages.BatchSend(t.Context(), phoneNumberID, texts(2, 2), &whatsapp.BatchOptions{Journal: journal})
	require.ErrorContains(t, err, "the journal knows message 2, but the batch has 2 messages")
	_, err = client.Messages.BatchSend(t.Context(), phoneNumberID, texts(2, 2), &whatsapp.BatchOptions{Journal: &unreadableJournal{}})
	require.ErrorContains(t, err, "read the journal of the batch: permission denied")
	require.Len(t, office.accepted, sent)

	results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(4, 4), &whatsapp.BatchOptions{Journal: journal})
	require.NoError(t, err, "a batch may grow")
	require.Equal(t, whatsapp.BatchAccepted, results[3].State)
	require.Len(t, office.accepted, sent+1)
}

// The journal of a failed OpenFileJournal is a nil pointer in the options.
func TestBatchSendWithoutTheJournalItWasGiven(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	var journal *whatsapp.FileJournal
	_, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(2, 2), &whatsapp.BatchOptions{Journal: journal})
	require.EqualError(t, err, "whatsapp: the journal of the batch is nil")
	require.Empty(t, office.accepted)
}
