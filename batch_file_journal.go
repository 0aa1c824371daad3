package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// FileJournal is a [BatchJournal] in a file, with one line of JSON for each
// entry. It is for one batch and one process at a time.
type FileJournal struct {
	// Sync flushes each entry to the disk, so that the journal also survives a
	// loss of power. It makes sending slower. Set it before use.
	Sync bool

	mutex  sync.Mutex
	file   *os.File
	broken error // an entry may be half written
}

// OpenFileJournal opens the journal of a batch, and creates it when it is not
// there. A last line that a crash has cut off is taken away: it is an intent that
// was not acted upon, or an outcome, and then the message counts as unknown.
func OpenFileJournal(path string) (*FileJournal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: open the journal: %w", err)
	}
	data, err := io.ReadAll(file)
	if err == nil {
		err = file.Truncate(int64(bytes.LastIndexByte(data, '\n') + 1))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("whatsapp: open the journal: %w", err), file.Close())
	}
	return &FileJournal{file: file}, nil
}

// Entries returns what has been recorded, in that order.
func (j *FileJournal) Entries(context.Context) ([]JournalEntry, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if _, err := j.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var entries []JournalEntry
	decoder := json.NewDecoder(j.file)
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
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.broken != nil {
		return j.broken
	}
	if _, err = j.file.Write(append(line, '\n')); err == nil && j.Sync {
		err = j.file.Sync()
	}
	j.broken = err
	return err
}

// Close closes the file.
func (j *FileJournal) Close() error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.file.Close()
}
