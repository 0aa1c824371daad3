package whatsapp_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	testToken     = "EAAtesttoken"
	phoneNumberID = "106540352242922"
	wabaID        = "102290129340398"
)

// A step answers one request.
type step func(*http.Request) (*http.Response, error)

// A scripted transport answers requests by its steps, the last one from then
// on, and remembers requests and the bodies it has handed out.
type scripted struct {
	steps []step

	mutex    sync.Mutex
	requests []*http.Request
	bodies   []string
	open     int // bodies not closed
}

func script(steps ...step) *scripted { return &scripted{steps: steps} }

func (s *scripted) RoundTrip(request *http.Request) (*http.Response, error) {
	body := ""
	if request.Body != nil {
		data, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	s.mutex.Lock()
	next := s.steps[min(len(s.requests), len(s.steps)-1)]
	s.requests = append(s.requests, request)
	s.bodies = append(s.bodies, body)
	s.mutex.Unlock()
	response, err := next(request)
	if response != nil && response.Body != nil {
		response.Body = s.track(response.Body)
	}
	return response, err
}

func (s *scripted) track(body io.ReadCloser) io.ReadCloser {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.open++
	return &trackedBody{ReadCloser: body, closed: sync.OnceFunc(func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.open--
	})}
}

type trackedBody struct {
	io.ReadCloser
	closed func()
}

func (b *trackedBody) Close() error {
	b.closed()
	return b.ReadCloser.Close()
}

func (s *scripted) count() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.requests)
}

func (s *scripted) openBodies() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.open
}

// answer responds with a status, a body and headers given as name, value pairs.
func answer(status int, body string, header ...string) step {
	return func(request *http.Request) (*http.Response, error) {
		response := &http.Response{
			StatusCode:    status,
			Header:        http.Header{"Content-Type": {"application/json"}},
			Body:          io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)),
			Request:       request,
		}
		for i := 0; i+1 < len(header); i += 2 {
			response.Header.Set(header[i], header[i+1])
		}
		return response, nil
	}
}

// fail responds with a transport error.
func fail(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// hang answers nothing until the request's context ends.
func hang(request *http.Request) (*http.Response, error) {
	<-request.Context().Done()
	return nil, context.Cause(request.Context())
}

// graphError is an error envelope.
func graphError(code string) string {
	return `{"error":{"message":"(#` + code + `) Something","type":"OAuthException","code":` + code + `,"fbtrace_id":"Atrace"}}`
}

const (
	success       = `{"success":true}`
	transientBody = `{"error":{"message":"Service temporarily unavailable","type":"OAuthException","code":2,"is_transient":true,"fbtrace_id":"Atrace"}}`
)

// newClient makes a client over a transport.
func newClient(t testing.TB, transport http.RoundTripper, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	opts = append([]whatsapp.Option{whatsapp.WithHTTPClient(&http.Client{Transport: transport})}, opts...)
	client, err := whatsapp.NewClient(testToken, opts...)
	require.NoError(t, err)
	return client
}

// do performs an operation of the given repeatability.
func do(ctx context.Context, client *whatsapp.Client, repeat whatsapp.Repeat, opts ...whatsapp.RequestOption) error {
	return client.Do(ctx, whatsapp.Operation{
		Method: http.MethodPost,
		Route:  "/{phone-number-id}/thing",
		Path:   []string{phoneNumberID, "thing"},
		Body:   map[string]string{"key": "value"},
		Repeat: repeat,
	}, nil, opts...)
}

// array is a page that came as a bare array.
func array[T any](entries ...T) *whatsapp.Page[T] {
	page := new(whatsapp.Page[T])
	if err := json.Unmarshal([]byte("[]"), page); err != nil {
		panic(err)
	}
	page.Data = append([]T{}, entries...)
	return page
}

// impatient keeps the waits of a test with real time short.
var impatient = whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1})

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

var refusedConnection = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
