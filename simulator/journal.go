package simulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wabakit/whatsapp/graphtest"
)

// journal holds everything that has changed the world, in order. To load a
// world is to do it all again: the ids come out the same.
type journal struct {
	steps     []step
	bytes     int
	overflown bool // there was more than it keeps
	replaying bool
}

// step is a request that has changed the world: of a program to the Graph API,
// or to the REST interface.
type step struct {
	At     time.Time `json:"at,omitzero"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Type   string    `json:"type,omitempty"` // Content-Type, JSON if it is empty
	// Body is the body as JSON, Text one that is not, and Base64 one that is
	// not even a text.
	Body   json.RawMessage `json:"body,omitempty"`
	Text   string          `json:"text,omitempty"`
	Base64 []byte          `json:"base64,omitempty"`
}

const (
	maxSteps        = 50_000
	maxJournalBytes = 128 << 20
	jsonType        = "application/json"
)

// newStep describes a request.
func newStep(at time.Time, method, path, contentType string, body []byte) step {
	made := step{At: at.UTC(), Method: method, Path: path, Type: contentType}
	mediaType, _, _ := strings.Cut(contentType, ";")
	switch {
	case len(body) == 0:
	case mediaType == jsonType && json.Valid(body):
		made.Type, made.Body = "", slices.Clone(body)
	case utf8.Valid(body):
		made.Text = string(body)
	default:
		made.Base64 = slices.Clone(body)
	}
	return made
}

func (s *step) content() []byte {
	switch {
	case len(s.Base64) > 0:
		return s.Base64
	case s.Text != "":
		return []byte(s.Text)
	}
	return s.Body
}

func (j *journal) add(made step) {
	if j.replaying || j.overflown {
		return
	}
	j.steps = append(j.steps, made)
	j.bytes += len(made.content())
	if len(j.steps) > maxSteps || j.bytes > maxJournalBytes {
		j.steps, j.overflown = nil, true
	}
}

// addExchange keeps a request to the Graph API that may have changed something.
func (j *journal) addExchange(exchange graphtest.Exchange) {
	isRefused := exchange.Status >= http.StatusMultipleChoices
	if exchange.Method == http.MethodGet || exchange.Method == http.MethodHead || !exchange.Processed || isRefused {
		return
	}
	query := url.Values(http.Header(exchange.Query).Clone())
	query.Del("access_token")
	path := (&url.URL{Path: exchange.Path, RawQuery: query.Encode()}).String()
	j.add(newStep(exchange.At, exchange.Method, path, exchange.Header.Get("Content-Type"), exchange.Body))
}

// journaled answers a request to the REST interface, and keeps it if it has
// changed the world.
func (s *Simulator) journaled(r route, request *http.Request) (any, error) {
	if !r.changes {
		return r.answer(s, request)
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, invalid("the body is larger than %d bytes", maxUpload)
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	made := newStep(s.now(), request.Method, request.URL.RequestURI(), request.Header.Get("Content-Type"), body)
	value, err := r.answer(s, request)
	if err == nil {
		s.mutex.Lock()
		s.journal.add(made)
		s.mutex.Unlock()
	}
	return value, err
}
