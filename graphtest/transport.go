package graphtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
)

const mediaHost = "https://lookaside.fbsbx.com"

// transport passes requests to the server without a socket or a goroutine, so
// that it works inside a testing/synctest bubble.
type transport struct {
	server *Server
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	if r.URL == nil || r.URL.Host == "" {
		return nil, errors.New("graphtest: the request URL has no host")
	}
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, errors.New("graphtest: the request URL must be http or https, not " + strconv.Quote(r.URL.Scheme))
	}
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}

	graphHost := (&url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host}).String()
	answer, err := t.server.exchange(received(r), origin{graph: graphHost, media: mediaHost})
	switch {
	case errors.Is(err, errRefused):
		return nil, connectionError("dial", os.NewSyscallError("connect", errConnectionRefused))
	case errors.Is(err, errDropped):
		return nil, connectionError("read", os.NewSyscallError("read", errConnectionReset))
	case err != nil:
		return nil, err
	}
	return answer.response(r), nil
}

// received returns the request as a server would see it: net/http adds its own
// User-Agent if there is none, and omits the header if it is empty.
func received(r *http.Request) *http.Request {
	seen := r.Clone(r.Context())
	if seen.Header == nil {
		seen.Header = http.Header{}
	}
	if seen.Host == "" {
		seen.Host = r.URL.Host
	}
	agents, given := seen.Header["User-Agent"]
	switch {
	case !given:
		seen.Header.Set("User-Agent", "Go-http-client/1.1")
	case len(agents) == 0 || agents[0] == "":
		seen.Header.Del("User-Agent")
	}
	return seen
}

func connectionError(operation string, cause error) error {
	return &net.OpError{Op: operation, Net: "tcp", Addr: memoryAddress{}, Err: cause}
}

// memoryAddress stands for the server in connection errors.
type memoryAddress struct{}

func (memoryAddress) Network() string { return "tcp" }
func (memoryAddress) String() string  { return "graphtest" }

// response returns the reply as net/http would have read it from a socket.
func (a *reply) response(r *http.Request) *http.Response {
	response := &http.Response{
		Status:        strconv.Itoa(a.status) + " " + http.StatusText(a.status),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header,
		ContentLength: int64(len(a.body)),
		Request:       r,
	}
	response.Header.Set("Content-Length", strconv.Itoa(len(a.body)))
	if r.Method == http.MethodHead {
		response.Body = http.NoBody
		return response
	}
	response.Body = &responseBody{ctx: r.Context(), rest: a.body[:a.delivered()], cut: a.truncated}
	return response
}

// responseBody is a response body that can end prematurely.
type responseBody struct {
	ctx    context.Context
	rest   []byte
	cut    bool
	closed atomic.Bool
}

func (b *responseBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, errors.New("http: read on closed response body")
	}
	if b.ctx.Err() != nil {
		return 0, context.Cause(b.ctx)
	}
	if len(b.rest) > 0 {
		n := copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	}
	if b.cut {
		return 0, io.ErrUnexpectedEOF
	}
	return 0, io.EOF
}

func (b *responseBody) Close() error {
	b.closed.Store(true)
	return nil
}
