package graphtest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	uploadPath = "/" + graphtest.PhoneNumberID + "/media"

	staticSticker   = "RIFF....WEBPVP8L............."
	animatedSticker = "RIFF....WEBPVP8X....\x02........"
	alphaSticker    = "RIFF....WEBPVP8X....\x10........"
)

// padded returns a file of this size with these first bytes.
func padded(head string, size int) string { return head + strings.Repeat("a", size-len(head)) }

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for _, mimeType := range []string{
		"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/ogg; codecs=opus", "AUDIO/OGG", "text/plain", "application/pdf",
		"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"image/jpeg", "image/png", "image/webp", "video/mp4", "video/3gpp",
	} {
		reply := call(t, graphtest.New(), http.MethodPost, uploadPath, uploadBody("whatsapp", "application/octet-stream", mimeType, "x"))
		require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	}
	for _, mimeType := range []string{"application/octet-stream", "image/gif", "video/quicktime", "audio", "webp"} {
		reply := call(t, graphtest.New(), http.MethodPost, uploadPath, uploadBody("whatsapp", "image/png", mimeType, "x"))
		reply.requireError(t, http.StatusBadRequest, 100)
		require.Contains(t, reply.graphError(t).Message, "one of the following types: application/msword, ")
		require.Contains(t, reply.graphError(t).Message, "Received file of type '"+mimeType+"'.")
	}
}

func TestMediaSizes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mimeType string
		head     string
		most     int
	}{
		"image":            {"image/jpeg", "", 5 << 20},
		"audio":            {"audio/ogg; codecs=opus", "", 16 << 20},
		"video":            {"video/3gpp", "", 16 << 20},
		"static sticker":   {"image/webp", staticSticker, 100 << 10},
		"sticker in parts": {"image/webp", alphaSticker, 100 << 10},
		"animated sticker": {"image/webp", animatedSticker, 500 << 10},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			longest := padded(test.head, test.most)
			reply := call(t, srv, http.MethodPost, uploadPath, uploadBody("whatsapp", test.mimeType, test.mimeType, longest))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			reply = call(t, srv, http.MethodPost, uploadPath, uploadBody("whatsapp", test.mimeType, test.mimeType, longest+"a"))
			reply.requireDetails(t, http.StatusBadRequest, 131053, "too large")
		})
	}
}

// formOf returns an upload whose file comes from a reader.
func formOf(file io.Reader, before, after string) io.Reader {
	const product = "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
	const head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: text/plain\r\n\r\n"
	return io.MultiReader(strings.NewReader(product+before+head), file, strings.NewReader("\r\n"+after+"--b--\r\n"))
}

func typeField(mimeType string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" + mimeType + "\r\n"
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A type that comes after the file counts as well.
func TestMediaSizeByALaterType(t *testing.T) {
	t.Parallel()
	body, err := io.ReadAll(formOf(io.LimitReader(zeros{}, 100<<10+1), "", typeField("image/webp")))
	require.NoError(t, err)
	reply := call(t, graphtest.New(), http.MethodPost, uploadPath, payload{"multipart/form-data; boundary=b", string(body)})
	reply.requireDetails(t, http.StatusBadRequest, 131053, "one of the type image/webp may have 102400 bytes")
}

// A file that is too large is read to its end, as the client expects, but not
// kept: the request log has its beginning. The type of the part does not limit
// it, since a type that follows would take precedence.
func TestLargeMediaIsNotHeld(t *testing.T) {
	t.Parallel()
	const slack = 64 << 10
	for name, test := range map[string]struct {
		before     string
		size, most int
	}{
		"an image": {typeField("image/png"), 20 << 20, 5 << 20},
		"no type":  {"", 101 << 20, 100 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			body := formOf(io.LimitReader(zeros{}, int64(test.size)), test.before, "")
			request := newRequest(t, http.MethodPost, uploadPath, payload{"multipart/form-data; boundary=b", ""})
			request.Body, request.ContentLength = io.NopCloser(body), -1
			do(t, srv.Client(), request).requireDetails(t, http.StatusBadRequest, 131053, "too large")
			require.InDelta(t, test.most+slack/2, len(srv.Requests()[0].Body), slack/2)
			_, err := body.Read(make([]byte, 1))
			require.ErrorIs(t, err, io.EOF)
		})
	}
}

func TestLargeMediaOverASocket(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(graphtest.New())
	defer web.Close()
	body := formOf(io.LimitReader(zeros{}, 20<<20), typeField("video/mp4"), "")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL+"/v23.0"+uploadPath, body)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer token")
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	do(t, web.Client(), request).requireDetails(t, http.StatusBadRequest, 131053, "too large")
}

func TestUploadsThatBreakOff(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   io.Reader
		length int64
		want   string
	}{
		// The reader would continue after its error.
		"within the form": {iotest.TimeoutReader(formOf(strings.NewReader("hello"), "", "")), -1, iotest.ErrTimeout.Error()},
		"too short":       {formOf(strings.NewReader("hello"), "", ""), 1000, "ContentLength=1000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			request := newRequest(t, http.MethodPost, uploadPath, payload{"multipart/form-data; boundary=b", ""})
			request.Body, request.ContentLength = io.NopCloser(test.body), test.length
			_, err := srv.Client().Do(request)
			require.ErrorContains(t, err, test.want)
		})
	}
}
