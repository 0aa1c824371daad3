package whatsapp_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A countingServer answers with success over TLS and counts what it has
// processed. Its first connection is given to fault, before any TLS.
type countingServer struct {
	*httptest.Server
	processed atomic.Int64
}

func newCountingServer(t *testing.T, http2 bool, fault func(net.Conn)) *countingServer {
	t.Helper()
	server := new(countingServer)
	server.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		server.processed.Add(1)
		io.WriteString(w, success)
	}))
	if fault != nil {
		server.Listener = &faultyListener{Listener: server.Listener, fault: fault}
	}
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// transport trusts the server, and is the caller's to change.
func (s *countingServer) transport() *http.Transport {
	return s.Client().Transport.(*http.Transport)
}

func (s *countingServer) client(t *testing.T, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	policy := whatsapp.RetryPolicy{MaxRetries: 20, BaseWait: time.Microsecond}
	opts = append([]whatsapp.Option{
		whatsapp.WithHTTPClient(&http.Client{Transport: s.transport()}), whatsapp.WithBaseURL(s.URL), whatsapp.WithRetryPolicy(policy),
	}, opts...)
	client, err := whatsapp.NewClient(testToken, opts...)
	require.NoError(t, err)
	return client
}

type faultyListener struct {
	net.Listener
	fault func(net.Conn)
	once  sync.Once
}

func (l *faultyListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	faulty := false
	l.once.Do(func() { faulty = true })
	if !faulty {
		return connection, nil
	}
	go l.fault(connection)
	return l.Accept()
}

// What a server does to a connection before a request can travel over it.
func handshakeFaults() map[string]func(net.Conn) {
	hello := func(connection net.Conn) { connection.Read(make([]byte, 1)) }
	return map[string]func(net.Conn){
		"closed": func(connection net.Conn) { connection.Close() },
		"reset": func(connection net.Conn) {
			hello(connection)
			connection.(*net.TCPConn).SetLinger(0)
			connection.Close()
		},
		"refused": func(connection net.Conn) {
			const alert, fatal, handshakeFailure = 21, 2, 40
			hello(connection)
			connection.Write([]byte{alert, 3, 3, 0, 2, fatal, handshakeFailure})
			connection.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, connection)
			connection.Close()
		},
		"plain HTTP": func(connection net.Conn) {
			hello(connection)
			io.WriteString(connection, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
			connection.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, connection)
			connection.Close()
		},
		"silent": func(connection net.Conn) {
			io.Copy(io.Discard, connection)
			connection.Close()
		},
	}
}

var notSafe = []whatsapp.Repeat{whatsapp.RepeatUnsafe, whatsapp.RepeatNever}

// A TLS handshake that fails proves that no request was sent.
func TestFailedHandshakesAreRepeated(t *testing.T) {
	t.Parallel()
	for name, fault := range handshakeFaults() {
		for _, http2 := range []bool{false, true} {
			for _, repeat := range notSafe {
				t.Run(fmt.Sprintf("%s http2=%v %d", name, http2, repeat), func(t *testing.T) {
					t.Parallel()
					server := newCountingServer(t, http2, fault)
					client := server.client(t, whatsapp.WithAttemptTimeout(time.Second))
					require.NoError(t, do(t.Context(), client, repeat))
					assert.Equal(t, int64(1), server.processed.Load())
				})
			}
		}
	}
}

// The caller's end before a connection is there ends the call. Nothing was
// sent.
func TestTheCallersEndBeforeAConnection(t *testing.T) {
	t.Parallel()
	waits := map[string]func(t *testing.T, cancel func()) *whatsapp.Client{
		"handshake": func(t *testing.T, cancel func()) *whatsapp.Client {
			return newCountingServer(t, false, func(connection net.Conn) {
				cancel()
				io.Copy(io.Discard, connection)
			}).client(t)
		},
		"dial": func(t *testing.T, cancel func()) *whatsapp.Client {
			server := newCountingServer(t, false, nil)
			server.transport().DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
				cancel()
				<-t.Context().Done()
				return nil, ctx.Err()
			}
			return server.client(t)
		},
		"CONNECT": func(t *testing.T, cancel func()) *whatsapp.Client {
			server := newCountingServer(t, false, nil)
			server.transport().Proxy = http.ProxyURL(newProxy(t, func(*http.Request) int {
				cancel()
				<-t.Context().Done()
				return 0
			}))
			return server.client(t)
		},
	}
	for name, newWaiting := range waits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := do(ctx, newWaiting(t, cancel), whatsapp.RepeatUnsafe)
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		})
	}
}

// newProxy is an HTTP proxy that answers CONNECT with what status says, and
// connects for 200.
func newProxy(t *testing.T, status func(*http.Request) int) *url.URL {
	t.Helper()
	return &url.URL{Scheme: "http", Host: listen(t, func(connection net.Conn) { proxy(connection, status) })}
}

