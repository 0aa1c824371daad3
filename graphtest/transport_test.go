package graphtest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestResponseLooksLikeOneFromASocket(t *testing.T) {
	t.Parallel()
	request := newRequest(t, http.MethodGet, "/"+graphtest.WABAID)
	response, err := graphtest.New().Client().Do(request)
	require.NoError(t, err)
	require.Equal(t, "200 OK", response.Status)
	require.Equal(t, "HTTP/1.1", response.Proto)
	require.Same(t, request, response.Request)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, int64(len(body)), response.ContentLength)

	require.NoError(t, response.Body.Close())
	_, err = response.Body.Read(make([]byte, 1))
	require.Error(t, err, "a closed body cannot be read")
}

func TestTransportTakesAnyHost(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, base := range []string{"http://127.0.0.1:9", "https://graph.beta.facebook.com"} {
		request, err := http.NewRequest(http.MethodGet, base+"/v23.0/"+graphtest.WABAID+"/phone_numbers?limit=1", nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer token")
		reply := do(t, srv.Client(), request)
		require.Equal(t, http.StatusOK, reply.Status)
		require.Contains(t, reply.Body, base+"/v23.0/", "links stay on the host of the request")
	}
}

func TestTransportRefusesOddURLs(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"ftp://graph.facebook.com/v23.0/1", "https:///v23.0/1", "/v23.0/1"} {
		request, err := http.NewRequest(http.MethodGet, address, nil)
		require.NoError(t, err)
		response, err := graphtest.New().Client().Transport.RoundTrip(request)
		require.Error(t, err, address)
		require.Nil(t, response)
	}
}

func TestCancelledBeforeTheRequest(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := srv.Client().Do(newRequest(t, http.MethodGet, "/"+graphtest.WABAID).WithContext(ctx))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, srv.Requests())
}

func TestCancelledWhileSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.Script("*", graphtest.Slow(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()

		_, err := srv.Client().Do(newRequest(t, http.MethodGet, "/"+graphtest.WABAID).WithContext(ctx))

		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Second, time.Since(start))
		require.Zero(t, srv.Requests()[0].Status)
	})
}

func TestSlowServesNormally(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.Script("*", graphtest.Slow(3*time.Second))
		start := time.Now()
		reply := get(t, srv, "/"+graphtest.WABAID)
		require.Equal(t, http.StatusOK, reply.Status)
		require.Equal(t, 3*time.Second, time.Since(start))
		require.True(t, srv.Requests()[0].Faulted)
	})
}

func TestClientTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.Script("*", graphtest.Slow(time.Hour))
		client := srv.Client()
		client.Timeout = time.Minute
		_, err := client.Do(newRequest(t, http.MethodGet, "/"+graphtest.WABAID))
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestCancelledWhileReadingTheReply(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	response, err := graphtest.New().Client().Do(newRequest(t, http.MethodGet, "/"+graphtest.WABAID).WithContext(ctx))
	require.NoError(t, err)
	defer response.Body.Close()
	cancel()
	_, err = io.ReadAll(response.Body)
	require.ErrorIs(t, err, context.Canceled)
}

// stuckBody blocks until it is closed.
type stuckBody struct {
	closed chan struct{}
	once   atomic.Bool
}

func (b *stuckBody) Read([]byte) (int, error) {
	<-b.closed
	return 0, errors.New("closed")
}

func (b *stuckBody) Close() error {
	if b.once.CompareAndSwap(false, true) {
		close(b.closed)
	}
	return nil
}

func TestCancelledWhileSendingTheBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		body := &stuckBody{closed: make(chan struct{})}
		request := newRequest(t, "POST", "/"+graphtest.WABAID+"/assigned_users").WithContext(ctx)
		request.Body = body

		_, err := graphtest.New().Client().Do(request)

		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.True(t, body.once.Load(), "the transport closes the body")
	})
}

func TestRequestBodyIsClosed(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphtest.Fault{
		"served":  graphtest.Pass(),
		"refused": graphtest.Refused(),
		"dropped": graphtest.DropBefore(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.Script("*", fault)
			body := &countingBody{Reader: strings.NewReader("user=1")}
			request := newRequest(t, "POST", "/"+graphtest.WABAID+"/assigned_users")
			request.Body = body
			response, err := srv.Client().Do(request)
			if err == nil {
				response.Body.Close()
			}
			require.Positive(t, body.closed.Load())
		})
	}
}

type countingBody struct {
	io.Reader
	closed atomic.Int32
}

func (b *countingBody) Close() error {
	b.closed.Add(1)
	return nil
}

func TestContentLengthMustMatchTheBody(t *testing.T) {
	t.Parallel()
	request := newRequest(t, "POST", "/"+graphtest.WABAID+"/assigned_users", form("user", "1"))
	request.ContentLength = 3
	_, err := graphtest.New().Client().Do(request)
	require.ErrorContains(t, err, "ContentLength=3 with Body length 6")
}

func TestBodyThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	request := newRequest(t, "POST", "/"+graphtest.WABAID+"/assigned_users")
	request.Body = io.NopCloser(io.MultiReader(strings.NewReader("user"), failing{broken}))
	_, err := graphtest.New().Client().Do(request)
	require.ErrorIs(t, err, broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestUserAgentIsTheOneNetHTTPWouldSend(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	get(t, srv, "/"+graphtest.WABAID)
	named := newRequest(t, http.MethodGet, "/"+graphtest.WABAID)
	named.Header.Set("User-Agent", "console/1")
	do(t, srv.Client(), named)
	silent := newRequest(t, http.MethodGet, "/"+graphtest.WABAID)
	silent.Header.Set("User-Agent", "")
	do(t, srv.Client(), silent)

	requests := srv.Requests()
	require.Equal(t, "Go-http-client/1.1", requests[0].Header.Get("User-Agent"))
	require.Equal(t, "console/1", requests[1].Header.Get("User-Agent"))
	require.NotContains(t, requests[2].Header, "User-Agent")
	require.Equal(t, []string{""}, silent.Header["User-Agent"], "the caller's request is unchanged")
}
