// Package graphtime parses times in the forms that Graph writes.
package graphtime

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// Read returns the time that a JSON value represents, a string or a number in
// one of the forms of [Parse], or the zero time if it represents none.
func Read(literal string) time.Time {
	switch {
	case literal == "":
		return time.Time{}
	case literal[0] != '"':
		return Parse(literal)
	case strings.IndexByte(literal, '\\') < 0 && len(literal) > 1:
		return Parse(literal[1 : len(literal)-1])
	}
	var text string
	if json.Unmarshal([]byte(literal), &text) != nil {
		return time.Time{}
	}
	return Parse(text)
}

// Parse returns the time that a text represents, or the zero time if it
// represents none. The forms are
//
//   - seconds since 1970, with or without a fraction, negative before it, and
//     milliseconds where seconds would lie beyond the year 9999;
//   - a date and a time with a T or a space between them, with or without a
//     fraction, and with an offset such as Z, +02:00, +0200 or +02, or none for
//     UTC;
//   - a date such as 2026-03-02 or March 2, 2026, for its first moment in UTC.
//
// Years outside 0 to 9999 UTC are not accepted, because no format can write
// them.
func Parse(text string) time.Time {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}
	}
	var moment time.Time
	switch c := text[0]; {
	case hasDate(text):
		moment = parseDate(text)
	case '0' <= c && c <= '9', c == '-', c == '+', c == '.':
		moment = parseNumber(text)
	default:
		moment, _ = time.Parse("January 2, 2006", text)
	}
	if !isWritable(moment) {
		return time.Time{}
	}
	return moment
}

// hasDate reports whether the text begins like 2006-01-02.
func hasDate(text string) bool {
	return len(text) >= len(time.DateOnly) && text[4] == '-' && text[7] == '-'
}

// A shape distinguishes the layouts of times.
type shape struct {
	separator byte // between date and time
	offset    int  // length of the offset
}

var layouts = map[shape]string{
	{'T', 0}:             "2006-01-02T15:04:05",
	{'T', len("Z")}:      time.RFC3339,
	{'T', len("+00:00")}: time.RFC3339,
	{'T', len("+0000")}:  "2006-01-02T15:04:05Z0700",
	{'T', len("+00")}:    "2006-01-02T15:04:05Z07",
	{' ', 0}:             time.DateTime,
	{' ', len("Z")}:      "2006-01-02 15:04:05Z07:00",
	{' ', len("+00:00")}: "2006-01-02 15:04:05Z07:00",
	{' ', len("+0000")}:  "2006-01-02 15:04:05Z0700",
	{' ', len("+00")}:    "2006-01-02 15:04:05Z07",
}

func parseDate(text string) time.Time {
	layout := time.DateOnly
	if len(text) > len(layout) {
		of := shape{separator: text[len(time.DateOnly)]}
		if i := strings.LastIndexAny(text, "Z+-"); i > len(time.DateOnly) {
			of.offset = len(text) - i
		}
		layout = layouts[of]
	}
	moment, err := time.Parse(layout, text)
	if err != nil || layout == "" {
		return time.Time{}
	}
	return moment
}

// The first and the last second that time formats can write.
const (
	firstSecond = -62167219200 // of the year 0
	lastSecond  = 253402300799 // of the year 9999
)

func parseNumber(text string) time.Time {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return fromInteger(n)
	}
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return time.Time{}
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds < firstSecond || seconds > 1000*lastSecond {
		return time.Time{}
	}
	whole, fraction := math.Modf(seconds)
	if fraction == 0 {
		return fromInteger(int64(whole))
	}
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC()
}

func fromInteger(n int64) time.Time {
	if lastSecond < n && n <= 1000*lastSecond {
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// isWritable reports whether formats can write the time, in its own offset and
// in UTC.
func isWritable(moment time.Time) bool {
	const day = 24 * 60 * 60
	_, offset := moment.Zone()
	seconds := moment.Unix()
	return firstSecond <= seconds && seconds <= lastSecond &&
		firstSecond <= seconds+int64(offset) && seconds+int64(offset) <= lastSecond && -day < offset && offset < day
}
