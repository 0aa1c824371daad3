package filebody

import (
	"errors"
	"io"
	"sync"
)

// A Body is the body of a request in all its attempts: the bytes of a file from
// an offset on, and the bytes that the request puts around them. A nil Body
// means that the request does not stream.
type Body struct {
	ContentType string

	before []byte
	after  []byte
	source *Source
	offset int64

	mutex    sync.Mutex
	latest   *stream // of the current attempt
	failure  error   // why the file could not be read
	panicked any     // by the caller's reader or Progress
}

// From returns a body with the file from an offset on.
func (s *Source) From(offset int64) *Body {
	return &Body{ContentType: unknownType, source: s, offset: offset}
}

// Size returns the number of bytes that each attempt sends.
func (b *Body) Size() int64 {
	return int64(len(b.before)) + b.source.Size - b.offset + int64(len(b.after))
}

// Open returns the body of the next attempt. It does not touch the file before
// its first Read.
func (b *Body) Open() (io.Reader, error) {
	b.Close()
	if b.source.blocked {
		return nil, ErrReadOnce
	}
	next := &stream{body: b}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.latest = next
	return next, nil
}

// Close stops the attempt's reading. The transport may still be reading when
// the answer arrives, but the caller's file must then be left alone.
func (b *Body) Close() {
	if b == nil {
		return
	}
	b.mutex.Lock()
	latest := b.latest
	b.mutex.Unlock()
	if latest != nil {
		latest.Close()
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
	return b.source.CanRead(b.offset)
}

// Err returns the error from reading the file, or nil.
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
