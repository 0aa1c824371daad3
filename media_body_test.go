package whatsapp_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/internal/filebody"
)

func bodyOf(t *testing.T, file filebody.File) *filebody.Body {
	t.Helper()
	source, err := filebody.New(t.Context(), file, time.Second)
	require.NoError(t, err)
	return source.From(0)
}

// A transport that wants the body again may not have closed the one it has: an
// HTTP/2 one goes on reading it. Only one of them reads the file.
func TestBodiesAreReadOneAtATime(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]filebody.File{
		"seeks": {Content: strings.NewReader(tenBytes)},
		"opens": {Size: 10, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(tenBytes)), nil }},
	} {
		body := bodyOf(t, file)
		first, err := body.Open()
		require.NoError(t, err)
		count, err := first.Read(make([]byte, 4))
		require.NoError(t, err)
		require.Equal(t, 4, count)
		second, err := body.Open()
		require.NoError(t, err)
		count, err = first.Read(make([]byte, 4))
		require.ErrorContains(t, err, "the request's body is closed", name)
		require.Zero(t, count)
		whole, err := io.ReadAll(second)
		require.NoError(t, err)
		require.Equal(t, tenBytes, string(whole))
		body.Finish()
		require.NoError(t, body.Err(), "what was read too late is not a failure of the file")
	}
}

// net/http may close a body more than once.
func TestBodiesCloseTheirFileOnce(t *testing.T) {
	t.Parallel()
	closed := 0
	body := bodyOf(t, filebody.File{Size: 10, Open: func() (io.ReadCloser, error) {
		return closingReader{strings.NewReader(tenBytes), func() error { closed++; return nil }}, nil
	}})
	reader, err := body.Open()
	require.NoError(t, err)
	_, err = io.ReadAll(reader)
	require.NoError(t, err)
	body.Close()
	body.Finish()
	body.Finish()
	require.Equal(t, 1, closed)
}

// A transport that reads on after a failure does not make the file whole.
func TestBodiesKeepTheirFailure(t *testing.T) {
	t.Parallel()
	failed := false
	once := readerFunc(func(buffer []byte) (int, error) {
		if !failed {
			failed = true
			return 0, errBadDisk
		}
		return copy(buffer, tenBytes), nil
	})
	body := bodyOf(t, filebody.File{Size: 20, Open: func() (io.ReadCloser, error) { return io.NopCloser(once), nil }})
	reader, err := body.Open()
	require.NoError(t, err)
	_, err = reader.Read(make([]byte, 4))
	require.ErrorIs(t, err, errBadDisk)
	_, err = reader.Read(make([]byte, 4))
	require.NoError(t, err)
	require.ErrorIs(t, body.Err(), errBadDisk)
}

// A read without room for a byte is not one that brings nothing.
func TestBodiesAreReadIntoNothing(t *testing.T) {
	t.Parallel()
	reader, err := bodyOf(t, filebody.File{Content: strings.NewReader(tenBytes)}).Open()
	require.NoError(t, err)
	count, err := reader.Read(nil)
	require.NoError(t, err)
	require.Zero(t, count)
}

// A file that blocks is left alone, by every later attempt.
func TestBodiesOfAFileThatBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent, writer := io.Pipe()
		source, err := filebody.New(context.Background(), filebody.File{Size: 10, Open: func() (io.ReadCloser, error) { return silent, nil }}, time.Second)
		require.NoError(t, err)
		body := source.From(0)
		_, err = body.Open()
		require.NoError(t, err)
		require.True(t, body.CanRepeat(), "nothing has been read")
		reader, err := body.Open()
		require.NoError(t, err)
		_, err = reader.Read(make([]byte, 4))
		require.ErrorContains(t, err, "no bytes were read from the file")
		require.False(t, body.CanRepeat())
		require.False(t, source.CanRead(0))
		_, err = body.Open()
		require.ErrorIs(t, err, filebody.ErrReadOnce)
		require.NoError(t, writer.Close())
	})
}

// Nothing goes on in the background after a file's beginning has been read, nor
// after an upload.
func TestUploadsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		file := whatsapp.File{Content: onlyReader{strings.NewReader("A line of text.\n")}, Size: 16}
		_, err := newClient(t, script(answer(200, uploaded))).Media.Upload(t.Context(), phoneNumberID, file)
		require.NoError(t, err)
	})
}

// A read under way decides whether the file can be read again, so it is waited
// for.
func TestBodiesWaitForAReadUnderWay(t *testing.T) {
	t.Parallel()
	silent, writer := io.Pipe()
	reading := make(chan struct{})
	blocks := readerFunc(func(buffer []byte) (int, error) {
		close(reading)
		return silent.Read(buffer)
	})
	body := bodyOf(t, filebody.File{Size: 10, Open: func() (io.ReadCloser, error) { return io.NopCloser(blocks), nil }})
	reader, err := body.Open()
	require.NoError(t, err)
	go func() { _, _ = reader.Read(make([]byte, 4)) }()
	<-reading
	require.False(t, body.CanRepeat())
	require.NoError(t, writer.Close())
}
