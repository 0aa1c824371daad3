package filebody

import (
	"errors"
	"io"
	"sync"
)

// A Body is the body of a request over all its attempts: the bytes of a file
// from an offset on, in the frame that the request puts around them. A nil Body
// stands for a request that does not stream.
type Body struct {
	ContentType string

	before []byte
	after  []byte
	source *Source
	offset int64

	mutex    sync.Mutex
	latest   *stream // of the attempt under way
	failure  error   // why the file could not be read
	panicked any     // the value of a panic of the caller's reader or Progress
}

// From returns the file from an offset on as a body.
func (s *Source) From(offset int64) *Body {
	return &Body{ContentType: unknownType, source: s, offset: offset}
}

// Size returns the number of bytes that an attempt sends.
func (b *Body) Size() int64 {
	return int64(len(b.before)) + b.source.Size - b.offset + int64(len(b.after))
}

// Open returns the body of the next attempt. It touches the file when it is read
// for the first time, not before.
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

// Close ends the attempt's reading. The transport may still be reading when it
// has an answer, and the caller's file must be left alone then.
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

// Finish ends the call's reading. A panic of the caller's own functions, which
// would have ended the program in a goroutine of net/http, goes on here.
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

// CanRepeat reports whether the same bytes can be sent once more.
func (b *Body) CanRepeat() bool {
	if b == nil {
		return true
	}
	b.Close()
	return b.source.CanRead(b.offset)
}

// Err returns why the file could not be read, nil when it could.
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

var errPanicked = errors.New("reading the file has panicked")

func (b *Body) keepPanic(value any) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.panicked = value
	return errPanicked
}
