package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// A DeadLetter is an event that was given up, or a body that does not parse. It
// has everything that it takes to look at it, and to run it again when what was
// wrong has been mended. It encodes to JSON and back.
type DeadLetter struct {
	// Reason is the text of the last error.
	Reason string
	// Field and Key are the event's. Both are empty if the letter is for a
	// body.
	Field, Key string
	// Body has the exact bytes of a body that does not parse. For an event it
	// is a body that [Parse] takes, with the change that the event came in:
	// see [Event.RawChange].
	Body []byte
	// Attempts is how often the event was tried.
	Attempts int
	// Time is when it was given up.
	Time time.Time
}

// NewDeadLetter returns the letter of an event that was tried a number of times
// and failed with the error the last time.
func NewDeadLetter(event Event, err error, attempts int) DeadLetter {
	return DeadLetter{
		Reason: err.Error(), Field: event.Field(), Key: event.Key(), Body: bodyOf(event), Attempts: attempts, Time: now(),
	}
}

// NewBodyDeadLetter returns the letter of a body that [Parse] or [Dispatch]
// refused with the error. The letter holds the body itself, not a copy.
func NewBodyDeadLetter(body []byte, err error) DeadLetter {
	return DeadLetter{Reason: err.Error(), Body: body, Attempts: 1, Time: now()}
}

// now returns a time that is the same after a round trip through JSON.
func now() time.Time { return time.Now().UTC().Round(0) }

// Event returns the event of the letter. The error says that there is none: the
// letter is for a body that does not parse, and wraps what [Parse] says, or it
// was changed since.
func (l *DeadLetter) Event() (Event, error) {
	notification, err := Parse(l.Body)
	if err != nil {
		return nil, err
	}
	for event := range notification.Events() {
		if event.Key() == l.Key {
			return event, nil
		}
	}
	return nil, fmt.Errorf("webhook: the body of the dead letter has no event with the key %q", l.Key)
}

// Run passes the event of the letter to the callback once more and returns what
// that returns; a panic is a [PanicError]. A letter for a body has all events
// of it passed, and the errors of those that fail are joined: after an update
// of this package, or a change of the letter's Body, it may parse.
//
// The event is done as far as [Deduplicate] knows. So give Run the callback
// inside of it, and inside of [WithDeadLetters].
func (l *DeadLetter) Run(ctx context.Context, callback Callback) error {
	if callback == nil {
		return errNoCallback
	}
	if l.Key == "" {
		failed, err := Dispatch(ctx, l.Body, callback, nil)
		for _, failure := range failed {
			err = errors.Join(err, failure)
		}
		return err
	}
	event, err := l.Event()
	if err != nil {
		return err
	}
	return guarded(func() error { return callback(ctx, event) })
}

// deadLetterForm is the JSON form of a dead letter. A body is text for people
// to read, unless that would change it.
type deadLetterForm struct {
	Reason   string    `json:"reason"`
	Field    string    `json:"field,omitempty"`
	Key      string    `json:"key,omitempty"`
	Attempts int       `json:"attempts"`
	Time     time.Time `json:"time"`
	Body     string    `json:"body,omitempty"`
	Bytes    []byte    `json:"body_base64,omitempty"`
}

// MarshalJSON returns an object whose member body is the text of the body; one
// that is not UTF-8 is in the member body_base64.
func (l DeadLetter) MarshalJSON() ([]byte, error) {
	form := deadLetterForm{Reason: l.Reason, Field: l.Field, Key: l.Key, Attempts: l.Attempts, Time: l.Time}
	if utf8.Valid(l.Body) {
		form.Body = string(l.Body)
	} else {
		form.Bytes = l.Body
	}
	return json.Marshal(form)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *DeadLetter) UnmarshalJSON(text []byte) error {
	var form deadLetterForm
	if err := json.Unmarshal(text, &form); err != nil {
		return err
	}
	if form.Bytes == nil {
		form.Bytes = []byte(form.Body)
	}
	*l = DeadLetter{
		Reason: form.Reason, Field: form.Field, Key: form.Key, Body: form.Bytes, Attempts: form.Attempts, Time: form.Time,
	}
	return nil
}

// bodyOf returns a body that has the event in it: an event like it, with the
// same key. An entry without changes, or with something else in their place,
// stands where it stood.
func bodyOf(event Event) []byte {
	change, key, raw := event.RawChange(), event.Key(), string(event.Raw())
	usual := fmt.Appendf(nil, `{%s"entry":[{%s"changes":[%s]}]}`, objectMember(event), entryHead(event), change)
	whole := fmt.Appendf(nil, `{%s"entry":[%s]}`, objectMember(event), change)
	for _, body := range [][]byte{usual, whole} {
		if holds(body, key, raw) {
			return body
		}
	}
	return usual
}

// holds reports whether a body has an event with this key and these bytes.
func holds(body []byte, key, raw string) bool {
	notification, err := Parse(body)
	if err != nil {
		return false
	}
	for event := range notification.Events() {
		if event.Key() == key && string(event.Raw()) == raw {
			return true
		}
	}
	return false
}

func objectMember(event Event) string {
	if e, ok := event.(element); ok {
		return `"object":` + quoted(e.envelope().Object()) + `,`
	}
	return ""
}

// entryHead returns the members of an entry besides its changes. The field is
// for changes that have none.
func entryHead(event Event) string {
	head := `"id":` + quoted(event.EntryID()) + `,"field":` + quoted(event.Field()) + `,`
	if e, ok := event.(element); ok {
		if sent := e.envelope().Time(); !sent.IsZero() {
			head += `"time":` + quoted(sent.Format(time.RFC3339Nano)) + `,`
		}
	}
	return head
}

func quoted(text string) string {
	encoded, _ := json.Marshal(text) //nolint:errchkjson // texts always encode
	return string(encoded)
}
