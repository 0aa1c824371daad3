package whatsapp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// receiveWindow is how far a server may be ahead of the reader of its answer
// over HTTP/2, and so what a slow download holds in memory, where net/http would
// hold 4 MiB. At a round trip of 50 milliseconds, a single download gets 10 MiB a
// second through it.
const receiveWindow = 512 << 10

// idleTimeout is how long an unused connection is kept. Load balancers and edge
// proxies commonly close one after 60 seconds. A request that is written while
// its connection is being closed has an unknown outcome, so the client closes
// it first, with room for a slow network.
const idleTimeout = 45 * time.Second

// newTransport is the transport of clients that bring none: the standard one
// with a pool large enough for a busy service, since the two idle connections
// per host that it keeps otherwise mean a new TLS handshake for nearly every
// concurrent call.
func newTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	transport := standard.Clone()
	transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	transport.MaxIdleConns = 512
	transport.MaxIdleConnsPerHost = 256
	transport.IdleConnTimeout = idleTimeout
	if transport.OnProxyConnectResponse == nil {
		transport.OnProxyConnectResponse = refuseProxy
	}
	if transport.HTTP2 == nil {
		transport.HTTP2 = new(http.HTTP2Config)
	}
	transport.HTTP2.MaxReceiveBufferPerStream = receiveWindow
	return transport
}

// coverage says which part of an attempt its timeout bounds.
type coverage uint8

const (
	wholeAnswer   coverage = iota // to the last byte of the answer
	eachWait                      // to the headers, then each wait for a part of a good answer
	sinceLastPart                 // begins anew with each part of the request that is sent
)

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// coverage is that of the call's attempts.
func (c *call) coverage() coverage {
	switch {
	case c.stream:
		return eachWait
	case c.op.content != nil:
		return sinceLastPart
	}
	return wholeAnswer
}

// attempts is the transport of one call. It bounds each attempt by a timeout of
// its own, and adds header and host, which http.Client would copy. It has no
// CloseIdleConnections on purpose: go-retryablehttp calls that after a failure,
// and the pool belongs to all calls.
type attempts struct{ call *call }

// RoundTrip carries out one attempt.
func (a attempts) RoundTrip(request *http.Request) (*http.Response, error) {
	config, covers := a.call.client.config, a.call.coverage()
	timeout := config.attemptTimeout
	ctx, cancel := context.WithCancelCause(request.Context())
	timer := time.AfterFunc(timeout, func() { cancel(&attemptTimeoutError{after: timeout}) })
	body := &attemptBody{ctx: ctx, timer: timer, cancel: cancel}
	var guard *sendGuard
	if a.call.op.repeatability() != RepeatSafe {
		guard = &sendGuard{method: request.Method, cancel: cancel, speaksHTTP1: config.speaksHTTP1}
		ctx = guard.watch(ctx)
	}
	cookies := request.Header["Cookie"]
	request = request.WithContext(ctx)
	if guard != nil {
		guard.withhold(request)
	}
	request.Header, request.Host = a.call.header, request.URL.Host
	if cookies != nil {
		request.Header["Cookie"] = cookies
	}
	if covers == sinceLastPart {
		watchParts(request, func() { timer.Reset(timeout) })
	}

	response, err := config.httpClient.Transport.RoundTrip(request)
	if response == nil && err == nil {
		err = errors.New("the HTTP transport returned neither a response nor an error")
	}
	a.call.unsent = err != nil && guard != nil && guard.provesUnsent(err)
	if err != nil {
		err = body.explain(err)
		body.release()
		return nil, err
	}
	if response.Body == nil {
		response.Body = http.NoBody
	}
	a.call.noteLocation(request, response)
	if covers == eachWait && isSuccess(response.StatusCode) {
		timer.Stop()
		body.wait = timeout
	}
	body.ReadCloser = response.Body
	response.Body = body
	return response, nil
}

// noteLocation keeps where an answer leads out of sight of http.Client when it
// cannot be parsed: its error would quote it, and it may be a signed link.
func (c *call) noteLocation(request *http.Request, response *http.Response) {
	c.location = response.Header.Get("Location")
	if c.location == "" {
		return
	}
	if _, err := request.URL.Parse(c.location); err != nil {
		response.Header = response.Header.Clone()
		response.Header.Set("Location", "invalid:")
	}
}

// attemptBody ends the attempt's context when the body is closed.
type attemptBody struct {
	io.ReadCloser
	ctx    context.Context
	timer  *time.Timer
	cancel context.CancelCauseFunc
	wait   time.Duration // bounds each Read, unless it is zero
}

// Read explains an error by the end of the attempt where that is the cause.
func (b *attemptBody) Read(buffer []byte) (int, error) {
	if b.wait > 0 {
		b.timer.Reset(b.wait)
		defer b.timer.Stop()
	}
	count, err := b.ReadCloser.Read(buffer)
	if err != nil && err != io.EOF {
		err = b.explain(err)
	}
	return count, err
}

// Close closes the body and ends the attempt.
func (b *attemptBody) Close() error {
	err := b.ReadCloser.Close()
	b.release()
	return err
}

func (b *attemptBody) release() {
	b.timer.Stop()
	b.cancel(nil)
}

func (b *attemptBody) explain(err error) error {
	cause := context.Cause(b.ctx)
	if _, timedOut := cause.(*attemptTimeoutError); timedOut || cause == errReplay {
		return cause
	}
	return err
}

// watchParts calls moved for each part of the request's body that is taken. The
// request is the caller's own copy.
func watchParts(request *http.Request, moved func()) {
	if request.Body == nil {
		return
	}
	request.Body = &watchedBody{request.Body, moved}
	if again := request.GetBody; again != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return &watchedBody{body, moved}, nil
		}
	}
}

type watchedBody struct {
	io.ReadCloser
	moved func()
}

// Read reports that the body moves.
func (b *watchedBody) Read(buffer []byte) (int, error) {
	count, err := b.ReadCloser.Read(buffer)
	if count > 0 {
		b.moved()
	}
	return count, err
}
