package whatsapp_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestAttemptTimeoutIsNotTheCallersCancellation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(hang, answer(200, success))
		client := newClient(t, server, whatsapp.WithAttemptTimeout(5*time.Second))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatSafe), "the next attempt gets a timeout of its own")
		assert.Equal(t, 2, server.count())
	})
	synctest.Test(t, func(t *testing.T) {
		server := script(hang)
		err := do(t.Context(), newClient(t, server, whatsapp.WithAttemptTimeout(5*time.Second)), whatsapp.RepeatUnsafe)
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "attempt timeout of 5s")
		timeout, ok := errors.AsType[interface {
			error
			Timeout() bool
		}](err)
		require.True(t, ok)
		assert.True(t, timeout.Timeout())
	})
}

func TestAttemptTimeoutCoversTheBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		endless := func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, "")(request)
			response.ContentLength = -1
			response.Body = io.NopCloser(waitingReader{request.Context()})
			return response, err
		}
		server := script(endless)
		started := time.Now()
		err := do(t.Context(), newClient(t, server, whatsapp.WithAttemptTimeout(5*time.Second)), whatsapp.RepeatUnsafe)
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		require.ErrorContains(t, err, "attempt timeout")
		assert.Equal(t, 5*time.Second, time.Since(started))
		assert.Zero(t, server.openBodies())
	})
}

// waitingReader gives nothing until the request's context ends.
type waitingReader struct{ ctx context.Context }

func (r waitingReader) Read([]byte) (int, error) {
	<-r.ctx.Done()
	return 0, r.ctx.Err()
}

// A body that keeps coming in small parts has the time of one attempt, unless
// it is the file that was asked for.
func TestAttemptTimeoutCoversASlowBody(t *testing.T) {
	t.Parallel()
	slow := func(status int, body string, header ...string) step {
		return func(request *http.Request) (*http.Response, error) {
			response, err := answer(status, body, header...)(request)
			response.Body = io.NopCloser(iotest.OneByteReader(readerFunc(func(buffer []byte) (int, error) {
				select {
				case <-time.After(4 * time.Second):
				case <-request.Context().Done():
					return 0, context.Cause(request.Context())
				}
				if body == "" {
					return 0, io.EOF
				}
				buffer[0], body = body[0], body[1:]
				return 1, nil
			})))
			return response, err
		}
	}
	timeout := whatsapp.WithAttemptTimeout(10 * time.Second)
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		err := do(t.Context(), newClient(t, script(slow(200, success)), timeout), whatsapp.RepeatUnsafe)
		require.ErrorContains(t, err, "the attempt timeout of 10s")
		require.Equal(t, 10*time.Second, time.Since(started))
	})
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		server := &linkServer{scripted: script(slow(500, "an error page of a proxy"))}
		_, err := newClient(t, server, timeout).Media.Download(t.Context(), mediaID, io.Discard, nil, whatsapp.WithMaxRetries(0))
		require.ErrorContains(t, err, "the attempt timeout of 10s")
		require.Equal(t, 10*time.Second, time.Since(started))
	})
	synctest.Test(t, func(t *testing.T) {
		server := &linkServer{scripted: script(slow(200, tenBytes))}
		_, err := newClient(t, server, timeout).Media.Download(t.Context(), mediaID, io.Discard, nil, whatsapp.WithMaxRetries(0))
		require.NoError(t, err)
	})
}

// A caller may take its time before it reads a file, and between its parts.
func TestAFileWaitsForItsReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &linkServer{scripted: script(func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, tenBytes)(request)
			body := response.Body
			response.Body = io.NopCloser(readerFunc(func(buffer []byte) (int, error) {
				if err := context.Cause(request.Context()); err != nil {
					return 0, err
				}
				return body.Read(buffer[:1])
			}))
			return response, err
		})}
		stream, err := newClient(t, server).Media.Open(t.Context(), mediaID)
		require.NoError(t, err)
		for range tenBytes {
			time.Sleep(time.Hour)
			_, err = stream.Read(make([]byte, 1))
			require.NoError(t, err)
		}
		require.NoError(t, stream.Close())
	})
}

// A transport of the caller's own may leave out the body of an answer.
func TestAnswersWithoutABody(t *testing.T) {
	t.Parallel()
	client := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Request: request}, nil
	}))
	require.ErrorContains(t, do(t.Context(), client, whatsapp.RepeatUnsafe), "HTTP 404")
}

// A transport that breaks its contract fails the call, and not the program.
func TestTransportsThatReturnNothing(t *testing.T) {
	t.Parallel()
	client := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil }), whatsapp.WithMaxRetries(0)) //nolint:nilnil // on purpose
	err := do(t.Context(), client, whatsapp.RepeatUnsafe)
	require.ErrorContains(t, err, "the HTTP transport returned neither a response nor an error")
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
}

func TestCallersDeadlineIsTheCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := do(ctx, newClient(t, script(hang)), whatsapp.RepeatSafe)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		repeat  whatsapp.Repeat
		unknown bool
	}{
		"success to a read": {200, whatsapp.RepeatSafe, false},
		"success to a send": {200, whatsapp.RepeatUnsafe, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var read atomic.Int64
			server := script(func(request *http.Request) (*http.Response, error) {
				response, err := answer(test.status, "")(request)
				response.ContentLength = -1
				response.Body = io.NopCloser(&endlessReader{read: &read})
				return response, err
			})
			err := do(t.Context(), newClient(t, server), test.repeat)
			require.ErrorContains(t, err, "larger than 16 MiB")
			failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
			require.True(t, ok)
			assert.Len(t, failure.Body, 1<<20)
			assert.Equal(t, test.unknown, errors.Is(err, whatsapp.ErrOutcomeUnknown))
			assert.Equal(t, 1, server.count(), "reading it again would be no better")
			assert.Less(t, read.Load(), int64(17<<20))
			assert.Zero(t, server.openBodies())
		})
	}
}

