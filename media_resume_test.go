package whatsapp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func TestDownloadsGoOnWhereTheyBroke(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		steps  []step
		ranges []string
	}{
		"at the first attempt":  {[]step{answer(200, tenBytes)}, []string{""}},
		"once":                  {[]step{cut(tenBytes, 4), part("456789", "bytes 4-9/10")}, []string{"", "bytes=4-"}},
		"before the first byte": {[]step{cut(tenBytes, 0), answer(200, tenBytes)}, []string{"", ""}},
		"twice":                 {[]step{cut(tenBytes, 4), part("45", "bytes 4-9/10"), part("6789", "bytes 6-9/10")}, []string{"", "bytes=4-", "bytes=6-"}},
		"in small parts":        {[]step{cut(tenBytes, 1), part("123", "bytes 1-3/10"), part("456789", "bytes 4-9/10")}, []string{"", "bytes=1-", "bytes=4-"}},
		"of unknown total":      {[]step{cut(tenBytes, 4), part("456789", "bytes 4-9/*")}, []string{"", "bytes=4-"}},
		"of unknown length":     {[]step{cut(tenBytes, 4), unsized(part("456789", "bytes 4-9/*"))}, []string{"", "bytes=4-"}},
		"of no length at first": {[]step{unsized(cut(tenBytes, 4)), part("456789", "bytes 4-9/10")}, []string{"", "bytes=4-"}},
		"in parts of unknown":   {[]step{cut(tenBytes, 4), part("45", "bytes 4-5/*"), part("6789", "bytes 6-9/*")}, []string{"", "bytes=4-", "bytes=6-"}},
		"and get too much":      {[]step{cut(tenBytes, 4), unsized(part("456789!", "bytes 4-9/10"))}, []string{"", "bytes=4-"}},
		"from the beginning":    {[]step{cut(tenBytes, 4), answer(200, tenBytes)}, []string{"", "bytes=4-"}},
		"broken while passing over what is known": {
			[]step{cut(tenBytes, 4), cut(tenBytes, 2), part("456789", "bytes 4-9/10")}, []string{"", "bytes=4-", "bytes=4-"},
		},
		"after the last byte": {[]step{cut(tenBytes, 10)}, []string{""}},
		"an expired link":     {[]step{cut(tenBytes, 4), answer(404, ""), part("456789", "bytes 4-9/10")}, []string{"", "bytes=4-", "bytes=4-"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &linkServer{scripted: script(test.steps...)}
			var got bytes.Buffer
			info, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, &got, nil)
			require.NoError(t, err)
			require.Equal(t, tenBytes, got.String())
			require.Equal(t, mediaID, info.ID)
			var ranges []string
			for _, request := range server.requests {
				ranges = append(ranges, request.Header.Get("Range"))
				require.Equal(t, "Bearer "+testToken, request.Header.Get("Authorization"))
			}
			require.Equal(t, test.ranges, ranges)
			require.Zero(t, server.openBodies())
		})
	}
}

// A server that can tell whether the media has changed is asked to send all of
// it then.
func TestDownloadsGoOnOnlyWithTheSameMedia(t *testing.T) {
	t.Parallel()
	const monday, later = "Mon, 02 Mar 2026 09:00:00 GMT", "Mon, 02 Mar 2026 09:01:00 GMT"
	tests := map[string]struct {
		header []string // of the first answer
		want   string   // the If-Range of the second
	}{
		"a tag":                       {[]string{"Etag", `"v1"`}, `"v1"`},
		"a tag and a time":            {[]string{"Etag", `"v1"`, "Last-Modified", monday, "Date", later}, `"v1"`},
		"a weak tag":                  {[]string{"Etag", `W/"v1"`}, ""},
		"a weak tag and a time":       {[]string{"Etag", `W/"v1"`, "Last-Modified", monday, "Date", later}, ""},
		"a tag without quotes":        {[]string{"Etag", `v1`}, ""},
		"a tag that is cut":           {[]string{"Etag", `"v1`}, ""},
		"half a tag":                  {[]string{"Etag", `"`}, ""},
		"a time":                      {[]string{"Last-Modified", monday, "Date", later}, monday},
		"a time that has just passed": {[]string{"Last-Modified", monday, "Date", monday}, ""},
		"a time without another":      {[]string{"Last-Modified", monday}, ""},
		"no time":                     {[]string{"Last-Modified", "yesterday", "Date", later}, ""},
		"nothing":                     {nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Neither an answer that breaks before all is compared nor a part
			// says anything of the bytes that are written.
			server := &linkServer{scripted: script(
				headed(cut(tenBytes, 4), test.header...), headed(cut(tenBytes, 2), "Etag", `"v2"`),
				headed(part("45", "bytes 4-9/10"), "Etag", `"v3"`), part("6789", "bytes 6-9/10"))}
			var got bytes.Buffer
			_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, &got, nil)
			require.NoError(t, err)
			require.Equal(t, tenBytes, got.String())
			require.Len(t, server.requests, 4)
			require.NotContains(t, server.requests[0].Header, "If-Range")
			for _, request := range server.requests[1:] {
				require.Equal(t, test.want, request.Header.Get("If-Range"))
			}
		})
	}
}