// listen gives each connection to serve, and returns where it listens.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go acceptAll(listener, serve)
	return listener.Addr().String()
}

func acceptAll(listener net.Listener, serve func(net.Conn)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go serve(connection)
	}
}

func proxy(connection net.Conn, status func(*http.Request) int) {
	defer connection.Close()
	request, err := http.ReadRequest(bufio.NewReader(connection))
	if err != nil {
		return
	}
	code := status(request)
	fmt.Fprintf(connection, "HTTP/1.1 %d %s\r\n\r\n", code, http.StatusText(code))
	if code != http.StatusOK {
		return
	}
	target, err := net.Dial("tcp", request.Host)
	if err != nil {
		return
	}
	defer target.Close()
	go io.Copy(target, connection)
	io.Copy(connection, target)
}

// A proxy that cannot connect has not passed anything on.
func TestProxiesThatCannotConnectAreAskedAgain(t *testing.T) {
	t.Parallel()
	for _, code := range []int{502, 503} {
		for _, repeat := range notSafe {
			t.Run(fmt.Sprintf("%d %d", code, repeat), func(t *testing.T) {
				t.Parallel()
				server := newCountingServer(t, true, nil)
				var asked atomic.Int64
				server.transport().Proxy = http.ProxyURL(newProxy(t, func(*http.Request) int {
					if asked.Add(1) == 1 {
						return code
					}
					return http.StatusOK
				}))
				require.NoError(t, do(t.Context(), server.client(t), repeat))
				assert.Equal(t, int64(1), server.processed.Load())
			})
		}
	}
}

// The text alone proves nothing: a transport of the caller's own may have sent
// the request before.
func TestProxyAuthenticationAfterTheRequest(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(fail(errors.New(http.StatusText(http.StatusProxyAuthRequired)))))
	require.ErrorIs(t, do(t.Context(), client, whatsapp.RepeatUnsafe), whatsapp.ErrOutcomeUnknown)
}

// A proxy that asks for authentication will ask the next time too.
func TestProxyAuthenticationIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	server := newCountingServer(t, false, nil)
	var asked atomic.Int64
	server.transport().Proxy = http.ProxyURL(newProxy(t, func(*http.Request) int {
		asked.Add(1)
		return http.StatusProxyAuthRequired
	}))
	err := do(t.Context(), server.client(t), whatsapp.RepeatUnsafe)
	require.Error(t, err)
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.NotErrorIs(t, err, whatsapp.ErrTransient)
	assert.Equal(t, int64(1), asked.Load())
}

// A dial that hangs and a pool that is full end with the attempt, and a later
// attempt sends the request.
func TestWaitsForAConnectionAreRepeated(t *testing.T) {
	t.Parallel()
	t.Run("dial", func(t *testing.T) {
		t.Parallel()
		server := newCountingServer(t, true, nil)
		var dials atomic.Int64
		server.transport().DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if dials.Add(1) == 1 {
				<-t.Context().Done()
				return nil, t.Context().Err()
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		client := server.client(t, whatsapp.WithAttemptTimeout(time.Second))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		assert.Equal(t, int64(1), server.processed.Load())
	})
	t.Run("pool", func(t *testing.T) {
		t.Parallel()
		server := newCountingServer(t, false, nil)
		server.transport().MaxConnsPerHost = 1
		held, err := server.Client().Get(server.URL) // the only connection, until its body is read
		require.NoError(t, err)
		free := sync.OnceFunc(func() {
			io.Copy(io.Discard, held.Body)
			held.Body.Close()
		})
		observer := whatsapp.Observer{AttemptDone: func(context.Context, whatsapp.AttemptInfo) { free() }}
		client := server.client(t, whatsapp.WithAttemptTimeout(time.Second), whatsapp.WithObserver(observer))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		assert.Equal(t, int64(2), server.processed.Load(), "the one that held the connection, and the send")
	})
}

// A transport that repeats by itself may have sent the request before it failed
// to connect.
func TestATransportThatRepeatsProvesNothing(t *testing.T) {
	t.Parallel()
	server := newCountingServer(t, false, nil)
	inner := server.transport()
	transport := roundTripper(func(request *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		request.Body = io.NopCloser(bytes.NewReader(body))
		response, err := inner.RoundTrip(request)
		if err != nil {
			return nil, err
		}
		response.Body.Close()
		inner.CloseIdleConnections()
		again := request.Clone(request.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.URL.Host = listen(t, func(connection net.Conn) { connection.Close() })
		return inner.RoundTrip(again)
	})
	err := do(t.Context(), server.client(t, whatsapp.WithHTTPClient(&http.Client{Transport: transport})), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	assert.Equal(t, int64(1), server.processed.Load())
}
