package whatsapp_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Every read of a file has its own time: a slow file is not one that blocks.
func TestUploadsFromASlowReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left := tenBytes
		slow := readerFunc(func(buffer []byte) (int, error) {
			if left == "" {
				return 0, io.EOF
			}
			time.Sleep(6 * time.Second)
			buffer[0], left = left[0], left[1:]
			return 1, nil
		})
		file := whatsapp.File{Open: func() (io.ReadCloser, error) { return io.NopCloser(slow), nil }, Size: 10, MIMEType: "text/plain"}
		server := script(answer(200, `{"id":"1"}`))
		_, err := newClient(t, server, whatsapp.WithAttemptTimeout(10*time.Second)).Media.Upload(t.Context(), phoneNumberID, file)
		require.NoError(t, err)
		require.Contains(t, server.bodies[0], tenBytes)
	})
}

// A reader may return its last bytes together with the end.
func TestUploadsFromAReaderThatEndsEarly(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	file := whatsapp.File{Content: onlyReader{iotest.DataErrReader(strings.NewReader("A line of text.\n"))}, Size: 16, Name: "a.txt"}
	_, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, file)
	require.NoError(t, err)
	require.Contains(t, server.bodies[0], "A line of text.\n")
}

// A reader that blocks, as a connection does whose other end has gone silent,
// holds up neither the end of the context nor that of the attempt.
func TestUploadsDoNotWaitForAReaderThatBlocks(t *testing.T) {
	t.Parallel()
	for name, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2": true} {
		for end, timeout := range map[string]time.Duration{"context": time.Hour, "attempt": time.Second} {
			t.Run(name+", "+end, func(t *testing.T) {
				t.Parallel()
				client := storing(t, http2, whatsapp.WithAttemptTimeout(timeout))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				silent, writer := io.Pipe()
				calls := 0 // not guarded: the race detector watches
				blocking := readerFunc(func(buffer []byte) (int, error) {
					if end == "context" {
						cancel()
					}
					return silent.Read(buffer)
				})
				file := whatsapp.File{
					Content: io.MultiReader(strings.NewReader("A line"), blocking), Size: 20, MIMEType: "text/plain",
					Progress: func(int64, int64) { calls++ },
				}
				_, err := client.Media.Upload(ctx, phoneNumberID, file)
				require.Equal(t, 1, calls)
				require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "Graph has not got all of it")
				if end == "context" {
					require.ErrorIs(t, err, context.Canceled)
				} else {
					require.ErrorContains(t, err, "no bytes were read from the file within the attempt timeout of 1s")
				}
				_, err = writer.Write([]byte(" of text.\n")) // the Read that was left comes back
				require.NoError(t, err)
				require.NoError(t, writer.Close())
				require.Equal(t, 1, calls)
			})
		}
	}
}

// A server may take what it got for all of it. Of a file that could not be
// read, no answer is a success.
func TestNoUploadSucceedsWithoutItsFile(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]whatsapp.File{
		"a bad disk":  {Content: endingReader{strings.NewReader(tenBytes), errBadDisk}, Size: 20, MIMEType: "text/plain"},
		"a short one": {Content: strings.NewReader(tenBytes), Size: 20, MIMEType: "text/plain"},
	} {
		transport := roundTripper(func(request *http.Request) (*http.Response, error) {
			_, err := io.Copy(io.Discard, request.Body)
			require.Error(t, err, name)
			return answer(200, uploaded)(request)
		})
		_, err := newClient(t, transport).Media.Upload(t.Context(), phoneNumberID, file)
		require.Error(t, err, name)
		require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown, name)
	}
}

// A file that blocks is not opened a second time: another attempt would wait
// for as long.
func TestSessionsEndWithAReaderThatBlocks(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, `{"id":"`+sessionID+`","file_offset":0}`)
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL), whatsapp.WithAttemptTimeout(time.Second), impatient)
	require.NoError(t, err)
	silent, writer := io.Pipe()
	file := whatsapp.File{Size: 20, MIMEType: "application/pdf", Open: func() (io.ReadCloser, error) { return silent, nil }}
	_, err = client.Uploads.Upload(t.Context(), appID, file)
	require.ErrorContains(t, err, "no bytes were read from the file")
	require.NoError(t, writer.Close())
	server.Close() // waits for the handlers
	require.EqualValues(t, 2, requests.Load(), "the start, and the file")
}

