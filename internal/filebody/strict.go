package filebody

import (
	"errors"
	"io"
)

// A strictReader holds a caller's reader to the rules of io.Reader. One that
// breaks them could be asked for bytes without end, or crash net/http.
type strictReader struct{ reader io.Reader }

var errWrongCount = errors.New("the file's Read has returned a wrong count")

// Read reads on until there is something to return.
func (r strictReader) Read(buffer []byte) (int, error) {
	const maxEmptyReads = 100 // as in bufio
	for range maxEmptyReads {
		count, err := r.reader.Read(buffer)
		switch {
		case count < 0 || count > len(buffer):
			return 0, errWrongCount
		case count > 0 || err != nil || len(buffer) == 0:
			return count, err
		}
	}
	return 0, io.ErrNoProgress
}
