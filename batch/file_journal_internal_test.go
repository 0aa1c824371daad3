package batch

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// Entries that arrive while the disk is busy are written and flushed together.
func TestFileJournalWritesInGroups(t *testing.T) {
	t.Parallel()
	journal, err := OpenFileJournal(filepath.Join(t.TempDir(), "journal"))
	require.NoError(t, err)
	defer journal.Close()
	journal.Sync = true
	const records = 64
	journal.writing.Lock() // the disk is busy
	var recording sync.WaitGroup
	var recorded atomic.Int64
	for i := range records {
		recording.Go(func() {
			if err := journal.Record(t.Context(), JournalEntry{Index: i, State: StateSending}); err != nil {
				t.Error(err)
			}
			recorded.Add(1)
		})
	}
	var waiting *group
	for lines := 0; lines < records; runtime.Gosched() {
		journal.mutex.Lock()
		if waiting = journal.gathering; waiting != nil {
			lines = bytes.Count(waiting.lines, []byte("\n"))
		}
		journal.mutex.Unlock()
	}
	together := bytes.Clone(waiting.lines)
	for range 10 * records {
		runtime.Gosched() // whoever does not wait gets to return
	}
	require.Zero(t, recorded.Load(), "nothing is recorded before it is written")
	journal.writing.Unlock()
	recording.Wait()
	require.Equal(t, int64(len(together)), journal.size, "one group held them all")
	entries := entriesOf(t, journal)
	require.Len(t, entries, records)
}

// Many goroutines record at once: nothing is lost, and the entries of each stay
// in order.
func TestFileJournalRecordsConcurrently(t *testing.T) {
	t.Parallel()
	journal, err := OpenFileJournal(filepath.Join(t.TempDir(), "journal"))
	require.NoError(t, err)
	defer journal.Close()
	const writers, each = 16, 100
	var recording sync.WaitGroup
	for writer := range writers {
		recording.Go(func() {
			for i := range each {
				if err := journal.Record(t.Context(), JournalEntry{Index: writer*each + i, State: StateSending}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	recording.Wait()
	entries := entriesOf(t, journal)
	require.Len(t, entries, writers*each)
	next := map[int]int{}
	for _, entry := range entries {
		require.Equal(t, next[entry.Index/each], entry.Index%each)
		next[entry.Index/each]++
	}
}

// After a failed write there may be half an entry, even if writing works again.
func TestFileJournalStaysBroken(t *testing.T) {
	t.Parallel()
	journal, err := OpenFileJournal(filepath.Join(t.TempDir(), "journal"))
	require.NoError(t, err)
	defer journal.Close()
	journal.Sync = true
	require.NoError(t, journal.Record(t.Context(), JournalEntry{Index: 1}))
	working := journal.file
	journal.file, err = os.Open(working.Name()) // for reading only, which can be flushed
	require.NoError(t, err)
	failure := journal.Record(t.Context(), JournalEntry{Index: 2})
	require.Error(t, failure)
	require.NoError(t, journal.file.Close())
	journal.file = working
	require.Equal(t, failure, journal.Record(t.Context(), JournalEntry{Index: 3}))
	entries := entriesOf(t, journal)
	require.Len(t, entries, 1)
}

func entriesOf(t *testing.T, journal Journal) (entries []JournalEntry) {
	t.Helper()
	for entry, err := range journal.Entries(t.Context()) {
		require.NoError(t, err)
		entries = append(entries, entry)
	}
	return entries
}