// A changed object that begins with the same bytes is accepted.
func TestDownloadsGoOnWithTheChangedMedia(t *testing.T) {
	t.Parallel()
	server := &linkServer{scripted: script(
		headed(cut(tenBytes, 4), "Etag", `"v1"`), headed(cut(tenBytes, 6), "Etag", `"v2"`), part("6789", "bytes 6-9/10"))}
	_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, io.Discard, nil)
	require.NoError(t, err)
	require.Equal(t, `"v1"`, server.requests[1].Header.Get("If-Range"))
	require.Equal(t, `"v2"`, server.requests[2].Header.Get("If-Range"))
}

// Where Graph states no hash, nothing else would notice that two media objects
// have been glued together.
func TestDownloadsThatChange(t *testing.T) {
	t.Parallel()
	changed := bytes.Repeat([]byte("abcdefghij"), 30000)
	content := bytes.Repeat([]byte(tenBytes), 30000)
	for name, tags := range map[string][2]string{"by the tag": {`"v1"`, `"v2"`}, "by the length": {"", ""}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests, later := 0, changed
			if tags[0] == "" {
				later = changed[:299999]
			}
			client := describedMedia(t, "", 0, func(w http.ResponseWriter, r *http.Request) {
				body, tag := later, tags[1]
				if requests++; requests == 1 {
					body, tag = content, tags[0]
					w = &droppingWriter{ResponseWriter: w, left: 100000}
				}
				if tag != "" {
					w.Header().Set("ETag", tag)
				}
				http.ServeContent(w, r, "", zeroTime, bytes.NewReader(body))
			})
			var got bytes.Buffer
			_, err := client.Media.Download(t.Context(), mediaID, &got, nil)
			require.ErrorContains(t, err, "changed during the download")
			require.Equal(t, 2, requests)
			require.True(t, bytes.HasPrefix(content, got.Bytes()))
		})
	}
}

func TestDownloadsThatCannotGoOn(t *testing.T) {
	t.Parallel()
	broken := cut(tenBytes, 4)
	tests := map[string]struct {
		steps    []step
		problem  string
		requests int
	}{
		"another first byte":       {[]step{broken, part("3456789", "bytes 3-9/10")}, `requested the bytes from 4 on, but the server sent those from 3 on`, 2},
		"no range":                 {[]step{broken, answer(206, "456789")}, "but the server sent a part without a usable Content-Range", 2},
		"another unit":             {[]step{broken, part("456789", "items 4-9/10")}, "but the server sent a part without a usable Content-Range", 2},
		"backwards":                {[]step{broken, part("456789", "bytes 9-4/10")}, "but the server sent a part without a usable Content-Range", 2},
		"beyond the total":         {[]step{broken, part("456789", "bytes 4-9/9")}, "but the server sent a part without a usable Content-Range", 2},
		"no numbers":               {[]step{broken, part("456789", "bytes x-9/10")}, "but the server sent a part without a usable Content-Range", 2},
		"parts in parts":           {[]step{broken, answer(206, "--x", "Content-Type", "multipart/byteranges; boundary=x")}, "but the server sent a part without a usable Content-Range", 2},
		"a part that nobody wants": {[]step{part("456789", "bytes 4-9/10")}, "requested the bytes from 0 on", 1},
		"other bytes":              {[]step{broken, answer(200, "9876543210")}, "changed during the download", 2},
		"fewer bytes":              {[]step{broken, answer(200, "01")}, "changed during the download", 2},
		"a range refused":          {[]step{broken, answer(416, "")}, "HTTP 416", 2},
		"an expired link twice":    {[]step{broken, answer(404, ""), answer(404, "")}, "HTTP 404", 3},
		"a redirect":               {[]step{broken, answer(302, "", "Location", "https://media.elsewhere.test/file?hash=x")}, "the server redirects to media.elsewhere.test", 2},
		"broken for good":          {[]step{broken, cut(tenBytes, 0)}, "unexpected EOF", 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &linkServer{scripted: script(test.steps...)}
			var got bytes.Buffer
			info, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, &got, nil)
			require.Nil(t, info)
			require.ErrorContains(t, err, test.problem)
			require.NotContains(t, err.Error(), "ATuQhash")
			require.Equal(t, test.requests, server.count())
			require.Zero(t, server.openBodies())
			require.True(t, strings.HasPrefix(tenBytes, got.String()), "nothing wrong is written: %s", got.String())
		})
	}
}

