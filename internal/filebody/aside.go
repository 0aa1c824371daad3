package filebody

import (
	"fmt"
	"time"
)

// lastWait is the time that a read may still take after the context has ended.
// Nearly every read returns within it, so that nothing uses the caller's file
// after the call.
const lastWait = time.Second

// An asideReader reads the caller's file in a goroutine and into a buffer, both
// of which can be abandoned: a file may block forever, and net/http waits for
// it even after the context has ended.
type asideReader struct {
	source *Source
	buffer []byte
	asks   chan int
	done   chan readResult
	timer  *time.Timer
}

// A readResult is the outcome of a read.
type readResult struct {
	count    int
	err      error
	panicked any
}

// aside returns a reader that calls read in its goroutine. If a call does not
// return in time, late is called once it does.
func (s *Source) aside(size int, read func([]byte) (int, error), late func() error) *asideReader {
	r := &asideReader{
		source: s, buffer: make([]byte, size), asks: make(chan int, 1), done: make(chan readResult, 1), timer: time.NewTimer(s.readTimeout),
	}
	go r.work(r.asks, read, late)
	return r
}

func (r *asideReader) work(asks <-chan int, read func([]byte) (int, error), late func() error) {
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

// Read waits for the next bytes, but not much beyond the end of the context,
// nor longer than the read timeout.
func (r *asideReader) Read(buffer []byte) (int, error) {
	r.asks <- min(len(buffer), len(r.buffer))
	r.timer.Reset(r.source.readTimeout)
	select {
	case result := <-r.done:
		return r.take(result, buffer)
	case <-r.timer.C:
		return r.abandon(fmt.Errorf("no bytes were read from the file within the attempt timeout of %s", r.source.readTimeout))
	case <-r.source.ctx.Done():
	}
	r.timer.Reset(lastWait)
	select {
	case result := <-r.done:
		return r.take(result, buffer)
	case <-r.timer.C:
		return r.abandon(r.source.ctx.Err())
	}
}

// take repeats a panic in the goroutine that waits.
func (r *asideReader) take(result readResult, buffer []byte) (int, error) {
	if result.panicked != nil {
		panic(result.panicked)
	}
	return copy(buffer, r.buffer[:result.count]), result.err
}

// abandon gives up the file, which only the blocked read uses from then on.
func (r *asideReader) abandon(err error) (int, error) {
	r.source.blocked = true
	r.Close()
	return 0, err
}

// Close ends the goroutine, or if a read was abandoned, lets it end once that
// returns.
func (r *asideReader) Close() {
	if r.asks != nil {
		close(r.asks)
		r.asks = nil
	}
}
