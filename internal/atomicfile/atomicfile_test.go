package atomicfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

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

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, atomicfile.Check(path))
	file, err := atomicfile.Create(path)
	require.NoError(t, err)
	_, err = file.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, file.Commit())
	require.NoError(t, file.Discard(), "nothing is left to discard")
}

func TestCommit(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, strings.Repeat("a", 255)) // as long as names can be
	for _, text := range []string{"first", "second", ""} {
		write(t, path, text)
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(content))
		require.Equal(t, []string{filepath.Base(path)}, namesIn(t, folder))
	}
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "note.txt")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	file, err := atomicfile.Create(path)
	require.NoError(t, err)
	_, err = file.Write([]byte("half"))
	require.NoError(t, err)
	names := namesIn(t, folder)
	require.Len(t, names, 2)
	require.True(t, strings.HasPrefix(names[0], atomicfile.Prefix), names[0])
	require.NoError(t, file.Discard())
	require.Equal(t, []string{"note.txt"}, namesIn(t, folder))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(content))
}

// A file that cannot be renamed leaves nothing behind once it is discarded.
func TestCommitFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	file, err := atomicfile.Create(path)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(path, 0o700))
	require.Error(t, file.Commit())
	require.NoError(t, file.Discard())
	require.Equal(t, []string{"a"}, namesIn(t, folder))
}

func TestModeIsKept(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "link")
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o666, 0o755, 0o444, 0o777} {
		require.NoError(t, os.WriteFile(target, nil, 0o600))
		require.NoError(t, os.Chmod(target, mode))
		require.NoError(t, os.RemoveAll(link))
		require.NoError(t, os.Symlink(target, link))
		for _, path := range []string{target, link} {
			write(t, path, "text")
			found, err := os.Lstat(path)
			require.NoError(t, err)
			assert.Equal(t, mode, found.Mode(), path)
		}
		require.NoError(t, os.Remove(target))
	}
}

// What is private is so from the beginning, unless the file that it replaces is
// not.
func TestCreatePrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := filepath.Join(t.TempDir(), "note.txt")
	for _, mode := range []fs.FileMode{0o600, 0o644} {
		file, err := atomicfile.CreatePrivate(path)
		require.NoError(t, err)
		require.NoError(t, file.Commit())
		found, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, found.Mode())
		require.NoError(t, os.Chmod(path, 0o644))
	}
}

// The temporary file is readable only for those who could read the file before.
func TestModeBeforeCommit(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "note.txt")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	file, err := atomicfile.Create(path)
	require.NoError(t, err)
	found, err := os.Stat(filepath.Join(folder, namesIn(t, folder)[0]))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, found.Mode())
	require.NoError(t, file.Discard())
}

func TestCheck(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, loop := filepath.Join(folder, "file"), filepath.Join(folder, "loop")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink(loop, loop))
	for path, problem := range map[string]string{
		"":                                   `invalid path ""; want the path of a file`,
		filepath.Join(folder, "x") + "/":     "want the path of a file",
		folder:                               "exists and is not a regular file",
		".":                                  "exists and is not a regular file",
		os.DevNull:                           "exists and is not a regular file",
		filepath.Join(folder, "absent", "a"): "",
		filepath.Join(file, "a"):             "",
		filepath.Join(folder, strings.Repeat("a", 256)): "",
		filepath.Join(folder, "a\x00b"):                 "",
	} {
		err := atomicfile.Check(path)
		require.Error(t, err, path)
		require.ErrorContains(t, err, problem)
	}
	require.ErrorIs(t, atomicfile.Check(filepath.Join(folder, "absent", "a")), fs.ErrNotExist)
	for _, path := range []string{file, loop, filepath.Join(folder, "new"), "new"} {
		require.NoError(t, atomicfile.Check(path), path)
	}
	require.Equal(t, []string{"file", "loop"}, namesIn(t, folder))
}
