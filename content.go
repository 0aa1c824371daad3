package whatsapp

import (
	"bytes"
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
	return c.source.holds(c.offset)
}

// failure is why the file could not be read, nil when it could.
func (c *content) failure() error {
	if c == nil {
		return nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.unread
}

func (c *content) fail(err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.unread = err
}

func (c *content) panics(value any) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.panicked = value
	return errPanicked
}

// A contentBody is the content on its way to the server.
type contentBody struct {
	content *content

	mutex  sync.Mutex // so that Close waits for a Read under way
	closed bool
	reader io.Reader
	exact  *exactReader
	file   io.Closer
	sent   int64 // bytes of the file, those before the offset among them
}

var (
	errBodyClosed = errors.New("the request's body is closed")
	errPanicked   = errors.New("reading the file has panicked")
)

// Read reads the frame and the file.
func (b *contentBody) Read(buffer []byte) (count int, err error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return 0, errBodyClosed
	}
	defer func() {
		if value := recover(); value != nil {
			count, err = 0, b.content.panics(value)
		}
		if err != nil && err != io.EOF {
			b.content.fail(err)
		}
	}()
	if err := b.open(); err != nil {
		return 0, err
	}
	count, err = b.reader.Read(buffer)
	b.report(count)
	return count, err
}

// report tells the caller how far the file has been read.
func (b *contentBody) report(count int) {
	source := b.content.source
	sent := source.size - b.exact.left
	if count == 0 || sent == b.sent || source.progress == nil {
		return
	}
	b.sent = sent
	source.progress(sent, source.size)
}

func (b *contentBody) open() error {
	if b.reader != nil {
		return nil
	}
	c := b.content
	file, err := c.source.open(c.offset)
	if err != nil {
		return err
	}
	b.file, b.sent = file, c.offset
	b.exact = &exactReader{reader: file, left: c.source.size - c.offset}
	b.reader = io.MultiReader(bytes.NewReader(c.before), b.exact, bytes.NewReader(c.after))
	return nil
}

// Close ends the reading. What the caller has given as a reader stays open.
func (b *contentBody) Close() error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed || b.file == nil {
		b.closed = true
		return nil
	}
	b.closed = true
	return b.file.Close()
}
