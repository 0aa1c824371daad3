package whatsapp

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

// receiveWindow is how far a server may be ahead of the reader of its answer
// over HTTP/2, and so what a slow download holds in memory, where net/http
// would hold 4 MiB. At a round trip of 50 milliseconds, a single download gets
// 10 MiB a second through it.
const receiveWindow = 512 << 10

// idleTimeout is how long an unused connection is kept. Load balancers and edge
// proxies commonly close one after 60 seconds. A request that is written while
// its connection is being closed has an unknown outcome, so the client closes
// it first, with room for a slow network.
const idleTimeout = 45 * time.Second

// newTransport makes the transport of clients that are given none: the standard
// one with a pool large enough for a busy service. The standard pool keeps two
// idle connections per host, so that nearly every concurrent call would need a
// new TLS handshake.
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
	sinceLastPart                 // starts again with each part of the request that is sent
)

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// coverage returns the coverage of the call's attempts.
func (c *call) coverage() coverage {
	switch {
	case c.stream:
		return eachWait
	case c.op.content != nil:
		return sinceLastPart
	}
	return wholeAnswer
}

// attempts is the transport of one call. It gives each attempt its own timeout,
// and adds header, host and body, of which http.Client would make copies. It
// has no CloseIdleConnections on purpose: go-retryablehttp calls that after a
// failure, and the pool belongs to all calls.
type attempts struct{ call *call }

// RoundTrip carries out one attempt.
func (a attempts) RoundTrip(request *http.Request) (*http.Response, error) {
	c := a.call
	timeout, covers := c.client.config.attemptTimeout, c.coverage()
	current := newAttempt(c.op.repeatability() != RepeatSafe)
	current.begin(c, request)
	if covers == sinceLastPart {
		watchParts(&current.request, func() { current.answer.timer.Reset(timeout) })
	}

	response, err := c.client.config.httpClient.Transport.RoundTrip(&current.request)
	if response == nil && err == nil {
		err = errors.New("the HTTP transport returned neither a response nor an error")
	}
	c.unsent = err != nil && current.guard != nil && current.guard.provesUnsent(err)
	if err != nil {
		err = current.answer.explain(err)
		current.answer.release()
		return nil, err
	}
	c.noteLocation(&current.target, response)
	if covers == eachWait && isSuccess(response.StatusCode) {
		current.answer.timer.Stop()
		current.answer.wait = timeout
	}
	if response.Body == nil {
		response.Body = http.NoBody
	}
	current.answer.ReadCloser = response.Body
	response.Body = &current.answer
	return response, nil
}

// noteLocation remembers where an answer leads. A location that cannot be
// parsed is hidden from http.Client, whose error would quote it: it may be a
// signed link.
func (c *call) noteLocation(target *url.URL, response *http.Response) {
	c.location = response.Header.Get("Location")
	if c.location == "" {
		return
	}
	if _, err := target.Parse(c.location); err != nil {
		response.Header = response.Header.Clone()
		response.Header.Set("Location", "invalid:")
	}
}
