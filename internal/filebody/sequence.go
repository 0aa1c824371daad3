package filebody

import (
	"errors"
	"io"
)

// A sequence is the reader of a Body for one attempt: its pieces, one after
// another.
type sequence struct {
	io.Reader

	streams []*stream
}

func (b *Body) sequence() *sequence {
	next := &sequence{streams: make([]*stream, len(b.pieces))}
	readers := make([]io.Reader, len(b.pieces))
	for i := range b.pieces {
		next.streams[i] = &stream{body: b, piece: &b.pieces[i]}
		readers[i] = next.streams[i]
	}
	next.Reader = io.MultiReader(readers...)
	return next
}

// Close stops the reading of all files. It leaves the caller's own readers
// open.
func (s *sequence) Close() error {
	errs := make([]error, len(s.streams))
	for i, stream := range s.streams {
		errs[i] = stream.Close()
	}
	return errors.Join(errs...)
}
