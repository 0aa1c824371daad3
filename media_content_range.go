package whatsapp

import (
	"strconv"
	"strings"
)

// A contentRange is what the Content-Range header of a partial answer says.
type contentRange struct {
	first, last int64
	total       int64 // -1 when the server does not know
}

// parseContentRange reads "bytes 5-9/10" and "bytes 5-9/*".
func parseContentRange(value string) (contentRange, bool) {
	span, size, _ := strings.Cut(strings.TrimPrefix(value, "bytes "), "/")
	from, to, _ := strings.Cut(span, "-")
	first, firstErr := strconv.ParseUint(from, 10, 62)
	last, lastErr := strconv.ParseUint(to, 10, 62)
	found := contentRange{first: int64(first), last: int64(last), total: -1}
	if !strings.HasPrefix(value, "bytes ") || firstErr != nil || lastErr != nil || last < first {
		return contentRange{}, false
	}
	if size == "*" {
		return found, true
	}
	total, err := strconv.ParseUint(size, 10, 62)
	found.total = int64(total)
	return found, err == nil && total > last
}
