package filebody

import (
	"errors"
	"fmt"
	"io"
)

// An exactReader reads a file of a known size. It fails before it returns the
// last bytes of a file that turns out shorter or longer, so that the server
// never takes a wrong file for a complete one.
type exactReader struct {
	reader io.Reader
	left   int64
}

var errTooLong = errors.New("the file is longer than its stated size")

// Read reads the next bytes.
func (e *exactReader) Read(buffer []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	count, err := e.reader.Read(buffer[:min(int64(len(buffer)), e.left)])
	e.left -= int64(count)
	switch {
	case e.left > 0 && err == io.EOF:
		return count, fmt.Errorf("the file is %d bytes shorter than its stated size: %w", e.left, io.ErrUnexpectedEOF)
	case e.left > 0:
		return count, err
	case err == nil:
		err = e.end()
	}
	if err != io.EOF {
		return 0, err
	}
	return count, nil // and nothing the next time
}

// end returns io.EOF if nothing follows.
func (e *exactReader) end() error {
	var next [1]byte
	if _, err := io.ReadFull(e.reader, next[:]); err != nil {
		return err
	}
	return errTooLong
}
