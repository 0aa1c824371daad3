package whatsapp

import (
	"errors"
	"io"
	"sync"
)

// A content is the body of a request that streams: the bytes of a file from an
// offset on, in the frame that the request puts around them. A nil content is
// that of a request that does not stream.
type content struct {
	mimeType string
	before   []byte
	after    []byte
	source   *source
	offset   int64

	mutex    sync.Mutex
	latest   *contentBody // of the attempt under way
	unread   error        // why the file could not be read
	panicked any          // what the caller's reader or Progress has panicked with
}

func (c *content) length() int64 {
	return int64(len(c.before)) + c.source.size - c.offset + int64(len(c.after))
}

// body is the body of the next attempt. It touches the file when it is read for
// the first time, not before.
func (c *content) body() (io.Reader, error) {
	c.close()
	if c.source.blocked {
		return nil, errReadOnce
	}
	body := &contentBody{content: c}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.latest = body
	return body, nil
}

// close ends the attempt's reading. The transport may still be reading when it
// has an answer, and the caller's file must be left alone then.
func (c *content) close() {
	if c == nil {
		return
	}
	c.mutex.Lock()
	latest := c.latest
	c.mutex.Unlock()
	if latest != nil {
		latest.Close()
	}
}

// finish ends the call's reading. A panic of the caller's own functions, which
// would have ended the program in a goroutine of net/http, goes on here.
func (c *content) finish() {
	if c == nil {
		return
	}
	c.close()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.panicked != nil {
		panic(c.panicked)
	}
}

// canRepeat reports whether the same bytes can be sent once more.
func (c *content) canRepeat() bool {
	if c == nil {
		return true
	}
	c.close()
	return c.source.canRead(c.offset)
}

// failure is why the file could not be read, nil when it could.
func (c *content) failure() error {
	if c == nil {
		return nil
	}
	c.close()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.unread
}

func (c *content) fail(err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.unread = err
}

var errPanicked = errors.New("reading the file has panicked")

func (c *content) panics(value any) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.panicked = value
	return errPanicked
}
