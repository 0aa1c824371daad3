package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
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
