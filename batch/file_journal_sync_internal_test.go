//go:build linux

package batch

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// What cannot be cut to its whole lines cannot be a journal.
func TestFileJournalOnADevice(t *testing.T) {
	t.Parallel()
	_, err := OpenFileJournal(os.DevNull)
	require.ErrorIs(t, err, syscall.EINVAL)
}

// A device that accepts writes but cannot be flushed shows whether Sync
// flushes.
func TestFileJournalFlushesWithSync(t *testing.T) {
	t.Parallel()
	device, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	require.NoError(t, err)
	journal := &FileJournal{file: device}
	defer journal.Close()
	require.NoError(t, journal.Record(t.Context(), JournalEntry{}))
	journal.Sync = true
	require.ErrorIs(t, journal.Record(t.Context(), JournalEntry{}), syscall.EINVAL)
}
