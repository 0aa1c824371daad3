package whatsapp

import (
	"bytes"
	"sync"
)

// maxPooled is the capacity of the largest buffer that is kept for reuse, so
// that one huge answer does not stay in memory.
const maxPooled = 1 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func takeBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func giveBuffer(buffer *bytes.Buffer) {
	if buffer.Cap() > maxPooled {
		return
	}
	buffer.Reset()
	buffers.Put(buffer)
}
