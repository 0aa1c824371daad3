package whatsapp_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

var zeroTime time.Time

// socketMedia makes a client of a media object whose link serve answers.
func socketMedia(t *testing.T, content []byte, serve http.HandlerFunc) *whatsapp.Client {
	t.Helper()
	sum := sha256.Sum256(content)
	return describedMedia(t, hex.EncodeToString(sum[:]), int64(len(content)), serve)
}

func describedMedia(t *testing.T, hash string, size int64, serve http.HandlerFunc) *whatsapp.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/file" {
			serve(w, r)
			return
		}
		fmt.Fprintf(w, `{"id":%q,"url":"http://%s/file","sha256":%q,"file_size":%d}`, mediaID, r.Host, hash, size)
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL), impatient)
	require.NoError(t, err)
	return client
}

// trustingClient makes a client that brings no transport of its own and trusts
// the server's certificate. It must not run in parallel with
// other tests.
func trustingClient(t *testing.T, server *httptest.Server) *whatsapp.Client {
	t.Helper()
	standard := http.DefaultTransport
	http.DefaultTransport = server.Client().Transport
	defer func() { http.DefaultTransport = standard }()
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	return client
}

// storing is a server that reads what it gets, over either version of HTTP.
func storing(t *testing.T, http2 bool, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, uploaded)
	}))
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	opts = append([]whatsapp.Option{whatsapp.WithBaseURL(server.URL), whatsapp.WithHTTPClient(server.Client()), impatient}, opts...)
	client, err := whatsapp.NewClient(testToken, opts...)
	require.NoError(t, err)
	_, err = client.Media.Get(t.Context(), mediaID) // opens the connection
	require.NoError(t, err)
	return client
}

const (
	tenBytes     = "0123456789"
	tenBytesHash = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"
	tenBytes64   = "hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII="
)

// A linkServer answers the metadata of a media object, and its link step by
// step.
type linkServer struct {
	*scripted
	lookUps int
}

func (s *linkServer) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host != "graph.facebook.com" {
		return s.scripted.RoundTrip(request)
	}
	s.lookUps++
	return answer(200, s.metadata())(request)
}

func (s *linkServer) metadata() string { return mediaMetadata(tenBytesHash, len(tenBytes)) }

func mediaMetadata(hash string, size int) string {
	return fmt.Sprintf(`{"id":%q,"url":%q,"mime_type":"image/png","sha256":%q,"file_size":%d}`, mediaID, mediaURL, hash, size)
}

// cut sends the beginning of a body whose length it has announced.
func cut(body string, count int) step {
	return func(request *http.Request) (*http.Response, error) {
		response, err := answer(200, body)(request)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(body[:count]), brokenReader{}))
		return response, err
	}
}

// unsized takes the length from what a step answers.
func unsized(next step) step {
	return func(request *http.Request) (*http.Response, error) {
		response, err := next(request)
		response.ContentLength = -1
		return response, err
	}
}

// part answers with a part of a body.
func part(body, contentRange string) step { return answer(206, body, "Content-Range", contentRange) }

// headed adds headers to what a step answers.
func headed(next step, header ...string) step {
	return func(request *http.Request) (*http.Response, error) {
		response, err := next(request)
		for i := 0; i+1 < len(header); i += 2 {
			response.Header.Set(header[i], header[i+1])
		}
		return response, err
	}
}

const uploaded = `{"id":"` + mediaID + `"}`

// linkedTo answers the metadata with a link, and any request of the link's host
// with the bytes.
func linkedTo(t *testing.T, link string, opts ...whatsapp.Option) (*whatsapp.Client, *recorder) {
	t.Helper()
	metadata, download := readFixture(t, "media/open_metadata"), readFixture(t, "media/open_success")
	transport, log := answerAll(func(request *http.Request) (*http.Response, error) {
		if request.URL.Path == metadata.Request.Path {
			return metadata.Response.with(`{"id":"` + mediaID + `","url":"` + link + `"}`).respond(request)
		}
		return download.Response.respond(request)
	})
	return newClient(t, transport, opts...), log
}

// An uploadCounter is a server that counts the uploads that reach it.
type uploadCounter struct {
	server *httptest.Server
	begun  atomic.Int64
	whole  atomic.Int64
	bytes  atomic.Int64
	// then answers a whole upload; nil for success.
	then func(http.ResponseWriter)
}

func newUploadCounter(t *testing.T) *uploadCounter {
	t.Helper()
	counter := &uploadCounter{}
	counter.server = httptest.NewServer(counter)
	t.Cleanup(counter.server.Close)
	return counter
}

func (c *uploadCounter) client(t *testing.T, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	opts = append([]whatsapp.Option{whatsapp.WithBaseURL(c.server.URL), whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1})}, opts...)
	client, err := whatsapp.NewClient(testToken, opts...)
	require.NoError(t, err)
	return client
}

func (c *uploadCounter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.begun.Add(1)
	if r.ContentLength <= 0 || !c.readForm(r) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.whole.Add(1)
	if c.then != nil {
		c.then(w)
		return
	}
	io.WriteString(w, uploaded)
}

// readForm reads a form to its end, without keeping it.
func (c *uploadCounter) readForm(r *http.Request) bool {
	_, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return false
	}
	form := multipart.NewReader(r.Body, options["boundary"])
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			_, err = io.Copy(io.Discard, r.Body)
			return err == nil
		}
		if err != nil {
			return false
		}
		count, err := io.Copy(io.Discard, part)
		if err != nil {
			return false
		}
		if part.FormName() == "file" {
			c.bytes.Add(count)
		}
	}
}

// mediaOf makes a client of a media object with this hash, size and body.
func mediaOf(t *testing.T, hash string, size int, body string) *whatsapp.Client {
	t.Helper()
	return newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
		if request.URL.Host == "graph.facebook.com" {
			return answer(200, mediaMetadata(hash, size))(request)
		}
		response, err := answer(200, body)(request)
		response.ContentLength = -1
		return response, err
	}), impatient)
}

// droppingWriter ends the connection after some bytes.
type droppingWriter struct {
	http.ResponseWriter
	left int
}

func (w *droppingWriter) Write(data []byte) (int, error) {
	if len(data) > w.left {
		w.ResponseWriter.Write(data[:w.left])
		http.NewResponseController(w.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	w.left -= len(data)
	return w.ResponseWriter.Write(data)
}
