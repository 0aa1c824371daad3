package whatsapp_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	largeSize = 256 << 20
	// flat is far below the size of the file, and above what two HTTP ends and
	// a multipart reader need.
	flat = 2 << 20
)

// requireFlat runs transfer and measures what it allocates, and what it holds
// in the meantime. It must not run in parallel with other tests.
func requireFlat(t *testing.T, transfer func()) {
	t.Helper()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	transfer()
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d MiB transferred: %d KiB allocated in all, heap grown by %d KiB", largeSize>>20, allocated>>10, held>>10)
	if !raceEnabled {
		require.Less(t, allocated, uint64(flat))
		require.Less(t, held, int64(flat))
	}
}

// An upload of 256 MiB needs no more memory than one of a few bytes, whether
// the file can seek or not.
//
//nolint:paralleltest // it measures the memory of the process
func TestMemoryOfAnUpload(t *testing.T) {
	for name, reader := range map[string]func(size int64) io.Reader{
		"seeks": func(size int64) io.Reader { return io.NewSectionReader(zeroFile{}, 0, size) },
		"reads": func(size int64) io.Reader { return io.LimitReader(zeroReader{}, size) },
	} {
		t.Run(name, func(t *testing.T) {
			counter := newUploadCounter(t)
			client := counter.client(t)
			var sent int64
			upload := func(size int64) {
				file := whatsapp.File{
					Content: reader(size), Size: size, Name: "large.bin", MIMEType: "text/plain",
					Progress: func(count, _ int64) { sent = count },
				}
				id, err := client.Media.Upload(t.Context(), phoneNumberID, file, whatsapp.WithoutValidation())
				require.NoError(t, err)
				require.Equal(t, mediaID, id)
			}
			upload(1 << 20) // opens the connection
			requireFlat(t, func() { upload(largeSize) })
			require.EqualValues(t, largeSize+1<<20, counter.bytes.Load())
			require.EqualValues(t, largeSize, sent)
		})
	}
}

// A download of 256 MiB, verified and broken once, needs no more either.
//
//nolint:paralleltest // it measures the memory of the process
func TestMemoryOfADownload(t *testing.T) {
	hash := sha256.New()
	_, err := io.CopyN(hash, zeroReader{}, largeSize)
	require.NoError(t, err)
	dropped := false
	client := describedMedia(t, hex.EncodeToString(hash.Sum(nil)), largeSize, func(w http.ResponseWriter, r *http.Request) {
		if !dropped {
			dropped = true
			w = &droppingWriter{ResponseWriter: w, left: largeSize / 2}
		}
		http.ServeContent(w, r, "", zeroTime, io.NewSectionReader(zeroFile{}, 0, largeSize))
	})
	_, err = client.Media.Get(t.Context(), mediaID) // opens the connection
	require.NoError(t, err)
	var written int64
	requireFlat(t, func() {
		_, err = client.Media.Download(t.Context(), mediaID, io.Discard, &whatsapp.DownloadOptions{
			MaxBytes: -1, Progress: func(count, _ int64) { written = count },
		})
	})
	require.NoError(t, err)
	require.EqualValues(t, largeSize, written)
	require.True(t, dropped)
}

// Over HTTP/2 a server may run ahead of a slow reader. What it may send is what
// the download holds.
//
//nolint:paralleltest // it measures the memory of the process
func TestMemoryOfASlowDownloadOverHTTP2(t *testing.T) {
	const most = 512<<10 + 128<<10 // the window, and what the server's own buffers take
	accepted := make(chan int64, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/file" {
			fmt.Fprintf(w, `{"id":%q,"url":"https://%s/file","file_size":%d}`, mediaID, r.Host, largeSize)
			return
		}
		assert.Equal(t, "HTTP/2.0", r.Proto)
		// The reader does not read at all, so that writing has to stop for
		// good.
		assert.NoError(t, http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Second)))
		count, _ := io.CopyN(w, zeroReader{}, largeSize)
		accepted <- count
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	client := trustingClient(t, server)
	_, err := client.Media.Get(t.Context(), mediaID) // opens the connection
	require.NoError(t, err)

	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	stream, err := client.Media.Open(t.Context(), mediaID)
	require.NoError(t, err)
	count := <-accepted
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, count, int64(most))
	require.Greater(t, count, int64(256<<10), "a window that is too small makes distant servers slow")
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d KiB accepted ahead of the reader, heap grown by %d KiB", count>>10, held>>10)
	if !raceEnabled {
		require.Less(t, held, int64(flat))
	}
	require.NoError(t, stream.Close())
}

// What an upload session is sent streams as well.
//
//nolint:paralleltest // it measures the memory of the process
func TestMemoryOfAnUploadSession(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count, err := io.Copy(io.Discard, r.Body)
		if err == nil && count == largeSize {
			io.WriteString(w, `{"h":"4::aGFuZGxl"}`)
			return
		}
		fmt.Fprintf(w, `{"id":%q,"file_offset":0}`, sessionID)
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	_, err = client.Uploads.Get(t.Context(), sessionID) // opens the connection
	require.NoError(t, err)
	requireFlat(t, func() {
		file := whatsapp.File{Content: io.NewSectionReader(zeroFile{}, 0, largeSize), MIMEType: "video/mp4"}
		handle, err := client.Uploads.Upload(t.Context(), appID, file)
		require.NoError(t, err)
		require.Equal(t, "4::aGFuZGxl", handle)
	})
}