func TestEndlessErrorIsCut(t *testing.T) {
	t.Parallel()
	var read atomic.Int64
	server := script(func(request *http.Request) (*http.Response, error) {
		response, err := answer(400, "")(request)
		response.ContentLength = -1
		response.Body = io.NopCloser(&endlessReader{read: &read})
		return response, err
	})
	var captured whatsapp.Response
	err := do(t.Context(), newClient(t, server), whatsapp.RepeatSafe, whatsapp.CaptureResponse(&captured))
	failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
	require.True(t, ok)
	assert.Len(t, failure.Body, 1<<20)
	assert.Len(t, captured.Body, 1<<20)
	assert.Less(t, len(err.Error()), 1000)
	assert.Less(t, read.Load(), int64(2<<20))
}

type endlessReader struct{ read *atomic.Int64 }

func (r *endlessReader) Read(buffer []byte) (int, error) {
	for i := range buffer {
		buffer[i] = ' '
	}
	r.read.Add(int64(len(buffer)))
	return len(buffer), nil
}

// A failure or a cancellation must not throw away the connections of others.
func TestConnectionPoolSurvivesFailures(t *testing.T) {
	t.Parallel()
	var status atomic.Int64
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(int(status.Load()))
		io.WriteString(w, success)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)

	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	for _, code := range []int64{200, 500, 400, 503, 200} {
		status.Store(code)
		err := do(t.Context(), client, whatsapp.RepeatUnsafe)
		assert.Equal(t, code == 200, err == nil)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, do(canceled, client, whatsapp.RepeatUnsafe))
	status.Store(200)
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	assert.Equal(t, int64(1), connections.Load())
}

func TestManyGoroutinesShareOnePool(t *testing.T) {
	t.Parallel()
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, success)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for range 20 {
				assert.NoError(t, do(t.Context(), client, whatsapp.RepeatSafe))
			}
		})
	}
	group.Wait()
	assert.LessOrEqual(t, connections.Load(), int64(250), "idle connections are kept, not reopened for each call")
}

func TestTwoHundredGoroutines(t *testing.T) {
	t.Parallel()
	server := script(func(request *http.Request) (*http.Response, error) {
		return answer(200, `{"id":"`+strings.TrimPrefix(request.URL.Path, "/v23.0/")+`"}`)(request)
	})
	client := newClient(t, server)
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			id := strings.Repeat("7", i+1)
			bot, err := client.Bots.Get(t.Context(), id)
			if assert.NoError(t, err) {
				assert.Equal(t, id, bot.ID, "answers are not mixed up")
			}
		})
	}
	group.Wait()
	assert.Zero(t, server.openBodies())
}

// The token must not follow a redirect, to any host and at any status.
func TestRedirectsAreRefused(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int64
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Add(1) }))
	t.Cleanup(thief.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+"/?access_token=EAAsecret", status)
		}))
		client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
		require.NoError(t, err)
		_, err = client.Bots.Get(t.Context(), "1")
		require.ErrorContains(t, err, "the server redirects to "+strings.TrimPrefix(thief.URL, "http://"))
		require.NotContains(t, err.Error(), "EAAsecret")
		server.Close()
	}
	assert.Zero(t, stolen.Load())
}

func TestCallersHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	called := false
	mine := &http.Client{
		Transport:     script(answer(302, "", "Location", "https://elsewhere.test/")),
		CheckRedirect: func(*http.Request, []*http.Request) error { called = true; return nil },
		Timeout:       time.Minute,
	}
	transport := mine.Transport
	client, err := whatsapp.NewClient(testToken, whatsapp.WithHTTPClient(mine))
	require.NoError(t, err)
	require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	assert.False(t, called)
	assert.Same(t, transport, mine.Transport)
	assert.NotNil(t, mine.CheckRedirect)
}

// net/http itself repeats a POST that has an idempotency key.
func TestNoIdempotencyKey(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	require.NoError(t, do(t.Context(), newClient(t, server), whatsapp.RepeatUnsafe))
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		assert.NotContains(t, server.requests[0].Header, name)
	}
}

// A server that drops each connection after processing must see a send once.
func TestSendsAreNotDuplicatedOverSockets(t *testing.T) {
	t.Parallel()
	for name, drop := range map[string]func(w http.ResponseWriter){
		"before an answer": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"after the header": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"succ`)
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var processed atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				if processed.Add(1) > 1 {
					drop(w)
				}
				io.WriteString(w, success)
			}))
			t.Cleanup(server.Close)
			client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
			require.NoError(t, err)
			require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe), "the connection is now idle in the pool")
			for range 5 {
				require.ErrorIs(t, do(t.Context(), client, whatsapp.RepeatUnsafe), whatsapp.ErrOutcomeUnknown)
			}
			assert.Equal(t, int64(6), processed.Load())
		})
	}
}

// The body of HTTP 101 is the connection, which nobody ends.
func TestSwitchingProtocolsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: thing\r\n\r\n")
		io.Copy(io.Discard, connection)
		connection.Close()
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL), whatsapp.WithAttemptTimeout(2*time.Second))
	require.NoError(t, err)
	err = do(t.Context(), client, whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "HTTP 101")
}
