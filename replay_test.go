package whatsapp_test

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Frames of HTTP/2 (RFC 9113), as far as these tests need them.
const (
	frameData      = 0x0
	frameHeaders   = 0x1
	frameReset     = 0x3
	frameSettings  = 0x4
	frameGoAway    = 0x7
	flagEndStream  = 0x1
	flagAck        = 0x1
	flagEndHeaders = 0x4
)

// Error codes of HTTP/2.
const (
	codeNone            = 0x0
	codeProtocol        = 0x1
	codeInternal        = 0x2
	codeRefusedStream   = 0x7
	codeCancel          = 0x8
	codeEnhanceYourCalm = 0xb
)

// failingHTTP2 counts the complete requests that it reads. It answers one of
// them with a fault and the others with success.
type failingHTTP2 struct {
	warm     int64 // the number of requests before the fault
	fault    http2Fault
	requests atomic.Int64
}

// An http2Fault does something to a connection or to a stream of it, and says
// whether the connection ends.
type http2Fault func(connection net.Conn, stream uint32) (ends bool)

func resetStream(code uint32) http2Fault {
	return func(connection net.Conn, stream uint32) bool {
		writeFrame(connection, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
		return false
	}
}

// goAway sends a GOAWAY. Left is the number of streams that were not processed.
func goAway(left, code uint32, debug string) http2Fault {
	return func(connection net.Conn, stream uint32) bool {
		last := int64(stream) - 2*int64(left)
		payload := binary.BigEndian.AppendUint32(nil, uint32(max(0, last)))
		payload = append(binary.BigEndian.AppendUint32(payload, code), debug...)
		writeFrame(connection, frameGoAway, 0, 0, payload)
		return true
	}
}

func closeConnection(net.Conn, uint32) bool { return true }

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
			if f.requests.Add(1) != f.warm+1 {
				writeFrame(connection, frameHeaders, flagEndHeaders, stream, []byte{0x88}) // :status 200
				writeFrame(connection, frameData, flagEndStream, stream, []byte(success))
			} else if f.fault(connection, stream) {
				return
			}
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
	go acceptAll(listener, f.serve)
	t.Cleanup(transport.CloseIdleConnections)
	client, err := whatsapp.NewClient(testToken,
		whatsapp.WithHTTPClient(&http.Client{Transport: transport}), whatsapp.WithBaseURL("https://"+listener.Addr().String()),
		whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: time.Microsecond}))
	require.NoError(t, err)
	return client
}

// A server that says goodbye over HTTP/2 may or may not have processed the
// request. Where it says that it has not, the request is sent again; where it
// says anything else, the outcome is unknown. net/http sends nothing by itself.
func TestGoodbyesOverHTTP2(t *testing.T) {
	t.Parallel()
	const quoted = "http2: Transport: cannot retry err [http2: Transport received Server's graceful shutdown GOAWAY]" +
		" after Request.Body was written; define Request.GetBody to avoid this error"
	tests := []struct {
		name  string
		fault http2Fault
		again bool
	}{
		{"refused stream", resetStream(codeRefusedStream), true},
		{"shutdown", goAway(1, codeNone, ""), true},
		{"calm", goAway(1, codeEnhanceYourCalm, ""), true},
		{"shutdown of everything", goAway(1<<20, codeNone, ""), true},
		{"protocol error", resetStream(codeProtocol), false},
		{"internal error", resetStream(codeInternal), false},
		{"cancel", resetStream(codeCancel), false},
		{"reset without an error", resetStream(codeNone), false},
		{"reset with an unknown code", resetStream(0x99), false},
		{"shutdown after this stream", goAway(0, codeNone, ""), false},
		{"calm after this stream", goAway(0, codeEnhanceYourCalm, ""), false},
		{"forged", goAway(0, codeNone, quoted), false},
		{"closed", closeConnection, false},
	}
	for _, test := range tests {
		for _, warm := range []int64{0, 2} {
			for _, repeat := range notSafe {
				t.Run(fmt.Sprintf("%s warm=%d %d", test.name, warm, repeat), func(t *testing.T) {
					t.Parallel()
					server := &failingHTTP2{fault: test.fault, warm: warm}
					client := server.start(t)
					for range warm {
						require.NoError(t, do(t.Context(), client, repeat))
					}
					err := do(t.Context(), client, repeat)
					if test.again {
						require.NoError(t, err)
						assert.Equal(t, warm+2, server.requests.Load())
					} else {
						require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
						assert.Equal(t, warm+1, server.requests.Load())
					}
				})
			}
		}
	}
}

