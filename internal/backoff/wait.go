package backoff

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads the header of that name: a number of seconds, or a date,
// which counts from the Date of the answer, or else from now.
func RetryAfter(header http.Header, now time.Time) (wait time.Duration, stated bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return Clamp(seconds, time.Second), true
	}
	moment, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date // by the server's clock, to which the header refers
	}
	return max(0, moment.Sub(now)), true
}

// Clamp converts a number of units that a server sent. Negative numbers become
// zero, and large ones do not overflow.
func Clamp(count float64, unit time.Duration) time.Duration {
	const longest = 100 * 365 * 24 * time.Hour
	switch {
	case !(count > 0):
		return 0
	case count >= float64(longest)/float64(unit):
		return longest
	}
	return time.Duration(count * float64(unit))
}