func TestDownloadsAreNotResumedWithoutRetries(t *testing.T) {
	t.Parallel()
	server := &linkServer{scripted: script(cut(tenBytes, 4))}
	_, err := newClient(t, server).Media.Download(t.Context(), mediaID, io.Discard, nil, whatsapp.WithMaxRetries(0))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 1, server.count())
}

func TestWaitsBeforeADownloadGoesOn(t *testing.T) {
	t.Parallel()
	policy := whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 10 * time.Second, MaxWait: time.Minute})
	synctest.Test(t, func(t *testing.T) {
		server := &linkServer{scripted: script(cut(tenBytes, 4), part("456789", "bytes 4-9/10"))}
		started := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err := newClient(t, server, policy).Media.Download(ctx, mediaID, io.Discard, nil)
		require.NoError(t, err)
		assert.LessOrEqual(t, time.Since(started), 20*time.Second)
	})
	synctest.Test(t, func(t *testing.T) {
		server := &linkServer{scripted: script(cut(tenBytes, 4), part("456789", "bytes 4-9/10"))}
		short := whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1000 * time.Hour, MaxWait: time.Second})
		started := time.Now()
		_, err := newClient(t, server, short).Media.Download(t.Context(), mediaID, io.Discard, nil)
		require.NoError(t, err)
		assert.LessOrEqual(t, time.Since(started), time.Second)
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		server := &linkServer{scripted: script(cut(tenBytes, 4))}
		started := time.Now()
		_, err := newClient(t, server, policy).Media.Download(ctx, mediaID, io.Discard, nil)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "the wait would outlast the deadline and is not begun")
		assert.Zero(t, time.Since(started))
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		server := &linkServer{scripted: script(cut(tenBytes, 4), part("456789", "bytes 4-9/10"))}
		time.AfterFunc(time.Nanosecond, cancel)
		_, err := newClient(t, server, policy).Media.Download(ctx, mediaID, io.Discard, nil)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "the cause is named too")
		require.ErrorContains(t, err, "while waiting to resume")
		failure, ok := errors.AsType[*whatsapp.TransportError](err)
		require.True(t, ok)
		require.Equal(t, 1, failure.Attempts)
		require.Equal(t, 1, server.count())
	})
}

// The download resumes after a connection that no longer delivers anything.
func TestStalledDownloadsGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stalled := func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, tenBytes)(request)
			response.Body = io.NopCloser(io.MultiReader(strings.NewReader(tenBytes[:4]), waitingReader{request.Context()}))
			return response, err
		}
		server := &linkServer{scripted: script(stalled, part("456789", "bytes 4-9/10"))}
		client := newClient(t, server, whatsapp.WithAttemptTimeout(5*time.Second), impatient)
		started := time.Now()
		var got bytes.Buffer
		_, err := client.Media.Download(t.Context(), mediaID, &got, nil)
		require.NoError(t, err)
		require.Equal(t, tenBytes, got.String())
		assert.InDelta(t, 5*time.Second, time.Since(started), float64(time.Millisecond))
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		stalled := func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, tenBytes)(request)
			response.Body = io.NopCloser(waitingReader{request.Context()})
			return response, err
		}
		_, err := newClient(t, &linkServer{scripted: script(stalled)}, impatient).Media.Download(ctx, mediaID, io.Discard, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, whatsapp.ErrTransient, "the caller's own deadline")
	})
}

