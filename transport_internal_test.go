package whatsapp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The pool fits a busy service, and drops a connection before a load balancer
// does.
func TestTheUsualTransport(t *testing.T) { //nolint:paralleltest // it changes the transport of the process
	usual, ok := newTransport().(*http.Transport)
	require.True(t, ok)
	require.Equal(t, 512, usual.MaxIdleConns)
	require.Equal(t, 256, usual.MaxIdleConnsPerHost)
	require.Less(t, usual.IdleConnTimeout, time.Minute)
	require.NotZero(t, usual.IdleConnTimeout)
	require.Equal(t, receiveWindow, usual.HTTP2.MaxReceiveBufferPerStream)
	asked := &http.Response{StatusCode: http.StatusProxyAuthRequired}
	require.ErrorIs(t, usual.OnProxyConnectResponse(t.Context(), nil, nil, asked), errProxyAuthentication)

	asked.StatusCode = http.StatusOK
	require.NoError(t, usual.OnProxyConnectResponse(t.Context(), nil, nil, asked))

	// What the program has set for all its clients stays.
	own := errors.New("the program's own")
	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	changed := standard.(*http.Transport).Clone()
	changed.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 17}
	changed.OnProxyConnectResponse = func(context.Context, *url.URL, *http.Request, *http.Response) error { return own }
	http.DefaultTransport = changed
	usual, ok = newTransport().(*http.Transport)
	require.True(t, ok)
	require.Equal(t, 17, usual.HTTP2.MaxConcurrentStreams)
	require.Equal(t, own, usual.OnProxyConnectResponse(t.Context(), nil, nil, asked))
	require.Zero(t, changed.HTTP2.MaxReceiveBufferPerStream, "it is a copy")

	another := http.NewFileTransport(http.Dir("."))
	http.DefaultTransport = another
	require.Equal(t, another, newTransport())
}

// Only the whole text of net/http proves that a server has done nothing: parts
// of it may be quoted by anybody.
func TestGoodbyes(t *testing.T) {
	t.Parallel()
	const refused = goodbyeRefusedStart + "12" + goodbyeRefusedEnd
	for text, want := range map[string]bool{
		goodbyeIdle:                                        true,
		goodbyeUnusable:                                    true,
		goodbyeFirst + "NO_ERROR":                          true,
		quoteStart + goodbyeShutdown + quoteEnd:            true,
		quoteStart + refused + quoteEnd:                    true,
		goodbyeShutdown:                                    false,
		quoteStart + goodbyeShutdown:                       false,
		goodbyeShutdown + quoteEnd:                         false,
		refused:                                            false,
		quoteStart + "12" + quoteEnd:                       false,
		quoteStart + goodbyeRefusedStart + "12" + quoteEnd: false,
		quoteStart + "12" + goodbyeRefusedEnd + quoteEnd:   false,
		quoteStart + goodbyeRefusedStart + "x" + goodbyeRefusedEnd + quoteEnd: false,
		"read: " + goodbyeIdle: false,
	} {
		require.Equal(t, want, isGoodbye(errors.New(text)), text)
	}
}

// A connection that is asked for, or given, after the request has left would
// carry it a second time.
func TestAnotherConnectionEndsTheAttempt(t *testing.T) {
	t.Parallel()
	for name, another := range map[string]func(*sendGuard){
		"asked for": func(g *sendGuard) { g.getConn("graph.facebook.com:443") },
		"given":     func(g *sendGuard) { g.gotConn(httptrace.GotConnInfo{}) },
	} {
		for _, sent := range []bool{false, true} {
			ctx, cancel := context.WithCancelCause(t.Context())
			guard := &sendGuard{cancel: cancel, speaksHTTP1: new(atomic.Bool)}
			guard.sent.Store(sent)
			another(guard)
			require.Equal(t, sent, errors.Is(context.Cause(ctx), errReplay), name)
			cancel(nil)
		}
	}
}

// A goodbye to a transport that waits for its next connection is about the one
// before.
func TestGoodbyesToAnEarlierConnection(t *testing.T) {
	t.Parallel()
	for writes, want := range [][2]bool{{true, true}, {true, false}, {false, false}} {
		for i, waiting := range []bool{false, true} {
			guard := new(sendGuard)
			guard.written.Store(int32(writes))
			guard.waiting.Store(waiting)
			require.Equal(t, want[i], guard.provesUnsent(errors.New(goodbyeIdle)), "%d writes, waiting %t", writes, waiting)
		}
	}
}

type negotiated struct {
	net.Conn
	protocol string
}

func (n negotiated) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: n.protocol}
}

func TestConnectionsThatSpeakHTTP2(t *testing.T) {
	t.Parallel()
	require.True(t, isHTTP2(negotiated{protocol: "h2"}))
	require.False(t, isHTTP2(negotiated{protocol: "http/1.1"}))
	require.False(t, isHTTP2(negotiated{}))
	require.False(t, isHTTP2(&net.TCPConn{}))
}
