package whatsapp_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A server that fails after it has stored the file stores it once.
func TestUploadsAreNotDuplicated(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(http.ResponseWriter){
		"drops the connection": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"drops the answer": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"id":"48`)
			panic(http.ErrAbortHandler)
		},
		"says nothing":         func(w http.ResponseWriter) { io.WriteString(w, "{}") },
		"fails":                func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
		"fails without a word": func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := newUploadCounter(t)
			counter.then = then
			client := counter.client(t)
			const uploads = 5
			for range uploads {
				_, err := client.Media.UploadBytes(t.Context(), phoneNumberID, "note.txt", []byte(strings.Repeat("a", 1<<20)))
				require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			}
			require.EqualValues(t, uploads, counter.whole.Load())
			require.EqualValues(t, uploads, counter.begun.Load())
		})
	}
}

// A server that breaks off in the middle of a body sees no second attempt.
func TestUploadsThatBreakOffAreNotRepeated(t *testing.T) {
	t.Parallel()
	var begun atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		begun.Add(1)
		io.CopyN(io.Discard, r.Body, 100000)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	_, err = client.Media.UploadBytes(t.Context(), phoneNumberID, "note.txt", []byte(strings.Repeat("a", 16<<20)))
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.EqualValues(t, 1, begun.Load())
}

// After Upload has returned, nobody reads the caller's file any more or reports
// progress. Only the race detector sees what comes too late.
func TestFilesAreLeftAloneAfterTheCall(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden) // without reading the body
		io.WriteString(w, graphError("10"))
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	for range 20 {
		reads, reports := 0, 0 // not guarded: the race detector watches
		progress := func(int64, int64) { reports++ }
		file := whatsapp.File{Size: 64 << 20, MIMEType: "text/plain", Progress: progress, Content: readerFunc(func(buffer []byte) (int, error) {
			reads++
			clear(buffer)
			return len(buffer), nil
		})}
		_, err = client.Media.Upload(t.Context(), phoneNumberID, file)
		require.Error(t, err)
		reads, reports = 0, 0
		require.Zero(t, reads+reports)
	}
}

// An upload may take as long as it takes, if it moves.
func TestAttemptTimeoutOfAnUpload(t *testing.T) {
	t.Parallel()
	slowly := func(wait time.Duration) roundTripper {
		return func(request *http.Request) (*http.Response, error) {
			buffer := make([]byte, 1000)
			for {
				_, err := request.Body.Read(buffer)
				if err == io.EOF {
					return answer(200, uploaded)(request)
				}
				select {
				case <-time.After(wait):
				case <-request.Context().Done():
					return nil, request.Context().Err()
				}
			}
		}
	}
	upload := func(t *testing.T, wait time.Duration) (time.Duration, error) {
		t.Helper()
		started := time.Now()
		client := newClient(t, slowly(wait), whatsapp.WithAttemptTimeout(5*time.Second))
		_, err := client.Media.UploadBytes(t.Context(), phoneNumberID, "note.txt", []byte(strings.Repeat("a", 20000)))
		return time.Since(started), err
	}
	synctest.Test(t, func(t *testing.T) {
		took, err := upload(t, 4*time.Second)
		require.NoError(t, err)
		assert.Greater(t, took, time.Minute)
	})
	synctest.Test(t, func(t *testing.T) {
		took, err := upload(t, 6*time.Second)
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		require.ErrorContains(t, err, "attempt timeout of 5s")
		assert.Equal(t, 5*time.Second, took)
	})
}

// net/http itself repeats a request of which nothing was sent, over another
// connection. It has to get the whole body then.
func TestUploadOverAnotherConnection(t *testing.T) {
	t.Parallel()
	again := roundTripper(func(request *http.Request) (*http.Response, error) {
		if request.GetBody == nil {
			httptrace.ContextClientTrace(request.Context()).GotConn(httptrace.GotConnInfo{Conn: new(net.TCPConn)})
			return answer(200, success)(request)
		}
		first := make([]byte, 1000) // some of the file is among them
		if _, err := io.ReadFull(request.Body, first); err != nil {
			return nil, err
		}
		if err := request.Body.Close(); err != nil {
			return nil, err
		}
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		whole, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		if int64(len(whole)) != request.ContentLength || string(whole[:1000]) != string(first) {
			return answer(400, graphError("100"))(request)
		}
		return answer(200, uploaded)(request)
	})
	client := newClient(t, again)
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe), "the server is now known to speak HTTP/1")
	_, err := client.Media.UploadBytes(t.Context(), phoneNumberID, "note.txt", []byte(strings.Repeat("a", 20000)))
	require.NoError(t, err)

	single := whatsapp.File{Content: onlyReader{strings.NewReader(strings.Repeat("a", 20000))}, Size: 20000}
	_, err = client.Media.Upload(t.Context(), phoneNumberID, single)
	require.ErrorContains(t, err, "cannot be read a second time")
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
}
