package batch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
)

// A page has where the last entries of consecutive messages are in a file.
// Together with the ledger's digest, a message costs 24 bytes.
type page [256]struct {
	line int64  // offset of its line plus one; zero without an entry
	sent uint64 // its short digest, if it may have been sent
}

// pages has the pages of a file, by the index of their first message, so that
// gaps in a journal cost nothing.
type pages map[int]*page

func (p pages) set(entry *JournalEntry, line int64) {
	number, place := entry.Index/len(page{}), entry.Index%len(page{})
	if p[number] == nil {
		p[number] = new(page)
	}
	at := &p[number][place]
	at.line, at.sent = line+1, 0
	if entry.State.maySent() {
		at.sent = shortDigest(entry.Digest)
	}
}

func (p pages) line(index int) (line int64, found bool) {
	of := p[index/len(page{})]
	if of == nil {
		return 0, false
	}
	line = of[index%len(page{})].line
	return line - 1, line > 0
}

// sent returns the short digests of the messages that may have been sent.
func (p pages) sent() []uint64 {
	all := make([]uint64, 0, len(p)*len(page{}))
	for _, of := range p {
		for i := range of {
			if of[i].sent != 0 {
				all = append(all, of[i].sent)
			}
		}
	}
	return all
}

// ledger reads the file once, and keeps where the last entries are.
func (j *FileJournal) ledger() (*ledger, error) {
	made, known := &ledger{}, pages{}
	for line, err := range j.lines() {
		if err != nil {
			return nil, err
		}
		known.set(&line.entry, line.start)
		made.messages = max(made.messages, line.entry.Index+1)
	}
	made.sent = known.sent()
	made.last = func(index int) (entry JournalEntry, found bool, err error) {
		start, found := known.line(index)
		if !found {
			return entry, false, nil
		}
		text, err := bufio.NewReaderSize(j.reader(start), 512).ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(text, &entry)
		}
		return entry, true, err
	}
	return made, nil
}

// A line is an entry and where it begins.
type line struct {
	start int64
	entry JournalEntry
}

// lines reads the complete lines of the file.
func (j *FileJournal) lines() iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		reader := bufio.NewReaderSize(j.reader(0), 64<<10)
		read := line{}
		for number := 1; ; number++ {
			text, err := reader.ReadBytes('\n')
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				read.entry, err = decodeEntry(text)
			}
			if err != nil {
				yield(line{}, fmt.Errorf("entry %d is damaged: %w", number, err))
				return
			}
			if !yield(read, nil) {
				return
			}
			read.start += int64(len(text))
		}
	}
}

func decodeEntry(text []byte) (entry JournalEntry, err error) {
	if err = json.Unmarshal(text, &entry); err == nil {
		err = entry.check()
	}
	return entry, err
}

// check rejects an index that no message has.
func (e *JournalEntry) check() error {
	if e.Index < 0 || e.Index == math.MaxInt {
		return fmt.Errorf("it is for message %d", e.Index)
	}
	return nil
}

// reader reads the complete entries, from a place on.
func (j *FileJournal) reader(start int64) io.Reader {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return io.NewSectionReader(j.file, start, j.size-start)
}
