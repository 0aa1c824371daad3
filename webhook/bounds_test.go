package webhook_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// Whatever a body makes many of, it is refused before it costs much memory.
func TestBodiesOfTooManyElements(t *testing.T) {
	t.Parallel()
	many := func(element string) string { return strings.Repeat(element+",", 40) + element }
	for name, body := range map[string]string{
		"entries":         `{"entry":[` + many(`{}`) + `]}`,
		"changes":         `{"entry":[{"changes":[` + many(`{}`) + `]}]}`,
		"odd changes":     `{"entry":[{` + many(`"changes":7`) + `}]}`,
		"values":          `{"entry":[{"changes":[{` + many(`"value":7`) + `}]}]}`,
		"account values":  `{"entry":[{"changes":[{"field":"security",` + many(`"value":{}`) + `}]}]}`,
		"messages":        string(messageBody(`"messages":[` + many(`{}`) + `]`)),
		"single messages": string(messageBody(many(`"messages":{}`))),
		"contacts":        string(messageBody(`"contacts":[` + many(`{}`) + `]`)),
		"errors of one":   string(messageBody(`"messages":[{"errors":[` + many(`{}`) + `]}]`)),
		"chat history":    string(fieldBody("history", `{"history":[{"threads":[{"messages":[`+many(`{}`)+`]}]}]}`)),
		"late field":      `{"entry":[{"changes":[{"value":{"state_sync":[` + many(`{}`) + `]},"field":"smb_app_state_sync"}]}]}`,
		"unknown lists":   string(messageBody(`"holograms":[` + many(`[]`) + `]`)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, func(c *webhook.Config) { c.MaxElements = 40 }, nil)
			assert.Equal(t, http.StatusRequestEntityTooLarge, r.post(t, []byte(body)).Code)
			assert.Empty(t, r.events)
			require.Len(t, r.errors, 1)
			assert.ErrorIs(t, r.errors[0], webhook.ErrTooLarge)
			assert.EqualError(t, r.errors[0], "webhook: body too large: more than 40 elements")

			r = newReceiver(t, func(c *webhook.Config) { c.MaxElements = 47 }, nil)
			assert.Equal(t, http.StatusOK, r.post(t, []byte(body)).Code)
		})
	}
}

// A change that names its field late is read twice, and counted once.
func TestElementsAreCountedOnce(t *testing.T) {
	t.Parallel()
	var changes []string
	for i := range 10 {
		field, value := "security", `{}`
		if i%2 == 0 {
			field, value = "messages", `{"messages":[{},{}]}`
		}
		changes = append(changes, `{"value":`+value+`,"field":"`+field+`"}`)
	}
	body := []byte(`{"entry":[{"changes":[` + strings.Join(changes, ",") + `]}]}`)
	r := newReceiver(t, func(c *webhook.Config) { c.MaxElements = 21 }, nil) // 1 entry, 10 changes, 10 messages
	require.Equal(t, http.StatusOK, r.post(t, body).Code)
	require.Len(t, r.events, 15)
	r = newReceiver(t, func(c *webhook.Config) { c.MaxElements = 20 }, nil)
	require.Equal(t, http.StatusRequestEntityTooLarge, r.post(t, body).Code)
}

func TestParseIsBounded(t *testing.T) {
	t.Parallel()
	body := func(n int) []byte { return messageBody(`"messages":[` + strings.Repeat(`{},`, n-1) + `{}]`) }
	_, err := webhook.Parse(body(1_000_000))
	require.ErrorIs(t, err, webhook.ErrTooLarge)
	_, err = webhook.Parse(body(webhook.DefaultMaxElements - 2)) // besides an entry and a change
	require.NoError(t, err)
	_, err = webhook.Parse(body(webhook.DefaultMaxElements - 1))
	require.ErrorIs(t, err, webhook.ErrTooLarge)
}

func TestBodiesInFlightAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		proceed := make(chan struct{})
		r := newReceiver(t, func(c *webhook.Config) { c.MaxInFlight = 2 }, func(context.Context, webhook.Event) error {
			<-proceed
			return nil
		})
		answers := make(chan int, 2)
		for range 2 {
			go func() { answers <- r.post(t, textMessages(1)).Code }()
		}
		synctest.Wait()

		refused := r.post(t, textMessages(1))
		assert.Equal(t, http.StatusServiceUnavailable, refused.Code)
		assert.Equal(t, "Service Unavailable\n", refused.Body.String())
		assert.Equal(t, "1", refused.Header().Get("Retry-After"))
		require.Len(t, r.errors, 1)
		require.ErrorIs(t, r.errors[0], webhook.ErrBusy)
		require.Len(t, r.events, 2, "the callback was not called for it")

		forged := signed(t, textMessages(1))
		forged.Header.Del(webhook.SignatureHeader)
		assert.Equal(t, http.StatusUnauthorized, r.serve(forged).Code, "a forger cannot tell")

		close(proceed)
		assert.Equal(t, http.StatusOK, <-answers)
		assert.Equal(t, http.StatusOK, <-answers)
		for range 3 {
			require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code, "the places are free again")
		}
	})
}

func TestDefaultBodiesInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		proceed := make(chan struct{})
		r := newReceiver(t, nil, func(context.Context, webhook.Event) error { <-proceed; return nil })
		codes := make(chan int, 3000)
		for range cap(codes) {
			go func() { codes <- r.post(t, textMessages(1)).Code }()
		}
		synctest.Wait()
		require.Len(t, r.events, webhook.DefaultMaxInFlight)
		close(proceed)
		count := map[int]int{}
		for range cap(codes) {
			count[<-codes]++
		}
		require.Equal(t, map[int]int{
			http.StatusOK:                 webhook.DefaultMaxInFlight,
			http.StatusServiceUnavailable: cap(codes) - webhook.DefaultMaxInFlight,
		}, count)
	})
}

// A body that does not arrive in time is given up, whatever the server's own
// timeouts are.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                    string
		body, server, wantAfter time.Duration
	}{
		{"default", 0, 0, webhook.DefaultBodyTimeout},
		{"own", 3 * time.Second, 0, 3 * time.Second},
		{"server's is shorter", 3 * time.Second, 2 * time.Second, 2 * time.Second},
		{"server's is longer", 3 * time.Second, time.Minute, 3 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newReceiver(t, func(c *webhook.Config) { c.BodyTimeout = test.body }, nil)
				start := time.Now()
				answer := slowly(t, &http.Server{Handler: r, ReadTimeout: test.server}, textMessages(1))
				assert.Equal(t, http.StatusRequestTimeout, answer.StatusCode)
				assert.Equal(t, test.wantAfter, time.Since(start))
				require.Len(t, r.errors, 1)
				assert.ErrorIs(t, r.errors[0], webhook.ErrIncomplete)
				assert.ErrorIs(t, r.errors[0], os.ErrDeadlineExceeded)
				assert.Empty(t, r.events)
			})
		})
	}
}

// A request that is refused without its body is bounded too: net/http reads
// what is left of a body before it sends the answer.
func TestSlowBodiesThatAreRefused(t *testing.T) {
	t.Parallel()
	const length = "Host: example.com\r\nContent-Length: 100\r\n"
	for name, test := range map[string]struct {
		header string
		status int
	}{
		"no signature":    {"POST / HTTP/1.1\r\n" + length, http.StatusUnauthorized},
		"too large":       {"POST / HTTP/1.1\r\n" + length, http.StatusRequestEntityTooLarge},
		"another method":  {"PUT / HTTP/1.1\r\n" + length, http.StatusMethodNotAllowed},
		"a strange check": {"GET / HTTP/1.1\r\n" + length, http.StatusForbidden},
		"in chunks":       {"POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n", http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newReceiver(t, func(c *webhook.Config) {
					if test.status == http.StatusRequestEntityTooLarge {
						c.MaxBodyBytes = 99
					}
				}, nil)
				start := time.Now()
				client := connect(t, &http.Server{Handler: r})
				client.SetReadDeadline(start.Add(time.Hour))
				fmt.Fprint(client, test.header, "\r\n")
				answer, err := http.ReadResponse(bufio.NewReader(client), nil)
				require.NoError(t, err)
				defer answer.Body.Close()
				assert.Equal(t, test.status, answer.StatusCode)
				assert.Equal(t, webhook.DefaultBodyTimeout, time.Since(start))
			})
		})
	}
}

