package whatsapp

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// A contentBody is the content on its way to the server.
type contentBody struct {
	content *content

	mutex  sync.Mutex // so that Close waits for a Read under way
	closed bool
	reader io.Reader
	exact  *exactReader
	file   io.Closer
	sent   int64       // bytes of the file, those before the offset among them
	side   *sideReader // of a file that may block
}

var errBodyClosed = errors.New("the request's body is closed")

// Read reads the frame and the file.
func (b *contentBody) Read(buffer []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return 0, errBodyClosed
	}
	count, err := b.guarded(buffer)
	if err != nil && err != io.EOF {
		b.content.fail(err)
	}
	return count, err
}

// guarded keeps a panic of the caller's own functions from ending the program.
func (b *contentBody) guarded(buffer []byte) (count int, err error) {
	defer func() {
		if value := recover(); value != nil {
			count, err = 0, b.content.panics(value)
		}
	}()
	count, err = b.take(buffer)
	b.report(count)
	return count, err
}

// take reads what comes next.
func (b *contentBody) take(buffer []byte) (int, error) {
	source := b.content.source
	if !source.mayBlock {
		return b.read(buffer)
	}
	if b.side == nil {
		b.side = source.aside(copyBuffer, b.read, b.closeFile)
	}
	count, err := b.side.Read(buffer)
	b.closed = source.blocked
	return count, err
}

func (b *contentBody) read(buffer []byte) (int, error) {
	if err := b.open(); err != nil {
		return 0, err
	}
	return b.reader.Read(buffer)
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
	b.exact = &exactReader{reader: strictReader{file}, left: c.source.size - c.offset}
	b.reader = io.MultiReader(bytes.NewReader(c.before), b.exact, bytes.NewReader(c.after))
	return nil
}

// report tells the caller how far the file has been read.
func (b *contentBody) report(count int) {
	source := b.content.source
	if count == 0 || source.progress == nil {
		return
	}
	if sent := source.size - b.exact.left; sent != b.sent {
		b.sent = sent
		source.progress(sent, source.size)
	}
}

// Close ends the reading. What the caller has given as a reader stays open.
func (b *contentBody) Close() error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	if b.side != nil {
		b.side.Close()
	}
	return b.closeFile()
}

func (b *contentBody) closeFile() error {
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}
