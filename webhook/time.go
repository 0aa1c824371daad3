package webhook

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/graphtime"
)

// A Time is a point in time as Meta sends it: seconds since 1970 as a string or
// as a number, or a date in one of several formats. It is in UTC. A value that
// has no known format leaves the time zero and is kept, so an odd timestamp
// never costs the event around it. Encoding gives back the form that was
// received.
type Time struct {
	time.Time
	literal string // the JSON value that was decoded
}

// Unix returns the Time of a number of seconds since 1970. It encodes as a
// string, the form most webhooks use.
func Unix(seconds int64) Time {
	return Time{Time: time.Unix(seconds, 0).UTC()}
}

// UnmarshalJSON reads any JSON value: see [Time].
func (t *Time) UnmarshalJSON(data []byte) error {
	_, err := codec.Decode(data, t)
	return err
}

// MarshalJSON writes the time as it was read, or as a string of seconds if it
// was not read or has been changed since.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.literal != "" && graphtime.Read(t.literal).Equal(t.Time) {
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

func (t *Time) decodeGraph(d *graphjson.Decoder) bool {
	*t = Time{}
	if d.Null() {
		return true
	}
	switch d.Peek() {
	case '{', '[', 't', 'f':
		d.Note("a time")
	}
	t.literal = d.Raw()
	t.Time = graphtime.Read(t.literal).UTC()
	return true
}
