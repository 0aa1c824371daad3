package whatsapp

import (
	"bufio"
	"errors"
	"io"
)

// A singlePass is a reader that cannot go back. What has been read is gone.
type singlePass struct {
	reader   *bufio.Reader
	position int64
}

func newSinglePass(reader io.Reader) *singlePass {
	return &singlePass{reader: bufio.NewReaderSize(strictReader{reader}, headSize)}
}

var errReadOnce = errors.New("the file cannot be read a second time; give a Content that can seek, or Open")

func (s *singlePass) holds(offset int64) bool { return s.position <= offset }

func (s *singlePass) open(offset int64) (io.ReadCloser, error) {
	if !s.holds(offset) {
		return nil, errReadOnce
	}
	return s, skip(s, offset-s.position)
}

// Close leaves the caller's reader open.
func (s *singlePass) Close() error { return nil }

// Read reads on.
func (s *singlePass) Read(buffer []byte) (int, error) {
	count, err := s.reader.Read(buffer)
	s.position += int64(count)
	return count, err
}

// peek copies the first bytes and leaves them to be read.
func (s *singlePass) peek(head []byte) (int, error) {
	first, err := s.reader.Peek(len(head))
	if err == io.EOF {
		err = nil
	}
	return copy(head, first), err
}
