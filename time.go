package whatsapp

import (
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/graphtime"
)

// Time is a time in one of Graph's forms: RFC 3339, ISO 8601 with an offset
// such as +0000 or none for UTC, a date, or Unix seconds or milliseconds as a
// number or a string. It encodes in the form that it was decoded from. A value
// that is not a time decodes to the zero time, and encodes unchanged.
type Time struct {
	time.Time
	wire string // the JSON it was decoded from
}

// UnmarshalJSON reads any JSON value. Null and values that are not a time
// become the zero time.
func (t *Time) UnmarshalJSON(data []byte) error { return readGraph(data, t) }

func (t *Time) decodeGraph(d *graphjson.Decoder) bool {
	*t = Time{}
	if d.Null() {
		return true
	}
	switch d.Peek() {
	case '{', '[', 't', 'f':
		d.Note("a time")
	}
	t.wire = d.Raw()
	t.Time = graphtime.Read(t.wire)
	return true
}

// MarshalJSON writes the time in the form that it was decoded from. A time that
// was not decoded, or has changed since, is written as RFC 3339.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.wire != "" && graphtime.Read(t.wire).Equal(t.Time) {
		return []byte(t.wire), nil
	}
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// IsZero reports whether t is the zero time and was not decoded from another
// value.
func (t Time) IsZero() bool { return t.Time.IsZero() && t.wire == "" }
