package cli

import (
	"bytes"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever has ended a pipe is not told that it has ended; of another file that
// cannot be written, everybody is.
func TestAPipeThatNobodyReads(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	s := &shell{Streams: Streams{Err: &stderr, Getenv: func(string) string { return "" }}}
	s.explain(&fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.EPIPE}, exitFailure)
	require.Empty(t, stderr.String())
	s.explain(&fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.ENOSPC}, exitFailure)
	s.explain(&fs.PathError{Op: "write", Path: "shop.yaml", Err: syscall.EPIPE}, exitFailure)
	require.Contains(t, stderr.String(), syscall.ENOSPC.Error())
	require.Contains(t, stderr.String(), "shop.yaml")
}
