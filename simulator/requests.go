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
	if fault, meets := s.faultFor(r, peekBody(r)); meets {
		r = r.WithContext(graphtest.WithFault(r.Context(), fault))
	}
	s.current().graph.ServeHTTP(w, r)
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
		Path: pathOf(exchange.Path, exchange.Query), Header: exchange.Header, ResponseHeader: exchange.ResponseHeader,
	}
	var requestCut, responseCut bool
	e.Body, requestCut = cutBody(exchange.Body)
	e.ResponseBody, responseCut = bodyOf(exchange.ResponseHeader, exchange.ResponseBody)
	e.Cut = requestCut || responseCut

	if to := recipientIn(exchange.Body); to != "" {
		e.Detail = "to " + cutID(to)
	}
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
	request := r.Clone(r.Context())
	if fault, meets := t.simulator.faultFor(request, peekBody(request)); meets {
		request = request.WithContext(graphtest.WithFault(r.Context(), fault))
	}
	return t.simulator.current().graph.Client().Transport.RoundTrip(request)
}
