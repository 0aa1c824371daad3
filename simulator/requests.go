package simulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// maxPeek is the size up to which the body of a request is read ahead.
const maxPeek = 1 << 20

// serveGraph serves a request to the Graph API, with the fault that it is to
// meet.
func (s *Simulator) serveGraph(w http.ResponseWriter, r *http.Request) {
	s.current().graph.ServeHTTP(w, s.faulted(r))
}

// peekBody returns a body of JSON, and puts it back. A body that is larger
// than all messages is not read ahead.
func peekBody(r *http.Request) []byte {
	isJSON := strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
	if r.Body == nil || !isJSON || r.ContentLength > maxPeek {
		return nil
	}
	body := r.Body
	read, err := io.ReadAll(io.LimitReader(body, maxPeek+1))
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(read), &failing{body, err}), body}
	return read
}

// failing goes on with a body, or with the error that it ended with.
type failing struct {
	rest io.Reader
	err  error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.rest.Read(p)
}

// observeExchange keeps a request and its answer.
func (s *Simulator) observeExchange(exchange graphtest.Exchange) {
	e := &entry{
		Kind: "request", At: exchange.At.UTC(), Title: exchange.Method + " " + exchange.Path, Status: exchange.Status,
		TookMS: exchange.Took.Milliseconds(), Faulted: exchange.Faulted, Method: exchange.Method,
		Path: pathOf(exchange.Path, hideQuery(exchange.Query)), Header: exchange.Header, ResponseHeader: exchange.ResponseHeader,
	}
	var requestCut, responseCut bool
	e.Body, requestCut = cutBody(hideSecrets(exchange.Body))
	e.ResponseBody, responseCut = bodyOf(exchange.ResponseHeader, hideSecrets(exchange.ResponseBody))
	e.Cut = requestCut || responseCut

	e.Fault = e.Header.Get(faultHeader)
	e.Header.Del(faultHeader)
	e.Detail = detailOf(exchange.Body)
	s.mutex.Lock()
	s.journal.addExchange(exchange)
	s.traffic.add(e)
	short := e.summary()
	s.mutex.Unlock()
	s.events.publish("traffic", short)
	s.observeReceipt(exchange)
	s.observeCalls(exchange)
	s.drain()
	s.observeGroups(exchange)
	s.observeNumbers(exchange)
}

// detailOf says in a few words what a request to send something is about.
func detailOf(body []byte) string {
	var sent struct {
		Status string
		Typing json.RawMessage `json:"typing_indicator"`
		Type   string
		Text   struct{ Body string }
		Action string
	}
	_ = json.Unmarshal(body, &sent) // of another form, it says nothing
	to := recipientIn(body)
	switch {
	case to != "" && sent.Type == "text":
		return "to " + cutID(to) + ": " + cutText(sent.Text.Body)
	case to != "":
		return strings.TrimSpace(firstOf(sent.Type, sent.Action) + " to " + cutID(to))
	case strings.EqualFold(sent.Status, "read") && sent.Typing != nil:
		return "read, and types"
	case strings.EqualFold(sent.Status, "read"):
		return "read"
	}
	return sent.Action
}

// bodyOf returns the body of an answer, unless it is a file.
func bodyOf(header http.Header, body []byte) (text string, cut bool) {
	mediaType, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if len(body) > 0 && mediaType != "application/json" && !strings.HasPrefix(mediaType, "text/") {
		return "", true
	}
	return cutBody(body)
}

func pathOf(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// observeReceipt shows on the phone that a program has read a message, or is
// typing.
func (s *Simulator) observeReceipt(exchange graphtest.Exchange) {
	if exchange.Method != http.MethodPost || exchange.Status != http.StatusOK || !strings.HasSuffix(exchange.Path, "/messages") {
		return
	}
	var receipt struct {
		Status    string          `json:"status"`
		MessageID string          `json:"message_id"`
		Typing    json.RawMessage `json:"typing_indicator"`
	}
	if json.Unmarshal(exchange.Body, &receipt) != nil || !strings.EqualFold(receipt.Status, "read") {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	read := s.chats.byID[receipt.MessageID]
	if read == nil || !read.FromUser {
		return
	}
	s.markReadByBusiness(read)
	if receipt.Typing != nil {
		s.events.publish("typing", map[string]string{"chat": read.Chat})
	}
}

// Client returns an HTTP client whose requests the simulator answers in memory,
// as the Graph API, whatever their host: for a program in the same process.
func (s *Simulator) Client() *http.Client { return &http.Client{Transport: transport{s}} }

type transport struct{ simulator *Simulator }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	request := t.simulator.faulted(r.Clone(r.Context()))
	return t.simulator.current().graph.Client().Transport.RoundTrip(request)
}
