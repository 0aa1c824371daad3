package filebody

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// asideBuffer is the size of reads from a file that may block.
const asideBuffer = 32 << 10

// A stream is the reader of a piece of a Body for one attempt.
type stream struct {
	body  *Body
	piece *piece

	mutex  sync.Mutex // makes Close wait for a Read in progress
	closed bool
	reader io.Reader
	exact  *exactReader
	file   io.Closer
	sent   int64        // bytes of the file, including those before the offset
	aside  *asideReader // of a file that may block
}

var errClosed = errors.New("the request's body is closed")

// Read reads the file and the bytes around it.
func (s *stream) Read(buffer []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return 0, errClosed
	}
	count, err := s.guarded(buffer)
	if err != nil && err != io.EOF {
		s.body.fail(err)
	}
	return count, err
}

// guarded keeps a panic of the caller's own functions from ending the program.
func (s *stream) guarded(buffer []byte) (count int, err error) {
	defer func() {
		if value := recover(); value != nil {
			count, err = 0, s.body.keepPanic(value)
		}
	}()
	count, err = s.next(buffer)
	s.report(count)
	return count, err
}

func (s *stream) next(buffer []byte) (int, error) {
	source := s.piece.source
	if !source.mayBlock {
		return s.read(buffer)
	}
	if s.aside == nil {
		s.aside = source.aside(asideBuffer, s.read, s.closeFile)
	}
	count, err := s.aside.Read(buffer)
	s.closed = source.blocked
	return count, err
}

func (s *stream) read(buffer []byte) (int, error) {
	if err := s.open(); err != nil {
		return 0, err
	}
	return s.reader.Read(buffer)
}

func (s *stream) open() error {
	if s.reader != nil {
		return nil
	}
	piece := s.piece
	file, err := piece.source.open(piece.offset)
	if err != nil {
		return err
	}
	s.file, s.sent = file, piece.offset
	s.exact = &exactReader{reader: strictReader{file}, left: piece.source.Size - piece.offset}
	s.reader = io.MultiReader(bytes.NewReader(piece.before), s.exact, bytes.NewReader(piece.after))
	return nil
}

// report calls Progress if more of the file has been read.
func (s *stream) report(count int) {
	source := s.piece.source
	if count == 0 || source.progress == nil {
		return
	}
	if sent := source.Size - s.exact.left; sent != s.sent {
		s.sent = sent
		source.progress(sent, source.Size)
	}
}

// Close stops the reading. It leaves the caller's own reader open.
func (s *stream) Close() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if s.aside != nil {
		s.aside.Close()
	}
	return s.closeFile()
}

func (s *stream) closeFile() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
