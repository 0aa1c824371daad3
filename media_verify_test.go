package whatsapp_test

import (
	"bytes"
	"context"
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
	"github.com/wabakit/whatsapp/graphtest"
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
			require.EqualError(t, err, "whatsapp: the download of media "+mediaID+" has the SHA-256 "+tenBytesHash+", but should have "+test.want)
		})
	}
}

func TestHashesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, hash := range []string{"short", strings.Repeat("x", 64), strings.Repeat("*", 43), tenBytesHash[1:]} {
		client := mediaOf(t, hash, 10, tenBytes)
		_, err := client.Media.Download(t.Context(), mediaID, io.Discard, nil)
		require.ErrorContains(t, err, "Graph says that its SHA-256 is", hash)

		transport, log := replay(t)
		_, err = newClient(t, transport).Media.Download(t.Context(), mediaID, io.Discard, &whatsapp.DownloadOptions{SHA256: hash})
		requireViolations(t, err, "sha256 is neither the hexadecimal nor the base64 of a SHA-256 hash")
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
		require.ErrorContains(t, err, "the media has 9 bytes, but 10 have come")
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
	require.EqualError(t, err, "whatsapp: the download needs a destination, not nil")
}

func TestDownloadFileIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	tests := map[string]func(t *testing.T) (*whatsapp.Client, context.Context){
		"wrong hash": func(t *testing.T) (*whatsapp.Client, context.Context) {
			return mediaOf(t, otherHash, 10, tenBytes), t.Context()
		},
		"broken": func(t *testing.T) (*whatsapp.Client, context.Context) {
			return newClient(t, &linkServer{scripted: script(cut(tenBytes, 4))}, impatient), t.Context()
		},
		"cancelled": func(t *testing.T) (*whatsapp.Client, context.Context) {
			ctx, cancel := context.WithCancel(t.Context())
			stalled := func(request *http.Request) (*http.Response, error) {
				response, err := answer(200, tenBytes)(request)
				response.Body = io.NopCloser(io.MultiReader(strings.NewReader(tenBytes[:4]), readerFunc(func([]byte) (int, error) {
					cancel()
					return 0, request.Context().Err()
				})))
				return response, err
			}
			return newClient(t, &linkServer{scripted: script(stalled)}, impatient), ctx
		},
		"no such media": func(t *testing.T) (*whatsapp.Client, context.Context) {
			return newClient(t, script(answer(404, graphError("803")))), t.Context()
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, "picture.png")
			client, ctx := prepare(t)
			info, err := client.Media.DownloadFile(ctx, mediaID, path, nil)
			require.Error(t, err)
			require.Nil(t, info)
			require.Empty(t, namesIn(t, folder))

			require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
			client, ctx = prepare(t)
			_, err = client.Media.DownloadFile(ctx, mediaID, path, nil)
			require.Error(t, err)
			require.Equal(t, []string{"picture.png"}, namesIn(t, folder))
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, "before", string(content), "the file that was there is as it was")
		})
	}
}

func TestDownloadFileReplacesAFile(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	id := server.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte(tenBytes))
	folder := t.TempDir()
	path := filepath.Join(folder, "note.txt")
	require.NoError(t, os.WriteFile(path, []byte("something that is longer"), 0o600))
	seen := []string{}
	options := &whatsapp.DownloadOptions{Progress: func(int64, int64) {
		seen = namesIn(t, folder)
		content, err := os.ReadFile(path)
		assert.NoError(t, err)
		assert.Equal(t, "something that is longer", string(content), "until the download is complete")
	}}
	info, err := client.Media.DownloadFile(t.Context(), id, path, options)
	require.NoError(t, err)
	require.Equal(t, "text/plain", info.MIMEType)
	require.Len(t, seen, 2, "a temporary file lies beside it")
	require.Equal(t, []string{"note.txt"}, namesIn(t, folder))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, tenBytes, string(content))
}

func TestDownloadFileToPathsThatAreNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	full := filepath.Join(folder, "full")
	require.NoError(t, os.MkdirAll(filepath.Join(full, "inside"), 0o700))
	for path, problem := range map[string]string{
		"":                               `invalid path ""; want the path of a file`,
		filepath.Join(folder, "x") + "/": "want the path of a file",
		full:                             "is not a regular file",
		".":                              "is not a regular file",
		os.DevNull:                       "is not a regular file",
	} {
		transport, log := replay(t)
		_, err := newClient(t, transport).Media.DownloadFile(t.Context(), mediaID, path, nil)
		require.ErrorContains(t, err, problem)
		require.Empty(t, log.sent(), "nothing is fetched in vain")
	}
	client := mediaOf(t, tenBytesHash, 10, tenBytes)
	_, err := client.Media.DownloadFile(t.Context(), mediaID, filepath.Join(folder, "missing", "a.png"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)

	path := filepath.Join(folder, "a.png")
	inTheWay := &whatsapp.DownloadOptions{Progress: func(int64, int64) { assert.NoError(t, os.Mkdir(path, 0o700)) }}
	_, err = client.Media.DownloadFile(t.Context(), mediaID, path, inTheWay)
	require.ErrorContains(t, err, "save the media")
	require.Equal(t, []string{"a.png", "full"}, namesIn(t, folder))
}

// A name may be as long as names can be.
func TestDownloadFileWithALongName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	name := strings.Repeat("a", 255)
	_, err := mediaOf(t, tenBytesHash, 10, tenBytes).Media.DownloadFile(t.Context(), mediaID, filepath.Join(folder, name), nil)
	require.NoError(t, err)
	require.Equal(t, []string{name}, namesIn(t, folder))
}

// A symbolic link gives way, and what it leads to stays.
func TestDownloadFileReplacesALink(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	before, link := filepath.Join(folder, "before"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(before, []byte("before"), 0o600))
	require.NoError(t, os.Symlink(before, link))
	_, err := mediaOf(t, tenBytesHash, 10, tenBytes).Media.DownloadFile(t.Context(), mediaID, link, nil)
	require.NoError(t, err)
	for path, want := range map[string]string{before: "before", link: tenBytes} {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(content))
	}
}

// A panic of the caller's own function leaves nothing behind either.
func TestDownloadFileAfterAPanic(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	options := &whatsapp.DownloadOptions{Progress: func(int64, int64) { panic(errBadDisk) }}
	require.PanicsWithValue(t, errBadDisk, func() {
		_, err := mediaOf(t, tenBytesHash, 10, tenBytes).Media.DownloadFile(t.Context(), mediaID, filepath.Join(folder, "a.png"), options)
		require.NoError(t, err)
	})
	require.Empty(t, namesIn(t, folder))
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
		"compresses if it may": {serve: func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "identity", r.Header.Get("Accept-Encoding"))
			w.Write(content)
		}},
		"redirects": {problem: "refused to follow a redirect", serve: func(w http.ResponseWriter, r *http.Request) {
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
		require.False(t, errors.Is(err, class), class.Error())
	}
}