// The timeout is found behind wrapped ResponseWriters, and bounds only the
// body, not the callback.
func TestBodyTimeoutIsOfTheBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver(t, nil, func(ctx context.Context, _ webhook.Event) error {
			time.Sleep(2 * webhook.DefaultBodyTimeout)
			return ctx.Err()
		})
		wrapped := http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			r.ServeHTTP(struct{ wrappedWriter }{wrappedWriter{w}}, request)
		})
		body := textMessages(1)
		client := connect(t, &http.Server{Handler: wrapped})
		fmt.Fprint(client, header(body), string(body))
		answer, err := http.ReadResponse(bufio.NewReader(client), nil)
		require.NoError(t, err)
		defer answer.Body.Close()
		assert.Equal(t, http.StatusOK, answer.StatusCode)

		answer = slowly(t, &http.Server{Handler: wrapped}, body)
		assert.Equal(t, http.StatusRequestTimeout, answer.StatusCode)
	})
}

type wrappedWriter struct{ http.ResponseWriter }

func (w wrappedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// A body that is cut off is one of the documented errors.
func TestBodyThatIsCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver(t, nil, nil)
		client := connect(t, &http.Server{Handler: r})
		body := textMessages(1)
		fmt.Fprint(client, header(body), string(body[:20]))
		client.Close()
		synctest.Wait()
		require.Len(t, r.errors, 1)
		assert.ErrorIs(t, r.errors[0], webhook.ErrIncomplete)
		assert.ErrorIs(t, r.errors[0], webhook.ErrMalformed)
		assert.ErrorIs(t, r.errors[0], io.ErrUnexpectedEOF)
	})
}

// slowly sends half of a body, and returns the answer.
func slowly(t *testing.T, server *http.Server, body []byte) *http.Response {
	t.Helper()
	client := connect(t, server)
	fmt.Fprint(client, header(body), string(body[:len(body)/2]))
	answer, err := http.ReadResponse(bufio.NewReader(client), nil)
	require.NoError(t, err)
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func header(body []byte) string {
	return fmt.Sprintf("POST /webhook HTTP/1.1\r\nHost: example.com\r\nContent-Length: %d\r\n%s: %s\r\n\r\n",
		len(body), webhook.SignatureHeader, webhook.Sign(body, secret))
}

// connect returns a connection in memory to a server, inside a bubble.
func connect(t *testing.T, server *http.Server) net.Conn {
	t.Helper()
	client, accepted := net.Pipe()
	listener := &pipeListener{conns: make(chan net.Conn, 1), closed: make(chan struct{})}
	listener.conns <- accepted
	go server.Serve(listener)
	t.Cleanup(func() {
		client.Close()
		server.Close()
		time.Sleep(time.Second) // net/http lingers for half a second before it closes
	})
	return client
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	close(l.closed)
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// An error that another delivery cannot mend is reported, and the event done.
func TestPermanentErrors(t *testing.T) {
	t.Parallel()
	failure := errors.New("the user has blocked the business")
	require.NoError(t, webhook.Permanent(nil))
	require.False(t, webhook.IsPermanent(failure))
	require.False(t, webhook.IsPermanent(nil))
	require.True(t, webhook.IsPermanent(fmt.Errorf("replying: %w", webhook.Permanent(failure))))
	require.EqualError(t, webhook.Permanent(failure), failure.Error())

	calls := 0
	deduplicated := webhook.Deduplicate(webhook.NewMemoryStore(0, 0), func(context.Context, webhook.Event) error {
		calls++
		return webhook.Permanent(failure)
	})
	r := newReceiver(t, nil, deduplicated)
	for range 3 {
		require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code)
	}
	require.Equal(t, 1, calls)
	require.Len(t, r.errors, 1)
	require.ErrorIs(t, r.errors[0], failure)
}
