package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"

	"github.com/wabakit/whatsapp/internal/filelock"
)

// FileJournal is a [Journal] in a file, with one line of JSON per entry. It
// serves one batch, and one call of [Send] or one range over a [Stream] at a
// time.
type FileJournal struct {
	// Sync flushes each entry to disk before its message proceeds, so that the
	// journal also survives a power failure. Entries that wait at the same time
	// are flushed together, so more Concurrency makes it cheaper. Set it before
	// use.
	Sync bool

	file    *os.File
	writing sync.Mutex // one group is written at a time

	mutex     sync.Mutex // guards what follows
	gathering *group     // the group to write next, or nil
	spare     []byte     // reused for the lines of a group
	size      int64      // of the complete entries
	broken    error      // why a write failed; it may have left half an entry
	inUse     bool       // a batch is running
}

// A group is a set of entries that are written and flushed together.
type group struct {
	lines []byte
	done  chan struct{} // closed once they are written; nil if nobody waits
	err   error
}

// entryStart begins every line.
const entryStart = `{"index":`

// OpenFileJournal opens the journal of a batch, creating it if it does not
// exist. Until it is closed or its process ends, it cannot be opened again, so
// that two processes do not send the same batch at once. There is no such lock
// on solaris, aix, plan9 and wasm.
//
// A last line that a crash cut off is removed: it is an intent that was not
// acted upon, or an outcome, and then the message counts as unknown. A file
// that is not a journal is an error, and is left unchanged.
func OpenFileJournal(path string) (*FileJournal, error) {
	file, err := filelock.Open(path)
	if err != nil {
		return nil, fmt.Errorf("batch: open the journal: %w", err)
	}
	size, err := cutTornLine(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("batch: open the journal: %w", err), filelock.Close(file))
	}
	return &FileJournal{file: file, size: size}, nil
}

// cutTornLine removes an incomplete last line and returns the size of the rest.
func cutTornLine(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	size := info.Size()
	start := make([]byte, min(size, int64(len(entryStart))))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if string(start) != entryStart[:len(start)] {
		return 0, fmt.Errorf("%s is not the journal of a batch", file.Name())
	}
	end, err := endOfLines(file, size)
	if err != nil {
		return 0, err
	}
	return end, file.Truncate(end)
}

// endOfLines returns where the last complete line ends.
func endOfLines(file io.ReaderAt, size int64) (int64, error) {
	space := make([]byte, 4<<10)
	for end := size; end > 0; {
		part := space[:min(end, int64(len(space)))]
		end -= int64(len(part))
		if _, err := file.ReadAt(part, end); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if at := bytes.LastIndexByte(part, '\n'); at >= 0 {
			return end + int64(at) + 1, nil
		}
	}
	return 0, nil
}

// Entries yields the recorded entries, oldest first.
func (j *FileJournal) Entries(context.Context) iter.Seq2[JournalEntry, error] {
	return func(yield func(JournalEntry, error) bool) {
		for line, err := range j.lines() {
			if !yield(line.entry, err) {
				return
			}
		}
	}
}

// Record appends an entry. Entries that arrive during a write wait for it to
// finish, and are then written and flushed together: flushing many takes as
// long as flushing one. After a failed write the journal accepts no more
// entries, because the next one might follow half an entry.
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

// join adds an entry to the group to write next, and reports whether it is the
// first one, whose caller must write the group.
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

// write writes a group, once the one before it is written.
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
// would send what the other is sending.
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

// Close closes the file, so that it can be opened again.
func (j *FileJournal) Close() error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return filelock.Close(j.file)
}
