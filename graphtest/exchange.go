package graphtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

var (
	errRefused = errors.New("connection refused")
	errDropped = errors.New("connection dropped")
)

// jsonType is the type of all responses except files and those of faults.
const jsonType = "application/json; charset=UTF-8"

// origin holds the addresses that links inside replies begin with.
type origin struct {
	graph string
	media string
}

// exchange answers one request. An error means that the caller gets no reply,
// because the connection or the request's context ended.
func (s *Server) exchange(r *http.Request, from origin) (*reply, error) {
	fault, faulted := s.nextFault(r)
	entry, began := s.record(r, faulted), time.Now()
	answer, err := s.exchangeWith(r, from, fault, entry)
	s.tellObservers(entry, answer, began)
	return answer, err
}

// exchangeWith answers one request that meets this fault.
func (s *Server) exchangeWith(r *http.Request, from origin, fault Fault, entry *loggedRequest) (*reply, error) {
	if fault.refuses {
		return nil, errRefused
	}

	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	s.recordBody(entry, r, body)
	if err := wait(r.Context(), fault.wait); err != nil {
		return nil, err
	}
	if fault.dropsBefore || fault.dropsWithin && !isUpload(r) {
		return nil, errDropped
	}
	if fault.dropsWithin {
		body.bytes = body.bytes[:max(0, min(fault.bytes, len(body.bytes)))]
	}

	var answer *reply
	if fault.answer != nil {
		answer = fault.answer(s, r)
	} else {
		s.recordProcessed(entry)
		if answer, err = s.serve(r, body, from); err != nil {
			return nil, err
		}
	}
	if fault.dropsAfter || fault.dropsWithin {
		return nil, errDropped
	}
	if fault.truncates {
		answer.truncate(fault.bytes)
	}
	s.recordStatus(entry, answer.status)
	return answer, nil
}

func wait(ctx context.Context, duration time.Duration) error {
	if duration <= 0 {
		return nil
	}
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// reply is a complete response, of which a fault may deliver only a part.
type reply struct {
	status    int
	header    http.Header
	body      []byte
	truncated bool
	kept      int
}

// newReply returns a reply with the headers that Graph sets on every response.
func (s *Server) newReply(r *http.Request) *reply {
	version, _ := splitPath(r.URL)
	trace := fmt.Sprintf("Agraphtest%013d", s.trace.Add(1))

	header := http.Header{}
	header.Set("Facebook-Api-Version", s.config.served(version))
	header.Set("X-Fb-Request-Id", "R"+trace[1:])
	header.Set("X-Fb-Trace-Id", trace)
	return &reply{status: http.StatusOK, header: header}
}

// setJSON sets the body to value.
func (a *reply) setJSON(value any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		// Only fields added by a test can cause this.
		panic("graphtest: reply does not encode: " + err.Error())
	}
	a.header.Set("Content-Type", jsonType)
	a.body = bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}

// setFailure sets the body to a Graph error envelope.
func (a *reply) setFailure(f *failure) {
	envelope := f.envelope
	if envelope.TraceID == "" {
		envelope.TraceID = a.header.Get("X-Fb-Trace-Id")
	}
	a.status = f.status
	a.setJSON(map[string]any{"error": envelope})
	if f.status == http.StatusUnauthorized {
		a.header.Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token"`)
	}
}

// truncate cuts the body off. At least one byte is always missing.
func (a *reply) truncate(bytes int) {
	a.truncated = true
	a.kept = max(0, min(bytes, len(a.body)-1))
}

// delivered returns the number of body bytes that reach the caller.
func (a *reply) delivered() int {
	if a.truncated {
		return a.kept
	}
	return len(a.body)
}
