package webhook

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// A Time is a point in time as Meta sends it: seconds since 1970 as a string or as a number, or a date in one of
// several formats. It is in UTC. A text that is no known format leaves the time zero and is no error, so an odd
// timestamp never costs the event around it. Encoding gives back the form that was received.
type Time struct {
	time.Time
	literal string // the JSON value that was decoded
}

// Unix returns the Time of a number of seconds since 1970. It encodes as a string, the form most webhooks use.
func Unix(seconds int64) Time {
	return Time{Time: time.Unix(seconds, 0).UTC()}
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Time) UnmarshalJSON(data []byte) error {
	s := scanner{text: string(bytes.TrimSpace(data))}
	t.decodeValue(&s)
	return s.err
}

// MarshalJSON implements [json.Marshaler].
func (t Time) MarshalJSON() ([]byte, error) {
	if t.literal != "" && readTime(t.literal).Equal(t.Time) {
		return []byte(t.literal), nil
	}
	if t.IsZero() {
		return []byte("null"), nil
	}
	if t.Nanosecond() != 0 {
		return json.Marshal(t.Time)
	}
	return []byte(strconv.Quote(strconv.FormatInt(t.Unix(), 10))), nil
}

func (t *Time) decodeValue(s *scanner) {
	switch s.peek() {
	case 'n':
		s.literal("null")
		return
	case '{', '[', 't', 'f':
		s.mismatch("a time")
		return
	}
	literal := s.span()
	if s.err == nil {
		*t = Time{Time: readTime(literal), literal: literal}
	}
}

// timeLayouts are the textual forms that occur, the most frequent first.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04:05-0700",
	"2006-01-02 15:04:05",
	"2006-01-02",
	"January 2, 2006",
}

// readTime reads a JSON string or number; the zero time means that it cannot be read.
func readTime(literal string) time.Time {
	text := literal
	if literal[0] == '"' {
		s := scanner{text: literal}
		text = s.string()
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return unixTime(seconds)
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return fractionalTime(seconds)
	}
	for _, layout := range timeLayouts {
		if parsed, err := time.Parse(layout, text); err == nil {
			return parsed.UTC()
		}
	}
	return time.Time{}
}

// lastSecond is the end of the year 9999, the last one that time formats can write.
const lastSecond = 253402300799

// unixTime reads seconds, or milliseconds when seconds would lie beyond the year 9999.
func unixTime(n int64) time.Time {
	switch {
	case 0 <= n && n <= lastSecond:
		return time.Unix(n, 0).UTC()
	case 0 <= n && n <= lastSecond*1000:
		return time.UnixMilli(n).UTC()
	}
	return time.Time{}
}

func fractionalTime(seconds float64) time.Time {
	if math.IsNaN(seconds) || seconds < 0 || seconds > lastSecond {
		return time.Time{}
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC()
}
