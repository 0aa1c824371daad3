package batch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/wabakit/whatsapp/internal/filelock"
)

// FileJournal is a [Journal] in a file, with one line of JSON for each
// entry. It is for one batch, and for one call of [Send] at a time.
type FileJournal struct {
	// Sync flushes each entry to the disk, so that the journal also survives a
	// loss of power. It makes sending slower. Set it before use.
	Sync bool

	mutex  sync.Mutex
	file   *os.File
	size   int64 // of the entries that are written in full
	broken error // an entry may be half written
	inUse  bool  // a batch is running
}

// The beginning of each line that [json.Marshal] writes.
const entryStart = `{"index":`

// OpenFileJournal opens the journal of a batch, and creates it when it is not
// there. Until it is closed or its process ends, it cannot be opened a second
// time, so that two processes do not send the same batch at once; solaris, aix,
// plan9 and wasm have no such lock.
//
// A last line that a crash has cut off is taken away: it is an intent that was
// not acted upon, or an outcome, and then the message counts as unknown. A file
// that is not a journal is refused, and stays as it is.
func OpenFileJournal(path string) (*FileJournal, error) {
	file, err := filelock.Open(path)
	if err != nil {
		return nil, fmt.Errorf("batch: open the journal: %w", err)
	}
	size, err := cutTornLine(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("batch: open the journal: %w", err), file.Close())
	}
	return &FileJournal{file: file, size: size}, nil
}

// cutTornLine returns the size of the complete lines, which it leaves.
func cutTornLine(file *os.File) (int64, error) {
	data, err := io.ReadAll(file)
	if err != nil {
		return 0, err
	}
	if start := data[:min(len(data), len(entryStart))]; !strings.HasPrefix(entryStart, string(start)) {
		return 0, fmt.Errorf("%s is not the journal of a batch", file.Name())
	}
	size := int64(bytes.LastIndexByte(data, '\n') + 1)
	if size == int64(len(data)) {
		return size, nil
	}
	return size, file.Truncate(size)
}

// Entries returns what has been recorded, in that order.
func (j *FileJournal) Entries(context.Context) ([]JournalEntry, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	var entries []JournalEntry
	decoder := json.NewDecoder(io.NewSectionReader(j.file, 0, j.size))
	for {
		var entry JournalEntry
		err := decoder.Decode(&entry)
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d is damaged: %w", len(entries)+1, err)
		}
		entries = append(entries, entry)
	}
}

// Record appends an entry. After a failure it takes no more, because the next
// entry would stand behind half of one.
func (j *FileJournal) Record(_ context.Context, entry JournalEntry) error {
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.broken != nil {
		return j.broken
	}
	if _, err = j.file.WriteAt(line, j.size); err == nil && j.Sync {
		err = j.file.Sync()
	}
	if j.broken = err; err == nil {
		j.size += int64(len(line))
	}
	return err
}

// begin and end keep two batches from using the journal at the same time: each
// would send what the other one is sending.
func (j *FileJournal) begin() error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.inUse {
		return errors.New("another batch is using it")
	}
	j.inUse = true
	return nil
}

func (j *FileJournal) end() {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.inUse = false
}

// Close closes the file, and lets others open it.
func (j *FileJournal) Close() error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.file.Close()
}