// A transport may have its answer, or give up, while it still reads. The file
// decides then what has become of the upload, and whether it can be repeated.
func TestAnswersWhileTheFileBlocks(t *testing.T) {
	t.Parallel()
	for name, finish := range map[string]step{"throttled": answer(400, graphError("130429")), "cancelled": hang} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			silent, writer := io.Pipe()
			blocked := make(chan struct{})
			blocks := readerFunc(func(buffer []byte) (int, error) {
				close(blocked) // which a second time would panic
				return silent.Read(buffer)
			})
			file := whatsapp.File{Size: 20, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) { return io.NopCloser(blocks), nil }}
			transport := roundTripper(func(request *http.Request) (*http.Response, error) {
				go io.Copy(io.Discard, request.Body)
				<-blocked
				if name == "cancelled" {
					cancel()
				}
				return finish(request)
			})
			client := newClient(t, transport, impatient, whatsapp.WithAttemptTimeout(time.Second))
			_, err := client.Media.Upload(ctx, phoneNumberID, file)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			if name == "cancelled" {
				require.ErrorIs(t, err, context.Canceled)
			} else {
				require.ErrorIs(t, err, whatsapp.ErrRateLimited)
				require.ErrorContains(t, err, "the file cannot be read a second time")
			}
			require.NoError(t, writer.Close())
		})
	}
}

// The beginning of a file may block as well.
func TestUploadsDoNotWaitForTheBeginning(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]func(silent io.ReadCloser) whatsapp.File{
		"reader": func(silent io.ReadCloser) whatsapp.File { return whatsapp.File{Content: silent, Size: 20} },
		"function": func(silent io.ReadCloser) whatsapp.File {
			return whatsapp.File{Open: func() (io.ReadCloser, error) { return silent, nil }, Size: 20}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			silent, writer := io.Pipe()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			server := script(answer(200, uploaded))
			_, err := newClient(t, server).Media.Upload(ctx, phoneNumberID, content(silent))
			require.ErrorIs(t, err, context.DeadlineExceeded, name)
			require.Zero(t, server.count())
			require.NoError(t, writer.Close())
		})
	}
}

// A file that the caller opens is closed even when its reading has been left.
func TestFilesThatBlockAreClosedLater(t *testing.T) {
	t.Parallel()
	client := storing(t, false, whatsapp.WithAttemptTimeout(time.Second))
	silent, writer := io.Pipe()
	closed := make(chan struct{})
	file := whatsapp.File{Size: 20, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) {
		return closingReader{silent, func() error { close(closed); return nil }}, nil
	}}
	_, err := client.Media.Upload(t.Context(), phoneNumberID, file)
	require.ErrorContains(t, err, "no bytes were read from the file")
	require.NoError(t, writer.Close())
	<-closed
}

