package batch_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

func TestFileJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "batch.jsonl")
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	run := func(messages []whatsapp.Message) []batch.Result {
		journal, err := batch.OpenFileJournal(path)
		require.NoError(t, err)
		journal.Sync = true
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, messages, &batch.Options{Journal: journal})
		require.NoError(t, err)
		require.NoError(t, journal.Close())
		return results
	}
	run(texts(5, 5))
	written, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 10, strings.Count(string(written), "\n"))
	require.NotContains(t, string(written), number(0)[1:], "it names no recipient")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.NoError(t, os.WriteFile(path, append(written, `{"index":5,"dige`...), 0o600))
	results := run(texts(6, 6))
	require.Equal(t, map[batch.State]int{batch.StateAccepted: 6}, states(t, results))
	require.Len(t, office.accepted, 6, "half an intent was not acted upon")
	again, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(again), string(written)))
	require.Equal(t, 12, strings.Count(string(again), "\n"))
}

func TestFileJournalFailures(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	_, err := batch.OpenFileJournal(filepath.Join(folder, "missing", "batch.jsonl"))
	require.ErrorIs(t, err, os.ErrNotExist)

	damaged := filepath.Join(folder, "damaged.jsonl")
	require.NoError(t, os.WriteFile(damaged, []byte("{\"index\":0}\nnot JSON\n"), 0o600))
	journal, err := batch.OpenFileJournal(damaged)
	require.NoError(t, err)
	_, err = entriesOf(t.Context(), journal)
	require.ErrorContains(t, err, "entry 2 is damaged")
	require.Error(t, journal.Record(t.Context(), batch.JournalEntry{Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}), "no format can write this year")
	require.NoError(t, journal.Close())

	first := journal.Record(t.Context(), batch.JournalEntry{})
	require.ErrorIs(t, first, os.ErrClosed)
	require.Equal(t, first, journal.Record(t.Context(), batch.JournalEntry{}), "it stays broken")
	_, err = entriesOf(t.Context(), journal)
	require.ErrorIs(t, err, os.ErrClosed)
}

// A file that is not a journal is left unchanged.
func TestFileJournalLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"precious, without a newline", "{\n\"index\": 0\n}", "\x00\x00\x00", `{"indexes":1}` + "\n{"} {
		path := filepath.Join(t.TempDir(), "notes.txt")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := batch.OpenFileJournal(path)
		require.ErrorContains(t, err, "notes.txt is not the journal of a batch")
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, string(kept))
	}
	for _, torn := range []string{`{`, `{"ind`, `{"index":`, `{"index":12,"digest":"a`} {
		path := filepath.Join(t.TempDir(), "torn")
		require.NoError(t, os.WriteFile(path, []byte(torn), 0o600))
		journal, err := batch.OpenFileJournal(path)
		require.NoError(t, err)
		entries, err := entriesOf(t.Context(), journal)
		require.NoError(t, err)
		require.Empty(t, entries)
		left, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Empty(t, left)
		require.NoError(t, journal.Close())
	}
}

// A journal is for one batch at a time: two would send the same messages.
func TestFileJournalIsForOneBatchAtATime(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	path := filepath.Join(t.TempDir(), "journal")
	journal, err := batch.OpenFileJournal(path)
	require.NoError(t, err)
	_, err = batch.OpenFileJournal(path)
	require.ErrorContains(t, err, "already open, in this process or another")

	options := &batch.Options{Journal: journal}
	var second error
	_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(5, 5), &batch.Options{
		Journal: journal,
		Progress: func(batch.Progress) {
			_, second = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(5, 5), options)
		},
	})
	require.NoError(t, err)
	require.ErrorContains(t, second, "batch: open the journal: another batch is using it")
	require.Len(t, office.accepted, 5)

	results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(6, 6), options)
	require.NoError(t, err, "one after the other is fine")
	require.Equal(t, map[batch.State]int{batch.StateAccepted: 6}, states(t, results))
	require.Len(t, office.accepted, 6)
	require.NoError(t, journal.Close())
}
