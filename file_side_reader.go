package whatsapp

import (
	"fmt"
	"time"
)

// grace is what a read has left to come back when the context has ended. Nearly
// every read does, and then nobody uses the caller's file after the call.
const grace = time.Second

// A sideReader reads the caller's file in a goroutine, and into a buffer, that
// can both be left behind: a file may block for ever, and net/http waits for it
// even when the context has ended.
type sideReader struct {
	source *source
	buffer []byte
	asks   chan int
	done   chan readResult
	timer  *time.Timer
}

// A readResult is what a read has come to.
type readResult struct {
	count    int
	err      error
	panicked any
}

// aside reads with read. Should a read not come back in time, late is called when
// it has.
func (s *source) aside(size int, read func([]byte) (int, error), late func() error) *sideReader {
	r := &sideReader{
		source: s, buffer: make([]byte, size), asks: make(chan int, 1), done: make(chan readResult, 1), timer: time.NewTimer(s.patience),
	}
	go r.work(r.asks, read, late)
	return r
}

func (r *sideReader) work(asks <-chan int, read func([]byte) (int, error), late func() error) {
	for size := range asks {
		r.done <- resultOf(read, r.buffer[:size])
	}
	if r.source.blocked {
		_ = late()
	}
}

func resultOf(read func([]byte) (int, error), buffer []byte) (result readResult) {
	defer func() { result.panicked = recover() }()
	result.count, result.err = read(buffer)
	return result
}

// Read waits for the next bytes, but not much beyond the end of the context, nor
// longer than an attempt may wait for anything.
func (r *sideReader) Read(buffer []byte) (int, error) {
	r.asks <- min(len(buffer), len(r.buffer))
	r.timer.Reset(r.source.patience)
	select {
	case result := <-r.done:
		return r.take(result, buffer)
	case <-r.timer.C:
		return r.leave(fmt.Errorf("nothing has come from the file within the attempt timeout of %s", r.source.patience))
	case <-r.source.ctx.Done():
	}
	r.timer.Reset(grace)
	select {
	case result := <-r.done:
		return r.take(result, buffer)
	case <-r.timer.C:
		return r.leave(r.source.ctx.Err())
	}
}

// take lets a panic go on in the goroutine that waits.
func (r *sideReader) take(result readResult, buffer []byte) (int, error) {
	if result.panicked != nil {
		panic(result.panicked)
	}
	return copy(buffer, r.buffer[:result.count]), result.err
}

// leave gives up the file, which only the read that blocks uses then.
func (r *sideReader) leave(err error) (int, error) {
	r.source.blocked = true
	r.Close()
	return 0, err
}

// Close ends the goroutine; after a read has been left, when that comes back.
func (r *sideReader) Close() {
	if r.asks != nil {
		r.timer.Stop()
		close(r.asks)
		r.asks = nil
	}
}
