package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const otherHash = "0000000000000000000000000000000000000000000000000000000000000000"

func TestDownloadsAreVerified(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		hash     string // what Graph says
		expected string // what the caller expects
		want     string // of the mismatch; empty for none
	}{
		"hexadecimal":             {tenBytesHash, "", ""},
		"in capitals":             {strings.ToUpper(tenBytesHash), "", ""},
		"base64":                  {tenBytes64, "", ""},
		"base64 without padding":  {strings.TrimRight(tenBytes64, "="), "", ""},
		"base64 for URLs":         {strings.NewReplacer("+", "-", "/", "_").Replace(tenBytes64), "", ""},
		"of a webhook":            {"", tenBytes64, ""},
		"both":                    {tenBytesHash, tenBytes64, ""},
		"neither":                 {"", "", ""},
		"another":                 {otherHash, "", otherHash},
		"another than expected":   {tenBytesHash, otherHash, otherHash},
		"another than Graph says": {otherHash, tenBytesHash, otherHash},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			options := &whatsapp.DownloadOptions{SHA256: test.expected}
			info, err := mediaOf(t, test.hash, len(tenBytes), tenBytes).Media.Download(t.Context(), mediaID, &got, options)
			if test.want == "" {
				require.NoError(t, err)
				require.Equal(t, tenBytes, got.String())
				return
			}
			require.Nil(t, info)
			var mismatch *whatsapp.MediaHashError
			require.ErrorAs(t, err, &mismatch)
			require.Equal(t, whatsapp.MediaHashError{MediaID: mediaID, Want: test.want, Got: tenBytesHash}, *mismatch)
			require.EqualError(t, err, "whatsapp: the download of media "+mediaID+" has SHA-256 "+tenBytesHash+"; want "+test.want)
		})
	}
}

func TestHashesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, hash := range []string{"short", strings.Repeat("x", 64), strings.Repeat("*", 43), tenBytesHash[1:]} {
		client := mediaOf(t, hash, 10, tenBytes)
		_, err := client.Media.Download(t.Context(), mediaID, io.Discard, nil)
		require.ErrorContains(t, err, "Graph sent an invalid SHA-256 of", hash)

		transport, log := replay(t)
		_, err = newClient(t, transport).Media.Download(t.Context(), mediaID, io.Discard, &whatsapp.DownloadOptions{SHA256: hash})
		requireViolations(t, err, "sha256 is not a SHA-256 hash in hexadecimal or base64")
		require.Empty(t, log.sent())
	}
}

// Where no hash is known, the size must be right.
func TestDownloadsOfTheWrongSize(t *testing.T) {
	t.Parallel()
	for size, whole := range map[int]bool{0: true, 10: true, 9: false} {
		_, err := mediaOf(t, "", size, tenBytes).Media.Download(t.Context(), mediaID, io.Discard, nil)
		if whole {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.ErrorContains(t, err, "received 10 bytes of the media; want 9")
	}
	_, err := mediaOf(t, "", 20, tenBytes).Media.Download(t.Context(), mediaID, io.Discard, nil, whatsapp.WithMaxRetries(0))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.ErrorContains(t, err, "after 10 of 20 bytes")
}

func TestDownloadsAreLimited(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		size  int // that Graph states
		limit int64
		fails bool
	}{
		"at the limit":          {10, 10, false},
		"beyond it":             {10, 9, true},
		"beyond it, not stated": {0, 9, true},
		"no limit":              {10, -1, false},
		"the usual one":         {10, 0, false},
		"beyond the usual one":  {100<<20 + 1, 0, true},
		"no limit, not stated":  {0, -1, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			_, err := mediaOf(t, tenBytesHash, test.size, tenBytes).Media.Download(t.Context(), mediaID, &got, &whatsapp.DownloadOptions{MaxBytes: test.limit})
			if !test.fails {
				require.NoError(t, err)
				return
			}
			var failure *whatsapp.MediaSizeError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, mediaID, failure.MediaID)
			require.Greater(t, failure.Size, failure.Limit)
			require.ErrorContains(t, err, "see DownloadOptions.MaxBytes")
			require.Zero(t, got.Len(), "nothing beyond the limit is written")
		})
	}
}

// What the server announces is enough to refuse it, where Graph states no size.
func TestDownloadsThatAnnounceTooMuch(t *testing.T) {
	t.Parallel()
	client := describedMedia(t, "", 0, func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", zeroTime, io.NewSectionReader(zeroFile{}, 0, 1<<20))
	})
	var got bytes.Buffer
	_, err := client.Media.Download(t.Context(), mediaID, &got, &whatsapp.DownloadOptions{MaxBytes: 1<<20 - 1})
	failure, ok := errors.AsType[*whatsapp.MediaSizeError](err)
	require.True(t, ok, err)
	require.Equal(t, whatsapp.MediaSizeError{MediaID: mediaID, Size: 1 << 20, Limit: 1<<20 - 1}, *failure)
	require.Zero(t, got.Len(), "nothing is fetched in vain")
}

