package filebody

import (
	"bufio"
	"errors"
	"io"
)

// ErrReadOnce says that the bytes are needed again, and gone.
var ErrReadOnce = errors.New("the file cannot be read a second time; give a Content that can seek, or Open")

// A onceReader is a reader that cannot go back: bytes it has read are gone.
type onceReader struct {
	reader   *bufio.Reader
	position int64
}

func newOnceReader(reader io.Reader) *onceReader {
	return &onceReader{reader: bufio.NewReaderSize(strictReader{reader}, headSize)}
}

// canOpen reports whether the bytes from the offset on are still to come.
func (r *onceReader) canOpen(offset int64) bool { return r.position <= offset }

// open passes over the bytes before the offset.
func (r *onceReader) open(offset int64) (io.ReadCloser, error) {
	if !r.canOpen(offset) {
		return nil, ErrReadOnce
	}
	return r, skip(r, offset-r.position)
}

// Close leaves the caller's reader open.
func (r *onceReader) Close() error { return nil }

// Read reads on.
func (r *onceReader) Read(buffer []byte) (int, error) {
	count, err := r.reader.Read(buffer)
	r.position += int64(count)
	return count, err
}

// peek copies the first bytes and leaves them to be read.
func (r *onceReader) peek(head []byte) (int, error) {
	first, err := r.reader.Peek(len(head))
	if err == io.EOF {
		err = nil
	}
	return copy(head, first), err
}