// net/http can send a request without a body again without asking anybody, so
// that such requests are ended before. What the server has said is lost then.
func TestNothingIsReplayedOverHTTP2(t *testing.T) {
	t.Parallel()
	operations := map[string]whatsapp.Operation{
		"without a body": {Method: "POST", Path: []string{"1"}},
		"single-use GET": {Method: "GET", Path: []string{"1"}, Repeat: whatsapp.RepeatNever},
	}
	faults := map[string]http2Fault{
		"protocol error": resetStream(codeProtocol), "refused stream": resetStream(codeRefusedStream), "shutdown": goAway(1, codeNone, ""),
	}
	for operationName, op := range operations {
		for faultName, fault := range faults {
			t.Run(faultName+" "+operationName, func(t *testing.T) {
				t.Parallel()
				server := &failingHTTP2{fault: fault}
				require.ErrorIs(t, server.start(t).Do(t.Context(), op, nil), whatsapp.ErrOutcomeUnknown)
				assert.Equal(t, int64(1), server.requests.Load())
			})
		}
	}
}

// A client that knows its server by HTTP/1 lets net/http have the body a second
// time. That must not send anything twice when the server changes over to
// HTTP/2.
func TestNothingIsReplayedAfterHTTP1(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, success) }))
	t.Cleanup(plain.Close)
	server := &failingHTTP2{fault: resetStream(codeProtocol)}
	client := server.start(t)
	before, err := client.Clone(whatsapp.WithBaseURL(plain.URL))
	require.NoError(t, err)
	require.NoError(t, do(t.Context(), before, whatsapp.RepeatUnsafe))
	require.ErrorIs(t, do(t.Context(), client, whatsapp.RepeatUnsafe), whatsapp.ErrOutcomeUnknown)
	assert.Equal(t, int64(1), server.requests.Load())
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

// The errors of net/http have no types. Whole texts are known, and a text that
// is not proves nothing.
func TestTextsOfGoodbyes(t *testing.T) {
	t.Parallel()
	quote := func(inner string) string {
		return "http2: Transport: cannot retry err [" + inner + "] after Request.Body was written; define Request.GetBody to avoid this error"
	}
	const shutdown = "http2: Transport received Server's graceful shutdown GOAWAY"
	const refused = "stream error: stream ID 5; REFUSED_STREAM; received from peer"
	texts := map[string]bool{
		quote(shutdown): true,
		quote(refused):  true,
		"http2: Transport received GOAWAY from server ErrCode:ENHANCE_YOUR_CALM": true,
		"http: server closed idle connection":                                    true,
		"net/http: cannot rewind body after connection loss":                     true,

		shutdown:              false, // seen before the body was read
		refused:               false,
		"x" + quote(refused):  false,
		quote(refused) + "x":  false,
		quote("x" + refused):  false,
		quote(shutdown + "x"): false,
		quote(""):             false,
		quote("stream error: stream ID 5; PROTOCOL_ERROR; received from peer"):    false,
		quote("stream error: stream ID 5; REFUSED_STREAM"):                        false,
		quote("stream error: stream ID 5; x; REFUSED_STREAM; received from peer"): false,
		"proxy: http: server closed idle connection":                              false,
	}
	for text, again := range texts {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(fail(errors.New(text)), answer(200, success))
				err := do(t.Context(), newClient(t, server), whatsapp.RepeatUnsafe)
				if again {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				}
			})
		})
	}
}
