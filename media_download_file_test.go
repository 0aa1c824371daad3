package whatsapp_test

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

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

// A symbolic link is replaced, and its target stays.
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

// The permissions of a file survive its replacement, whatever the umask.
func TestDownloadFileKeepsTheMode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	for _, mode := range []fs.FileMode{0o600, 0o664, 0o755} {
		path := filepath.Join(t.TempDir(), "picture.png")
		require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
		require.NoError(t, os.Chmod(path, mode))
		_, err := mediaOf(t, tenBytesHash, 10, tenBytes).Media.DownloadFile(t.Context(), mediaID, path, nil)
		require.NoError(t, err)
		found, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, found.Mode())
	}
}

// A name that cannot be given is refused before anything is asked for.
func TestDownloadFileChecksTheNameFirst(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, path := range map[string]string{
		"folder missing": filepath.Join(folder, "absent", "a.png"),
		"too long":       filepath.Join(folder, strings.Repeat("a", 256)),
		"with a zero":    filepath.Join(folder, "a\x00.png"),
	} {
		transport, log := replay(t)
		_, err := newClient(t, transport).Media.DownloadFile(t.Context(), mediaID, path, nil)
		require.ErrorContains(t, err, "whatsapp: download to a file: ", name)
		require.Empty(t, log.sent(), name)
	}
	require.Empty(t, namesIn(t, folder))
}
