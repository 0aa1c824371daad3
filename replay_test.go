package whatsapp_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Frames of HTTP/2 (RFC 9113), as far as these tests need them.
const (
	frameData     = 0x0
	frameHeaders  = 0x1
	frameReset    = 0x3
	frameSettings = 0x4
	frameGoAway   = 0x7
	flagEndStream = 0x1
	flagAck       = 0x1
)

// failingHTTP2 counts the complete requests that it reads, and answers each with
// one frame: the reset of its stream, or GOAWAY.
type failingHTTP2 struct {
	answer   byte
	code     uint32
	requests atomic.Int64
}

func (f *failingHTTP2) serve(connection net.Conn) {
	defer connection.Close()
	if _, err := io.ReadFull(connection, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	writeFrame(connection, frameSettings, 0, 0, nil)
	header := make([]byte, 9)
	for {
		if _, err := io.ReadFull(connection, header); err != nil {
			return
		}
		length := int64(header[0])<<16 | int64(header[1])<<8 | int64(header[2])
		if _, err := io.CopyN(io.Discard, connection, length); err != nil {
			return
		}
		kind, flags, stream := header[3], header[4], binary.BigEndian.Uint32(header[5:])
		switch {
		case kind == frameSettings && flags&flagAck == 0:
			writeFrame(connection, frameSettings, flagAck, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
			f.requests.Add(1)
			if f.answer == frameGoAway {
				writeFrame(connection, frameGoAway, 0, 0, binary.BigEndian.AppendUint32(make([]byte, 4), f.code))
				return
			}
			writeFrame(connection, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, f.code))
		}
	}
}

func writeFrame(connection net.Conn, kind, flags byte, stream uint32, payload []byte) {
	frame := []byte{0, 0, byte(len(payload)), kind, flags}
	frame = binary.BigEndian.AppendUint32(frame, stream)
	connection.Write(append(frame, payload...))
}

// start listens with TLS and returns a client of the server.
func (f *failingHTTP2) start(t *testing.T) *whatsapp.Client {
	t.Helper()
	pattern := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate and the trust in it
	transport := pattern.Client().Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2 = true
	certificates := pattern.TLS.Certificates
	pattern.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12})
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go f.serve(connection)
		}
	}()
	t.Cleanup(transport.CloseIdleConnections)
	client, err := whatsapp.NewClient(testToken,
		whatsapp.WithHTTPClient(&http.Client{Transport: transport}), whatsapp.WithBaseURL("https://"+listener.Addr().String()))
	require.NoError(t, err)
	return client
}

// Over HTTP/2, net/http sends a request again by itself after some errors of the
// peer, whatever the method.
func TestHTTP2DoesNotRepeatWhatIsSentOnce(t *testing.T) {
	t.Parallel()
	const protocolError, refusedStream = 0x1, 0x7
	servers := map[string]func() *failingHTTP2{
		"protocol error": func() *failingHTTP2 { return &failingHTTP2{answer: frameReset, code: protocolError} },
		"refused stream": func() *failingHTTP2 { return &failingHTTP2{answer: frameReset, code: refusedStream} },
		"go away":        func() *failingHTTP2 { return &failingHTTP2{answer: frameGoAway} },
	}
	operations := map[string]whatsapp.Operation{
		"with a body":    {Method: "POST", Path: []string{"1"}, Body: map[string]int{"a": 1}},
		"without a body": {Method: "POST", Path: []string{"1"}},
		"single use":     {Method: "POST", Path: []string{"1"}, Body: map[string]int{"a": 1}, Repeat: whatsapp.RepeatNever},
		"single-use GET": {Method: "GET", Path: []string{"1"}, Repeat: whatsapp.RepeatNever},
	}
	for serverName, newServer := range servers {
		for operationName, op := range operations {
			t.Run(serverName+" "+operationName, func(t *testing.T) {
				t.Parallel()
				server := newServer()
				err := server.start(t).Do(t.Context(), op, nil)
				require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				assert.Equal(t, int64(1), server.requests.Load())
			})
		}
	}
}

// Over HTTP/1, net/http sends a GET again when a kept connection fails.
func TestHTTP1DoesNotRepeatASingleUseGET(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, success)
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	op := whatsapp.Operation{Method: "GET", Path: []string{"1"}, Repeat: whatsapp.RepeatNever}
	require.NoError(t, client.Do(t.Context(), op, nil), "the connection is now kept")
	require.ErrorIs(t, client.Do(t.Context(), op, nil), whatsapp.ErrOutcomeUnknown)
	assert.Equal(t, int64(2), requests.Load())
}
