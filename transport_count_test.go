package whatsapp_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A counter is a server that fails at random and knows what it has done.
type counter struct {
	mutex     sync.Mutex
	random    *rand.Rand
	arrived   map[string]int
	processed map[string]int
}

func newCounter(seed uint64) *counter {
	return &counter{random: rand.New(rand.NewPCG(seed, 1)), arrived: map[string]int{}, processed: map[string]int{}}
}

func (c *counter) pick(n int) int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.random.IntN(n)
}

func (c *counter) note(counts map[string]int, id string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	counts[id]++
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	id := string(body)
	c.note(c.arrived, id)
	refuse := func(status int, body string) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
	switch c.pick(16) {
	case 0:
		panic(http.ErrAbortHandler)
	case 1:
		c.note(c.processed, id)
		panic(http.ErrAbortHandler)
	case 2:
		c.note(c.processed, id)
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, `{"succ`)
		panic(http.ErrAbortHandler)
	case 3:
		c.note(c.processed, id)
		refuse(502, "<html>Bad Gateway</html>")
	case 4:
		c.note(c.processed, id)
		refuse(500, graphError("131000"))
	case 5:
		c.note(c.processed, id)
		w.Header().Set("Location", "/elsewhere")
		refuse(303, "")
	case 6:
		refuse(400, graphError("130429"))
	case 7:
		refuse(500, graphError("131057"))
	case 8, 9:
		w.Header().Set("Connection", "close") // GOAWAY over HTTP/2
		fallthrough
	default:
		c.note(c.processed, id)
		io.WriteString(w, success)
	}
}

// doom closes some connections before the handshake, and with cut some others
// after a number of bytes.
func (c *counter) doom(cut bool) func(net.Conn) net.Conn {
	return func(connection net.Conn) net.Conn {
		switch fault := c.pick(8); {
		case fault == 0:
			connection.Close()
		case fault < 4 && cut:
			left := new(atomic.Int64)
			left.Store(int64(500 + c.pick(5000)))
			return &cutConnection{connection, left}
		}
		return connection
	}
}

type cutConnection struct {
	net.Conn
	left *atomic.Int64
}

func (c *cutConnection) Read(buffer []byte) (int, error) {
	count, err := c.Conn.Read(buffer)
	if c.left.Add(int64(-count)) < 0 {
		c.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return count, err
}

type doomingListener struct {
	net.Listener
	doom func(net.Conn) net.Conn
}

func (l doomingListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.doom(connection), nil
}

// Whatever fails, nothing is processed twice, and where no connection is cut,
// nothing counts as unknown that has not reached the server.
func TestSendsAreCountedAtTheServer(t *testing.T) {
	t.Parallel()
	const sends, lanes = 320, 8
	for _, http2 := range []bool{false, true} {
		for _, cut := range []bool{false, true} {
			t.Run(fmt.Sprintf("http2=%v cut=%v", http2, cut), func(t *testing.T) {
				t.Parallel()
				count := newCounter(uint64(len(t.Name())))
				server := httptest.NewUnstartedServer(count)
				server.Listener = doomingListener{server.Listener, count.doom(cut)}
				server.EnableHTTP2 = http2
				server.Config.ErrorLog = log.New(io.Discard, "", 0)
				server.StartTLS()
				t.Cleanup(server.Close)
				policy := whatsapp.RetryPolicy{MaxRetries: 50, BaseWait: time.Microsecond, Budget: 1 << 20}
				client, err := whatsapp.NewClient(testToken, whatsapp.WithHTTPClient(server.Client()),
					whatsapp.WithBaseURL(server.URL), whatsapp.WithRetryPolicy(policy))
				require.NoError(t, err)

				outcomes := make([]error, sends)
				var lane sync.WaitGroup
				for first := range lanes {
					lane.Go(func() {
						for id := first; id < sends; id += lanes {
							op := whatsapp.Operation{Method: "POST", Path: []string{"1"}, Body: id}
							outcomes[id] = client.Do(t.Context(), op, nil)
						}
					})
				}
				lane.Wait()
				count.check(t, outcomes, cut)
			})
		}
	}
}

func (c *counter) check(t *testing.T, outcomes []error, cut bool) {
	t.Helper()
	unknown := 0
	for i, err := range outcomes {
		id := strconv.Itoa(i)
		assert.LessOrEqual(t, c.processed[id], 1, "sent twice")
		switch {
		case err == nil:
			assert.Equal(t, 1, c.processed[id], "a success that the server knows nothing about")
		case errors.Is(err, whatsapp.ErrOutcomeUnknown):
			unknown++
			if !cut {
				assert.Positive(t, c.arrived[id], "unknown, but it never left: %v", err)
			}
		default:
			assert.Zero(t, c.processed[id], "refused, but it was processed: %v", err)
		}
	}
	require.Positive(t, unknown, "the server has failed")
	t.Logf("%d sends, %d unknown", len(outcomes), unknown)
}
