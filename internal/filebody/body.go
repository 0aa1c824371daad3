package filebody

import (
	"errors"
	"io"
	"slices"
	"sync"
)

// A Body is the body of a request in all its attempts: one or more pieces, each
// with a file. A nil Body means that the request does not stream.
type Body struct {
	ContentType string

	pieces []piece

	mutex    sync.Mutex
	latest   *sequence // of the current attempt
	failure  error     // why a file could not be read
	panicked any       // by the caller's reader or Progress
}

// A piece is the bytes of a file from an offset on, and the bytes that the
// request puts around them.
type piece struct {
	before []byte
	source *Source
	offset int64
	after  []byte
}

func (p piece) size() int64 {
	return int64(len(p.before)) + p.source.Size - p.offset + int64(len(p.after))
}

// From returns a body with the file from an offset on.
func (s *Source) From(offset int64) *Body {
	return &Body{ContentType: unknownType, pieces: []piece{{source: s, offset: offset}}}
}

// Size returns the number of bytes that each attempt sends.
func (b *Body) Size() int64 {
	var size int64
	for _, piece := range b.pieces {
		size += piece.size()
	}
	return size
}

// Open returns the body of the next attempt. It does not touch a file before
// the first Read that needs it.
func (b *Body) Open() (io.Reader, error) {
	b.Close()
	if slices.ContainsFunc(b.pieces, func(p piece) bool { return p.source.blocked }) {
		return nil, ErrReadOnce
	}
	next := b.sequence()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.latest = next
	return next, nil
}

// Close stops the attempt's reading. The transport may still be reading when
// the answer arrives, but the caller's files must then be left alone.
func (b *Body) Close() {
	if b == nil {
		return
	}
	b.mutex.Lock()
	latest := b.latest
	b.mutex.Unlock()
	if latest != nil {
		_ = latest.Close()
	}
}

// Finish stops the call's reading. It repeats a panic of the caller's own
// functions, which would have ended the program in a goroutine of net/http.
func (b *Body) Finish() {
	if b == nil {
		return
	}
	b.Close()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.panicked != nil {
		panic(b.panicked)
	}
}

// CanRepeat reports whether the same bytes can be sent again.
func (b *Body) CanRepeat() bool {
	if b == nil {
		return true
	}
	b.Close()
	return !slices.ContainsFunc(b.pieces, func(p piece) bool { return !p.source.CanRead(p.offset) })
}

// Err returns the error from reading the files, or nil.
func (b *Body) Err() error {
	if b == nil {
		return nil
	}
	b.Close()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.failure
}

func (b *Body) fail(err error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.failure = err
}

var errPanicked = errors.New("reading the file panicked")

func (b *Body) keepPanic(value any) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.panicked = value
	return errPanicked
}
