package batch_test

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// heap returns the bytes that are in use.
func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// accepting is a sender that accepts everything.
var accepting = batch.SenderFunc[whatsapp.Message](func(context.Context, string, whatsapp.Message, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return &whatsapp.SentMessage{Messages: []whatsapp.AcceptedMessage{{ID: "wamid.1"}}}, nil
})

// The memory of a stream does not depend on how many messages there are.
//
//nolint:paralleltest // it measures the memory of the process
func TestStreamHoldsNoBatch(t *testing.T) {
	const count = 60_000
	var early, late int64
	before, taken := heap(), 0
	for _, err := range batch.Stream(t.Context(), accepting, phoneNumberID, each(count, count), &batch.Options{Window: 256}) {
		require.NoError(t, err)
		switch taken++; taken {
		case count / 10:
			early = heap() - before
		case count * 9 / 10:
			late = heap() - before
		}
	}
	require.Equal(t, count, taken)
	require.Less(t, late-early, int64(256<<10), "48,000 messages later") // the window may be full or empty
	require.Less(t, late, int64(1<<20))
}

// A journal costs tens of bytes for each of its messages while a stream
// resumes.
//
//nolint:paralleltest // it measures the memory of the process
func TestStreamHoldsLittleOfItsJournal(t *testing.T) {
	const count = 50_000
	journal, err := batch.OpenFileJournal(filepath.Join(t.TempDir(), "journal"))
	require.NoError(t, err)
	defer journal.Close()
	for i := range count {
		require.NoError(t, journal.Record(t.Context(), batch.JournalEntry{
			Index: i, Digest: "00112233445566778899aabbccddeeff", State: batch.StateRejected, Error: "an older message", Time: time.Now(),
		}))
	}
	before, held := heap(), int64(0)
	for result, err := range batch.Stream(t.Context(), accepting, phoneNumberID, each(count, count), &batch.Options{Journal: journal, Window: 256}) {
		require.NoError(t, err)
		if result.Index == count/2 {
			held = heap() - before
		}
	}
	t.Logf("%d bytes per message", held/count)
	require.Less(t, held, int64(48*count), "with what the window holds")
}
