package filebody

import (
	"bufio"
	"errors"
	"io"
)

// ErrReadOnce means that bytes are needed again that cannot be read again.
var ErrReadOnce = errors.New("the file cannot be read a second time; use a Content that can seek, or Open")

// A onceReader reads from a reader that cannot seek back.
type onceReader struct {
	reader   *bufio.Reader
	position int64
}

func newOnceReader(reader io.Reader) *onceReader {
	return &onceReader{reader: bufio.NewReaderSize(strictReader{reader}, headSize)}
}

// canOpen reports whether the bytes from the offset on are still to come.
func (r *onceReader) canOpen(offset int64) bool { return r.position <= offset }

// open skips the bytes before the offset.
func (r *onceReader) open(offset int64) (io.ReadCloser, error) {
	if !r.canOpen(offset) {
		return nil, ErrReadOnce
	}
	return r, skip(r, offset-r.position)
}

// Close leaves the caller's reader open.
func (r *onceReader) Close() error { return nil }

// Read reads the next bytes.
func (r *onceReader) Read(buffer []byte) (int, error) {
	count, err := r.reader.Read(buffer)
	r.position += int64(count)
	return count, err
}

// peek copies the first bytes without consuming them.
func (r *onceReader) peek(head []byte) (int, error) {
	first, err := r.reader.Peek(len(head))
	if err == io.EOF {
		err = nil
	}
	return copy(head, first), err
}
