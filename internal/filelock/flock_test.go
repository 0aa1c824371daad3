//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package filelock_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/filelock"
)

func TestOpenIsExclusive(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	file, err := filelock.Open(path)
	require.NoError(t, err)
	_, err = filelock.Open(path)
	require.ErrorIs(t, err, filelock.ErrOpenAlready)
	require.NoError(t, filelock.Close(file))
	require.ErrorIs(t, filelock.Close(file), os.ErrClosed)
}

// A child process has a copy of every file until it runs its program.
func TestCloseReleasesTheLockOfCopies(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	file, err := filelock.Open(path)
	require.NoError(t, err)
	duplicate, err := syscall.Dup(int(file.Fd()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = syscall.Close(duplicate) })
	require.NoError(t, filelock.Close(file))
	again, err := filelock.Open(path)
	require.NoError(t, err)
	require.NoError(t, filelock.Close(again))
}

func TestWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	_, err := filelock.Open(filepath.Join(t.TempDir(), "missing", "file"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorIs(t, filelock.Close(nil), os.ErrInvalid)
}
