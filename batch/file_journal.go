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
	// Sync flushes entries to the disk before their messages go on, so that the
	// journal also survives a loss of power. Entries that wait at the same time
	// are flushed together, so that it costs less with more Concurrency. Set it
	// before use.
	Sync bool

	file    *os.File
	writing sync.Mutex // one group is written at a time

	mutex     sync.Mutex // guards what follows
	gathering *group     // what is to be written next; nil when there is nothing
	spare     []byte     // room for the lines of a group
	size      int64      // of the entries that are written in full
	broken    error      // an entry may be half written
	inUse     bool       // a batch is running
}

// A group is the entries that are written, and flushed, together.
type group struct {
	lines []byte
	done  chan struct{} // closed when they are written; nil when nobody waits
	err   error
}

// entryStart is the beginning of each line.
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

// Record appends an entry. Entries that come while others are being written wait
// for these, and are then written and flushed together: a disk takes as long for
// one as for many. After a failure the journal takes no more entries, because the
// next one would stand behind half of one.
func (j *FileJournal) Record(_ context.Context, entry JournalEntry) error {
	joined, first, err := j.join(&entry)
	if err != nil {
		return err
	}
	if first {
		j.write(joined)
	} else {
		<-joined.done
	}
	return joined.err
}

// join adds an entry to the group that is written next, and reports whether it is
// the first one there, whose caller has to write the group.
func (j *FileJournal) join(entry *JournalEntry) (joined *group, first bool, err error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	lines := j.spare
	if j.gathering != nil {
		lines = j.gathering.lines
	}
	if lines, err = appendEntry(lines, entry); err != nil {
		return nil, false, err
	}
	switch {
	case j.gathering == nil:
		j.gathering, j.spare, first = &group{}, nil, true
	case j.gathering.done == nil:
		j.gathering.done = make(chan struct{})
	}
	j.gathering.lines = lines
	return j.gathering, first, nil
}

// write writes a group, after the one that is being written.
func (j *FileJournal) write(written *group) {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mutex.Lock()
	j.gathering = nil
	size, err := j.size, j.broken
	j.mutex.Unlock()
	if err == nil {
		if _, err = j.file.WriteAt(written.lines, size); err == nil && j.Sync {
			err = j.file.Sync()
		}
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	written.err, j.broken = err, err
	if err == nil {
		j.size += int64(len(written.lines))
	}
	j.spare = written.lines[:0]
	if written.done != nil {
		close(written.done)
	}
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
