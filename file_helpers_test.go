package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// zeroFile is a file of any size.
type zeroFile struct{}

func (zeroFile) ReadAt(buffer []byte, _ int64) (int, error) {
	clear(buffer)
	return len(buffer), nil
}

// endingReader returns its error together with its last bytes.
type endingReader struct {
	reader *strings.Reader
	err    error
}

func (r endingReader) Read(buffer []byte) (int, error) {
	count, _ := r.reader.Read(buffer)
	if r.reader.Len() == 0 {
		return count, r.err
	}
	return count, nil
}

type endlessSeeker struct{ zeroReader }

func (endlessSeeker) Seek(int64, int) (int64, error) { return 0, nil }

// zeros opens a file of any size that begins with head.
func zeros(head string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(head), zeroReader{})), nil
	}
}

type zeroReader struct{}

func (zeroReader) Read(buffer []byte) (int, error) {
	clear(buffer)
	return len(buffer), nil
}

// webp is the beginning of a WebP image.
func webp(animated bool) string {
	flags := "\x10"
	if animated {
		flags = "\x12"
	}
	return "RIFF\x00\x00\x00\x00WEBPVP8X\x0A\x00\x00\x00" + flags
}

// onlySeeker and onlyReader hide what else a reader can do.
type onlySeeker struct{ io.ReadSeeker }

type onlyReader struct{ io.Reader }

// sourcesOf are the ways to give the same bytes.
func sourcesOf(t *testing.T, data string) map[string]whatsapp.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "note.txt")
	require.NoError(t, os.WriteFile(path, []byte("skipped"+data), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { file.Close() })
	_, err = file.Seek(7, io.SeekStart)
	require.NoError(t, err)
	behind := strings.NewReader("skipped" + data)
	_, err = behind.Seek(7, io.SeekStart)
	require.NoError(t, err)
	return map[string]whatsapp.File{
		"file from where it stands": {Content: file},
		"reader with random access": {Content: bytes.NewReader([]byte(data))},
		"reader that seeks":         {Content: onlySeeker{behind}},
		"function":                  {Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }},
		"function that opens":       {Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return readSeekCloser{strings.NewReader(data)}, nil }},
		"buffer":                    {Content: bytes.NewBufferString(data)},
		"reader with a size":        {Content: onlyReader{strings.NewReader(data)}, Size: int64(len(data))},
	}
}

type readSeekCloser struct{ io.ReadSeeker }

func (readSeekCloser) Close() error { return nil }

func canBeReadAgain(name string) bool { return name != "buffer" && name != "reader with a size" }

var errBadDisk = errors.New("bad disk")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errBadDisk }

// emptyFile knows that it has no bytes.
type emptyFile struct{ io.Reader }

func (emptyFile) Len() int { return 0 }

// closingReader counts the readers that are left open.
type closingReader struct {
	io.Reader
	close func() error
}

func (r closingReader) Close() error { return r.close() }

type cancellingReader struct{ cancel func() }

func (r cancellingReader) Read(buffer []byte) (int, error) {
	r.cancel()
	return len(buffer), nil
}

// limitedSeeker can seek so many times.
type limitedSeeker struct {
	io.Reader
	left int
}

func (s *limitedSeeker) Seek(int64, int) (int64, error) {
	if s.left--; s.left < 0 {
		return 0, errBadDisk
	}
	return 0, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(buffer []byte) (int, error) { return f(buffer) }

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(data []byte) (int, error) { return f(data) }

// namesIn lists a folder.
func namesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