// The emulator truncates, expires and knows ranges.
func TestDownloadFromTheEmulator(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := world(t)
		content := bytes.Repeat([]byte("0123456789abcdef"), 10000)
		id := server.AddMedia(graphtest.PhoneNumberID, "audio/ogg", content)
		server.Script(graphtest.MediaRoute,
			graphtest.ExpiredMedia(), graphtest.Truncated(10), graphtest.Truncated(70000), graphtest.DropBefore(), graphtest.Truncated(0))
		var got bytes.Buffer
		info, err := client.Media.Download(t.Context(), id, &got, nil)
		require.NoError(t, err)
		require.Equal(t, content, got.Bytes())
		require.EqualValues(t, len(content), info.FileSize)
		require.Len(t, server.Requests(), 8)
	})
}

// A stream reports itself that it is not whole, whatever the transport says.
func TestStreamsReportTruncation(t *testing.T) {
	t.Parallel()
	short := func(length int64) step {
		return func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, tenBytes[:4])(request)
			response.ContentLength = length
			return response, err
		}
	}
	for name, step := range map[string]step{"of a known length": short(10), "of an unknown length": short(-1)} {
		server := &linkServer{scripted: script(step)}
		stream, err := newClient(t, server).Media.Open(t.Context(), mediaID)
		require.NoError(t, err)
		data, err := io.ReadAll(stream)
		require.Equal(t, tenBytes[:4], string(data), name)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		var failure *whatsapp.TransportError
		require.ErrorAs(t, err, &failure)
		require.Equal(t, "whatsapp: GET /{media-url}: the connection ended after 4 of 10 bytes: unexpected EOF", err.Error())
		require.NoError(t, stream.Close())
	}
	server := &linkServer{scripted: script(answer(200, tenBytes))}
	stream, err := newClient(t, server).Media.Open(t.Context(), mediaID)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, stream)
	require.NoError(t, err)
	_, err = stream.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

// Only failures in a row end a download: bytes that came in between begin the
// count again.
func TestProgressForgivesFailures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps    []step
		requests int
		whole    bool
	}{
		"a byte at a time": {
			[]step{cut(tenBytes, 1), dropped(1), dropped(2), dropped(3), dropped(4), dropped(5), part("6789", "bytes 6-9/10")}, 7, true,
		},
		"nothing more":         {[]step{cut(tenBytes, 4), empty(4)}, 5, false},
		"nothing, then a byte": {[]step{empty(0), empty(0), dropped(0), empty(1), empty(1), empty(1), part("123456789", "bytes 1-9/10")}, 7, true},
		"the same bytes again": {[]step{cut(tenBytes, 4), cut(tenBytes, 3)}, 5, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &linkServer{scripted: script(test.steps...)}
			var got bytes.Buffer
			_, err := newClient(t, server, impatient, whatsapp.WithMaxRetries(4)).Media.Download(t.Context(), mediaID, &got, nil)
			require.Equal(t, test.requests, server.count())
			if test.whole {
				require.NoError(t, err)
				require.Equal(t, tenBytes, got.String())
				return
			}
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		})
	}
}

// dropped answers with one byte more, and empty with none.
func dropped(offset int) step { return partly(offset, 1) }
func empty(offset int) step   { return partly(offset, 0) }

func partly(offset, count int) step {
	return func(request *http.Request) (*http.Response, error) {
		response, err := part(tenBytes[offset:], fmt.Sprintf("bytes %d-9/10", offset))(request)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(tenBytes[offset:offset+count]), brokenReader{}))
		return response, err
	}
}

// A success that does not hold the media, such as that of a server that is
// still busy, is asked for again, and is an error when it stays.
func TestDownloadsNeedTheMedia(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 202, 203, 204, 205, 207} {
		busy := answer(status, `{"status":"pending"}`)
		server := &linkServer{scripted: script(busy, answer(200, tenBytes))}
		var got bytes.Buffer
		_, err := newClient(t, server, impatient).Media.Download(t.Context(), mediaID, &got, nil)
		require.NoError(t, err, status)
		require.Equal(t, tenBytes, got.String())
		require.Equal(t, 2, server.count())

		server = &linkServer{scripted: script(busy)}
		stream, err := newClient(t, server).Media.Open(t.Context(), mediaID, once)
		require.Nil(t, stream)
		failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
		require.True(t, ok, err)
		require.Equal(t, status, failure.StatusCode)
		require.ErrorContains(t, err, "does not hold the media")
		require.ErrorIs(t, err, whatsapp.ErrTransient)
		require.Zero(t, server.openBodies())
	}
}
