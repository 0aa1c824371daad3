package simulator

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// traffic holds what programs and Meta have said to each other: the latest
// requests and webhooks, oldest first.
type traffic struct {
	most    int
	entries []*entry
	last    int64 // id of the latest entry
	bytes   int   // of bodies
}

const (
	maxTrafficBytes = 32 << 20
	maxBody         = 64 << 10 // of a body that is kept
)

// entry is a request of a program, a webhook for it, or a request of a phone to
// the endpoint of a flow.
type entry struct {
	ID   int64     `json:"id"`
	Kind string    `json:"kind"` // request, webhook or flow
	At   time.Time `json:"at"`
	// Title is a request's method and path, or what a webhook is about.
	Title string `json:"title"`
	// Detail is more of it, in a few words.
	Detail string `json:"detail,omitempty"`
	Status int    `json:"status"` // of the last answer, 0 without one
	TookMS int64  `json:"took_ms"`

	// Of requests.
	Faulted        bool        `json:"faulted,omitempty"`
	Fault          string      `json:"fault,omitempty"` // its name, if a rule has one
	Method         string      `json:"method,omitempty"`
	Path           string      `json:"path,omitempty"` // with the query
	Header         http.Header `json:"header,omitempty"`
	ResponseHeader http.Header `json:"response_header,omitempty"`
	ResponseBody   string      `json:"response_body,omitempty"`

	// Of webhooks.
	State deliveryState `json:"state,omitempty"`
	// Callback is the URL that overrides the one of the settings, as far as it
	// may be shown, and Level what it is set for: app, waba or phone_number.
	Callback string `json:"callback,omitempty"`
	Level    string `json:"callback_level,omitempty"`
	// Reason says why it is not delivered.
	Reason    string     `json:"reason,omitempty"`
	Attempts  []attempt  `json:"attempts,omitempty"`
	Signature string     `json:"signature,omitempty"`
	Due       *time.Time `json:"due,omitempty"`     // of the next attempt
	CopyOf    int64      `json:"copy_of,omitempty"` // what was delivered again
	Changed   bool       `json:"changed,omitempty"` // and changed before

	// Of requests to the endpoint of a flow, whose bodies are shown decrypted.
	Decrypted bool   `json:"decrypted,omitempty"` // the answer too
	Error     string `json:"error,omitempty"`     // why it could not be used

	Body string `json:"body,omitempty"`
	// Cut says that bodies are not whole, or are forgotten.
	Cut bool `json:"cut,omitempty"`

	raw      []byte // of a webhook, as it is signed
	callback string // the whole of Callback
}

func newTraffic(most int, last int64) traffic { return traffic{most: most, last: last} }

// summary is an entry as lists have it, without headers, bodies and attempts.
func (e *entry) summary() entry {
	short := *e
	short.Header, short.ResponseHeader, short.Body, short.ResponseBody = nil, nil, "", ""
	short.raw, short.callback = nil, ""
	if len(e.Attempts) > 1 {
		short.Attempts = e.Attempts[len(e.Attempts)-1:]
	}
	return short
}

func (e *entry) size() int { return len(e.Body) + len(e.ResponseBody) + len(e.raw) }

// add gives an entry its id, and forgets the oldest of too many.
func (t *traffic) add(e *entry) {
	t.last++
	e.ID = t.last
	t.entries = append(t.entries, e)
	t.bytes += e.size()
	if len(t.entries) > t.most {
		t.bytes -= t.entries[0].size()
		t.entries[0] = nil
		t.entries = t.entries[1:]
	}
	for i := 0; t.bytes > maxTrafficBytes && i < len(t.entries)-1; i++ {
		old := t.entries[i]
		if old.size() == 0 || old.State == statePending {
			continue
		}
		t.bytes -= old.size()
		old.Body, old.ResponseBody, old.raw, old.Cut = "", "", nil, true
	}
}

// find returns the entry with this id, or nil. Ids are consecutive.
func (t *traffic) find(id int64) *entry {
	if len(t.entries) == 0 {
		return nil
	}
	at := id - t.entries[0].ID
	if at < 0 || at >= int64(len(t.entries)) {
		return nil
	}
	return t.entries[at]
}

// trafficQuery selects entries.
type trafficQuery struct {
	kind, text    string
	before, after int64
	limit         int
}

// list returns entries, the latest first.
func (t *traffic) list(q trafficQuery) []entry {
	found := []entry{}
	text := strings.ToLower(q.text)
	for i := len(t.entries) - 1; i >= 0 && len(found) < q.limit; i-- {
		e := t.entries[i]
		if e.ID <= q.after {
			break
		}
		wanted := (q.before == 0 || e.ID < q.before) && (q.kind == "" || e.Kind == q.kind)
		if wanted && e.contains(text) {
			found = append(found, e.summary())
		}
	}
	return found
}

// contains reports whether a text in small letters is somewhere in the entry.
func (e *entry) contains(text string) bool {
	if text == "" {
		return true
	}
	for _, part := range []string{e.Title, e.Detail, e.Path, e.Body, e.ResponseBody, string(e.State), e.Error} {
		if strings.Contains(strings.ToLower(part), text) {
			return true
		}
	}
	return false
}

// cutBody returns a body as text, as far as it is kept.
func cutBody(body []byte) (text string, cut bool) {
	if len(body) > maxBody {
		return strings.ToValidUTF8(string(body[:maxBody]), "�"), true
	}
	return strings.ToValidUTF8(string(body), "�"), false
}

// readable undoes the escapes that Meta's webhooks have, for people and for
// searching.
func readable(body []byte) string {
	text := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			text = append(text, body[i])
			continue
		}
		r, size := unescape(body[i:])
		switch size {
		case 0: // an escape that must stay
			text = append(text, body[i], body[i+1])
			i++
		default:
			text = utf8.AppendRune(text, r)
			i += size - 1
		}
	}
	return strings.ToValidUTF8(string(text), "�")
}

// unescape reads an escape that text can do without, and returns its size.
func unescape(text []byte) (r rune, size int) {
	if text[1] == '/' {
		return '/', 2
	}
	first, ok := unit(text)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(first) {
		second, _ := unit(text[min(len(text), 6):])
		if r = utf16.DecodeRune(first, second); r == utf8.RuneError {
			return 0, 0
		}
		return r, 12
	}
	if first < ' ' || first == '"' || first == '\\' {
		return 0, 0
	}
	return first, 6
}

// unit reads an escape of the form \u1234.
func unit(text []byte) (r rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	value, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(value), err == nil
}