func TestProgressOfADownload(t *testing.T) {
	t.Parallel()
	server := &linkServer{scripted: script(cut(tenBytes, 4), part("456789", "bytes 4-9/10"))}
	var seen [][2]int64
	options := &whatsapp.DownloadOptions{Progress: func(written, total int64) { seen = append(seen, [2]int64{written, total}) }}
	_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, io.Discard, options)
	require.NoError(t, err)
	require.Equal(t, [][2]int64{{4, 10}, {10, 10}}, seen)

	for _, size := range []int{0, -5} {
		seen = nil
		_, err = mediaOf(t, "", size, tenBytes).Media.Download(t.Context(), mediaID, io.Discard, options)
		require.NoError(t, err)
		require.Equal(t, [][2]int64{{10, 0}}, seen, "nobody has said the total")
	}
}

func TestDestinationsThatFail(t *testing.T) {
	t.Parallel()
	client := mediaOf(t, tenBytesHash, 10, tenBytes)
	_, err := client.Media.Download(t.Context(), mediaID, writerFunc(func([]byte) (int, error) { return 0, errBadDisk }), nil)
	require.ErrorIs(t, err, errBadDisk)
	_, err = client.Media.Download(t.Context(), mediaID, writerFunc(func([]byte) (int, error) { return 1, nil }), nil)
	require.ErrorIs(t, err, io.ErrShortWrite)
	_, err = client.Media.Download(t.Context(), mediaID, nil, nil)
	require.EqualError(t, err, "whatsapp: the destination of the download is nil")
}

// A download over sockets whose server drops each connection after some bytes,
// leads to another host, or counts the hosts that see the token.
func TestDownloadsOverSockets(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int64
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Add(1) }))
	t.Cleanup(thief.Close)
	content := bytes.Repeat([]byte(tenBytes), 100000)
	for name, test := range map[string]struct {
		serve   func(http.ResponseWriter, *http.Request)
		problem string
	}{
		"drops": {serve: func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(&droppingWriter{ResponseWriter: w, left: 300000}, r, "", zeroTime, bytes.NewReader(content))
		}},
		"drops after each tenth": {serve: func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(&droppingWriter{ResponseWriter: w, left: 100000}, r, "", zeroTime, bytes.NewReader(content))
		}},
		"compresses if it may": {serve: func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "identity", r.Header.Get("Accept-Encoding"))
			w.Write(content)
		}},
		"redirects": {problem: "the server redirects to", serve: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+"/?access_token=EAAsecret", http.StatusFound)
		}},
		"announces less": {problem: "SHA-256", serve: func(w http.ResponseWriter, _ *http.Request) { w.Write(content[:10]) }},
		"announces more": {problem: "SHA-256", serve: func(w http.ResponseWriter, _ *http.Request) { w.Write(append(content, '!')) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := socketMedia(t, content, test.serve)
			folder := t.TempDir()
			path := filepath.Join(folder, "media")
			_, err := client.Media.DownloadFile(t.Context(), mediaID, path, nil)
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				require.NotContains(t, err.Error(), "EAAsecret")
				require.Empty(t, namesIn(t, folder))
				return
			}
			require.NoError(t, err)
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(content, got))
		})
	}
	t.Cleanup(func() { require.Zero(t, stolen.Load()) })
}

// Many downloads at a time share the client, the folder and the buffers.
func TestManyDownloadsAtATime(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte(tenBytes), 10000)
	client := socketMedia(t, content, func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(&droppingWriter{ResponseWriter: w, left: 60000}, r, "", zeroTime, bytes.NewReader(content))
	})
	folder := t.TempDir()
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			path := filepath.Join(folder, strconv.Itoa(i))
			_, err := client.Media.DownloadFile(t.Context(), mediaID, path, nil)
			assert.NoError(t, err)
			got, err := os.ReadFile(path)
			assert.NoError(t, err)
			assert.True(t, bytes.Equal(content, got))
		})
	}
	group.Wait()
	require.Len(t, namesIn(t, folder), 200)
}

func TestDownloadOfAnEmptyFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "empty")
	_, err := socketMedia(t, nil, func(http.ResponseWriter, *http.Request) {}).Media.DownloadFile(t.Context(), mediaID, path, nil)
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Empty(t, content)
}

func TestMediaErrorsAreNotEachOther(t *testing.T) {
	t.Parallel()
	_, err := mediaOf(t, otherHash, 10, tenBytes).Media.Download(t.Context(), mediaID, io.Discard, nil)
	for _, class := range sentinels() {
		require.NotErrorIs(t, err, class)
	}
}
