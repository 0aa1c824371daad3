// Package httprange parses the Content-Range header of a partial response.
package httprange

import (
	"strconv"
	"strings"
)

// NoTotal is the total where the server does not state it.
const NoTotal = -1

// A ContentRange is the part of a file that a response holds: the bytes from
// First to Last, inclusive.
type ContentRange struct {
	First, Last int64
	// Total is the size of the file, or NoTotal.
	Total int64
}

// Len returns the number of bytes in the part.
func (r ContentRange) Len() int64 { return r.Last - r.First + 1 }

// Parse parses "bytes 5-9/10" and "bytes 5-9/*".
func Parse(header string) (ContentRange, bool) {
	span, size, _ := strings.Cut(strings.TrimPrefix(header, "bytes "), "/")
	from, to, _ := strings.Cut(span, "-")
	first, firstErr := strconv.ParseUint(from, 10, 62)
	last, lastErr := strconv.ParseUint(to, 10, 62)
	part := ContentRange{First: int64(first), Last: int64(last), Total: NoTotal}
	if !strings.HasPrefix(header, "bytes ") || firstErr != nil || lastErr != nil || last < first {
		return ContentRange{}, false
	}
	if size == "*" {
		return part, true
	}
	total, err := strconv.ParseUint(size, 10, 62)
	part.Total = int64(total)
	return part, err == nil && total > last
}
