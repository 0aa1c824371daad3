package whatsapp

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// Time is a moment as Graph writes it: RFC 3339, ISO 8601 with an offset such as
// +0000, or Unix seconds as a number or a string. It encodes as it was decoded.
// A text that is no time decodes to the zero moment and is kept.
type Time struct {
	time.Time
	wire string // the JSON it was decoded from
}

// timeLayouts are the written forms beside Unix seconds, the usual ones first.
var timeLayouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05",
	time.DateTime,
	time.DateOnly,
}

// UnmarshalJSON reads any of the forms. It fails on nothing: null and texts
// that are no time become the zero moment.
func (t *Time) UnmarshalJSON(data []byte) error {
	*t = Time{wire: string(data)}
	if t.wire == "null" {
		t.wire = ""
		return nil
	}
	t.Time = parseTime(t.wire)
	return nil
}

// MarshalJSON writes the moment as it was read, or as RFC 3339 when it was not
// read or has been changed since.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.wire != "" && parseTime(t.wire).Equal(t.Time) {
		return []byte(t.wire), nil
	}
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// IsZero reports whether there is neither a moment nor a text that came in its
// place.
func (t Time) IsZero() bool { return t.Time.IsZero() && t.wire == "" }

// parseTime reads a JSON string or number, and returns the zero moment when it
// is no time.
func parseTime(wire string) time.Time {
	text := wire
	if strings.HasPrefix(wire, `"`) {
		if json.Unmarshal([]byte(wire), &text) != nil {
			return time.Time{}
		}
	}
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return unixTime(seconds, text)
	}
	for _, layout := range timeLayouts {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment
		}
	}
	return time.Time{}
}

func unixTime(seconds float64, text string) time.Time {
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil && yearFits(float64(whole)) {
		return time.Unix(whole, 0).UTC()
	}
	if !yearFits(seconds) {
		return time.Time{}
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC()
}

// yearFits keeps out moments beyond the year 9999, which no format can write
// again.
func yearFits(seconds float64) bool {
	const year9999 = 253402300799
	return seconds >= -year9999 && seconds <= year9999
}
