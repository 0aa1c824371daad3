package conformance

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// Exchange is a request and its answer.
type Exchange struct {
	Request *http.Request
	Body    []byte
	Status  int
	Answer  []byte
}

// recorder is a transport that records exchanges.
type recorder struct {
	next http.RoundTripper

	mutex     sync.Mutex
	exchanges []Exchange
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := drain(request.Body)
	if err != nil {
		return nil, err
	}
	forwarded := request.Clone(request.Context())
	forwarded.Body = io.NopCloser(bytes.NewReader(body))
	response, err := r.next.RoundTrip(forwarded)
	if err != nil {
		return nil, err
	}
	answer, err := drain(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(answer))
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.exchanges = append(r.exchanges, Exchange{Request: request, Body: body, Status: response.StatusCode, Answer: answer})
	return response, nil
}

func drain(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	defer body.Close()
	return io.ReadAll(body)
}

// canned is a transport that gives the same answer to every request.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode:    c.status,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(c.body)),
		ContentLength: int64(len(c.body)),
		Request:       request,
	}, nil
}