// Readers that break the rules of io.Reader end the upload, not the program.
func TestReadersThatBreakTheRules(t *testing.T) {
	t.Parallel()
	counts := func(count int) io.Reader { return readerFunc(func([]byte) (int, error) { return count, nil }) }
	after := func(text string, reader io.Reader) io.Reader { return io.MultiReader(strings.NewReader(text), reader) }
	opens := func(reader func() io.Reader) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(reader()), nil }
	}
	const text = "text/plain"
	const wrong = "the file's Read returned an invalid count"
	tests := map[string]struct {
		file    whatsapp.File
		problem string
	}{
		"nothing, for ever":              {whatsapp.File{Content: counts(0), Size: 10, MIMEType: text}, io.ErrNoProgress.Error()},
		"nothing, for ever, at the head": {whatsapp.File{Content: counts(0), Size: 10}, io.ErrNoProgress.Error()},
		"nothing, for ever, within":      {whatsapp.File{Content: after("01234", counts(0)), Size: 10, MIMEType: text}, io.ErrNoProgress.Error()},
		"nothing, for ever, at the end":  {whatsapp.File{Content: after(tenBytes, counts(0)), Size: 10, MIMEType: text}, io.ErrNoProgress.Error()},
		"nothing, for ever, of a Open":   {whatsapp.File{Open: opens(func() io.Reader { return counts(0) }), Size: 10}, io.ErrNoProgress.Error()},
		"less than nothing":              {whatsapp.File{Content: counts(-1), Size: 10, MIMEType: text}, wrong},
		"less than nothing, at the head": {whatsapp.File{Content: counts(-1), Size: 10}, wrong},
		"more than there is room":        {whatsapp.File{Content: counts(1 << 30), Size: 10, MIMEType: text}, wrong},
		"more than room, at the head":    {whatsapp.File{Content: counts(1 << 30), Size: 10}, wrong},
		"more than room, of a Open":      {whatsapp.File{Open: opens(func() io.Reader { return counts(1 << 30) }), Size: 10}, wrong},
		"an error with the last bytes":   {whatsapp.File{Content: endingReader{strings.NewReader(tenBytes), errBadDisk}, Size: 10, MIMEType: text}, "bad disk"},
		"an error with bytes, within":    {whatsapp.File{Content: endingReader{strings.NewReader(tenBytes), errBadDisk}, Size: 20, MIMEType: text}, "bad disk"},
		"the end with too few bytes":     {whatsapp.File{Content: endingReader{strings.NewReader(tenBytes), io.EOF}, Size: 20, MIMEType: text}, "10 bytes shorter than its stated size"},
		"a seeker that goes on for ever": {whatsapp.File{Content: onlySeeker{endlessSeeker{}}, Size: 10, MIMEType: text}, "longer than its stated size"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := newUploadCounter(t)
			_, err := counter.client(t).Media.Upload(t.Context(), phoneNumberID, test.file)
			require.ErrorContains(t, err, test.problem)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			counter.server.Close() // waits for the handlers
			require.Zero(t, counter.whole.Load())
		})
	}
}

// A reader may return its last bytes with the end, or nothing now and then.
func TestReadersThatAreUnusual(t *testing.T) {
	t.Parallel()
	empty := 0
	slow := readerFunc(func(buffer []byte) (int, error) {
		if empty++; empty%3 != 0 {
			return 0, nil
		}
		if empty > 30 {
			return 0, io.EOF
		}
		return copy(buffer, "."), nil
	})
	for name, file := range map[string]whatsapp.File{
		"the end with the last bytes": {Content: endingReader{strings.NewReader(tenBytes), io.EOF}, Size: 10},
		"nothing now and then":        {Content: slow, Size: 10},
		"opened, the end as well": {Size: 10, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(endingReader{strings.NewReader(tenBytes), io.EOF}), nil
		}},
	} {
		counter := newUploadCounter(t)
		_, err := counter.client(t).Media.Upload(t.Context(), phoneNumberID, file)
		require.NoError(t, err, name)
		require.EqualValues(t, 10, counter.bytes.Load())
	}
}

// What Open returns is read from where it stands.
func TestOpenedFilesAreReadFromWhereTheyStand(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "framed")
	require.NoError(t, os.WriteFile(path, []byte("header:%PDF-56789"), 0o600))
	file := whatsapp.File{Size: 10, Open: func() (io.ReadCloser, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		_, err = file.Seek(7, io.SeekStart)
		return file, err
	}}
	server := script(answer(200, uploaded))
	_, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, file)
	require.NoError(t, err)
	require.Contains(t, server.bodies[0], "Content-Type: application/pdf\r\n\r\n%PDF-56789\r\n--")

	session := script(answer(200, `{"file_offset":4}`), answer(200, `{"h":"`+sampleHandle+`"}`))
	_, err = newClient(t, session).Uploads.Resume(t.Context(), sessionID, file)
	require.NoError(t, err)
	require.Equal(t, "-56789", session.bodies[1])
}
