package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// unstatedMedia is a client of a media object of which Graph says neither the
// hash nor the size; its link answers step by step.
func unstatedMedia(t *testing.T, steps ...step) *whatsapp.Client {
	t.Helper()
	link := script(steps...)
	return newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
		if request.URL.Host == "graph.facebook.com" {
			return answer(200, mediaMetadata("", 0))(request)
		}
		return link.RoundTrip(request)
	}), impatient)
}

// Where nobody says how long the media is, only the end of the connection tells
// whether it is whole.
func TestMediaOfUnknownLength(t *testing.T) {
	t.Parallel()
	stream, err := unstatedMedia(t, unsized(cut(tenBytes, 4))).Media.Open(t.Context(), mediaID)
	require.NoError(t, err)
	data, err := io.ReadAll(stream)
	require.Equal(t, tenBytes[:4], string(data))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NoError(t, stream.Close())

	short := func(request *http.Request) (*http.Response, error) {
		response, err := part("456789", "bytes 4-9/*")(request)
		response.Body = io.NopCloser(strings.NewReader("45"))
		return response, err
	}
	for name, steps := range map[string][]step{
		"broken before the first byte": {unsized(cut(tenBytes, 0)), unsized(answer(200, tenBytes))},
		"a part that ends early":       {unsized(cut(tenBytes, 4)), short, part("6789", "bytes 6-9/*")},
	} {
		var got bytes.Buffer
		_, err = unstatedMedia(t, steps...).Media.Download(t.Context(), mediaID, &got, nil)
		require.NoError(t, err, name)
		require.Equal(t, tenBytes, got.String(), name)
	}
}

// A server that has nothing says so: what is announced as empty did not break.
func TestDownloadsThatAreEmpty(t *testing.T) {
	t.Parallel()
	server := &linkServer{scripted: script(answer(200, ""))}
	_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, io.Discard, nil)
	failure, ok := errors.AsType[*whatsapp.MediaHashError](err)
	require.True(t, ok, err)
	require.Equal(t, tenBytesHash, failure.Want)
	require.Equal(t, 1, server.count())
}

// A destination that fails at what comes after the last byte has failed.
func TestDestinationsThatFailAfterTheLastByte(t *testing.T) {
	t.Parallel()
	long := func(request *http.Request) (*http.Response, error) {
		response, err := unsized(answer(200, tenBytes))(request)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(tenBytes), strings.NewReader("!")))
		return response, err
	}
	full := writerFunc(func(data []byte) (int, error) {
		if string(data) == "!" {
			return 0, errBadDisk
		}
		return len(data), nil
	})
	info, err := newClient(t, &linkServer{scripted: script(long)}).Media.Download(t.Context(), mediaID, full, nil)
	require.Nil(t, info)
	require.ErrorIs(t, err, errBadDisk)
}

// A link that has expired is asked for again, and the media may be gone by
// then.
func TestDownloadsOfMediaThatIsGone(t *testing.T) {
	t.Parallel()
	server := script(answer(200, mediaMetadata("", 0)), answer(404, ""), answer(404, graphError("100")))
	info, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, io.Discard, nil)
	require.Nil(t, info)
	failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
	require.True(t, ok, err)
	require.Equal(t, "GET /{media-id}", failure.Operation)
	require.Equal(t, 3, server.count())
}

// After a failure nothing more is read from a connection, not even when it goes
// on.
func TestDownloadsLeaveABrokenConnection(t *testing.T) {
	t.Parallel()
	hiccup := func(request *http.Request) (*http.Response, error) {
		response, err := answer(200, tenBytes)(request)
		broken := false
		once := readerFunc(func([]byte) (int, error) {
			if broken {
				return 0, io.EOF
			}
			broken = true
			return 0, io.ErrUnexpectedEOF
		})
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(tenBytes[:2]), once, strings.NewReader(tenBytes[2:])))
		return response, err
	}
	server := &linkServer{scripted: script(cut(tenBytes, 4), hiccup, part("456789", "bytes 4-9/10"))}
	var got bytes.Buffer
	_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, &got, nil)
	require.NoError(t, err)
	require.Equal(t, tenBytes, got.String())
	require.Equal(t, 3, server.count())
}
