// Package bufpool reuses buffers.
package bufpool

import (
	"bytes"
	"sync"
)

// MaxKept is the capacity of the largest buffer that is kept for reuse, so that
// one huge text does not stay in memory.
const MaxKept = 1 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Get returns an empty buffer.
func Get() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

// Put takes a buffer back, of which nothing may be used any more.
func Put(buffer *bytes.Buffer) {
	if buffer.Cap() > MaxKept {
		return
	}
	buffer.Reset()
	buffers.Put(buffer)
}
