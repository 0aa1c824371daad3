package filebody

import (
	"errors"
	"io"
)

// A strictReader enforces the rules of io.Reader on a caller's reader. One that
// breaks them could loop forever, or crash net/http.
type strictReader struct{ reader io.Reader }

var errWrongCount = errors.New("the file's Read returned an invalid count")

// Read repeats empty reads until there is something to return.
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
