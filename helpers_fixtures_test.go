package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A fixture is one recorded exchange, or for errors, an answer to any request.
// The usual headers are left out; see addUsualHeaders.
type fixture struct {
	Request  recordedRequest  `json:"request"`
	Response recordedResponse `json:"response"`
	// Classes and Message say what an error is decoded to.
	Classes []string `json:"classes"`
	Message string   `json:"message"`
}

type recordedRequest struct {
	Method  string            `json:"method"`
	Host    string            `json:"host"`
	Path    string            `json:"path"`
	Query   map[string]string `json:"query"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
	Form    map[string]string `json:"form"`
	// Text is a body that is not JSON, Parts those of a multipart form.
	Text  *string        `json:"text"`
	Parts []recordedPart `json:"parts"`
}

type recordedPart struct {
	Disposition string `json:"disposition"`
	Type        string `json:"type"`
	Text        string `json:"text"`
}

// A recordedResponse has its body as JSON, or as any text.
type recordedResponse struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
	Text    *string           `json:"text"`
}

func readFixture(t testing.TB, name string) fixture {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)+".json"))
	require.NoError(t, err)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var recorded fixture
	require.NoError(t, decoder.Decode(&recorded), name)
	recorded.addUsualHeaders(name)
	return recorded
}

// addUsualHeaders adds what nearly every exchange has, so that a fixture states
// only what is special about it. An answer that is not JSON does not come from
// Graph, or not as usual.
func (f *fixture) addUsualHeaders(name string) {
	request := map[string]string{"Accept": "application/json"}
	switch {
	case f.Request.Body != nil:
		request["Content-Type"] = "application/json"
	case f.Request.Form != nil:
		request["Content-Type"] = "application/x-www-form-urlencoded"
	}
	maps.Copy(request, f.Request.Headers)
	f.Request.Headers = request
	if f.Response.Text != nil {
		return
	}
	response := map[string]string{
		"Content-Type":         "application/json; charset=UTF-8",
		"Facebook-Api-Version": whatsapp.DefaultAPIVersion,
		"X-Fb-Trace-Id":        "AtraceOf/" + name,
	}
	maps.Copy(response, f.Response.Headers)
	f.Response.Headers = response
}

// isWithoutToken reports whether the app secret takes the place of a token.
func (r recordedRequest) isWithoutToken() bool {
	authorization, stated := r.Headers["Authorization"]
	return stated && authorization == ""
}

func (r recordedRequest) address() string {
	if r.Host != "" {
		return r.Host + r.Path
	}
	return "https://graph.facebook.com" + r.Path
}

// body is the body on the wire, where JSON has no blanks.
func (r recordedResponse) body() []byte {
	if r.Text != nil {
		return []byte(*r.Text)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, r.Body); err != nil {
		panic(err)
	}
	return compact.Bytes()
}

// with is the response with another body.
func (r recordedResponse) with(body string) recordedResponse {
	r.Text = &body
	return r
}

func (r recordedResponse) respond(request *http.Request) (*http.Response, error) {
	body := r.body()
	response := &http.Response{
		StatusCode:    r.Status,
		Header:        http.Header{},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       request,
	}
	for name, value := range r.Headers {
		response.Header.Set(name, value)
	}
	return response, nil
}

// A sentRequest is a request as it reached the transport.
type sentRequest struct {
	*http.Request
	body []byte
}

// A recorder keeps the requests that reached the transport.
type recorder struct {
	mutex    sync.Mutex
	requests []sentRequest
}

func (r *recorder) record(request *http.Request) error {
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return err
		}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests = append(r.requests, sentRequest{Request: request, body: body})
	return nil
}

func (r *recorder) sent() []sentRequest {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.requests
}

// recording records a request before it is answered.
func (r *recorder) recording(responder httpmock.Responder) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		if err := r.record(request); err != nil {
			return nil, err
		}
		return responder(request)
	}
}

// replay answers the requests of the exchanges, and fails the test on others.
func replay(t testing.TB, exchanges ...fixture) (*httpmock.MockTransport, *recorder) {
	t.Helper()
	transport, log := httpmock.NewMockTransport(), &recorder{}
	for _, exchange := range exchanges {
		transport.RegisterResponder(exchange.Request.Method, exchange.Request.address(), log.recording(exchange.Response.respond))
	}
	transport.RegisterNoResponder(log.recording(func(request *http.Request) (*http.Response, error) {
		t.Errorf("unexpected request: %s %s", request.Method, request.URL)
		return nil, httpmock.NoResponderFound
	}))
	return transport, log
}

// answerAll answers every request with responder.
func answerAll(responder httpmock.Responder) (*httpmock.MockTransport, *recorder) {
	transport, log := httpmock.NewMockTransport(), &recorder{}
	transport.RegisterNoResponder(log.recording(responder))
	return transport, log
}

// requireRequest compares a request with the recorded one: every header, and
// nothing more.
func requireRequest(t *testing.T, want recordedRequest, got sentRequest) {
	t.Helper()
	assert.Equal(t, want.Method, got.Method)
	assert.Equal(t, want.address(), got.URL.Scheme+"://"+got.URL.Host+got.URL.Path)
	assert.Equal(t, got.URL.Host, got.Host)
	assert.Equal(t, valuesOf(want.Query), got.URL.Query())

	header := http.Header{
		"Authorization": {"Bearer " + testToken},
		"User-Agent":    {"wabakit-whatsapp-go/" + whatsapp.Version},
	}
	for name, value := range want.Headers {
		header[spelling(name)] = []string{value}
		if value == "" { // the usual header is left out
			delete(header, spelling(name))
		}
	}
	if want.Parts != nil {
		header["Content-Type"] = got.Header["Content-Type"] // the boundary is random
	}
	assert.Equal(t, header, got.Header)

	assert.EqualValues(t, len(got.body), got.ContentLength)
	switch {
	case want.Form != nil:
		assert.Equal(t, valuesOf(want.Form), formOf(t, got))
	case want.Text != nil:
		assert.Equal(t, *want.Text, string(got.body))
	case want.Parts != nil:
		assert.Equal(t, want.Parts, partsOf(t, got))
	case want.Body != nil:
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, want.Body))
		assert.Equal(t, compact.String(), string(got.body))
	default:
		assert.Nil(t, got.Body, "there is no body, not even an empty one")
	}
}

func valuesOf(single map[string]string) url.Values {
	values := url.Values{}
	for name, value := range single {
		values.Set(name, value)
	}
	return values
}

func formOf(t *testing.T, request sentRequest) url.Values {
	t.Helper()
	form, err := url.ParseQuery(string(request.body))
	require.NoError(t, err)
	return form
}

// spelling is a header's name on the wire. One with an underscore is sent as
// Meta spells it.
func spelling(name string) string {
	if strings.Contains(name, "_") {
		return name
	}
	return http.CanonicalHeaderKey(name)
}

// partsOf reads a multipart form.
func partsOf(t *testing.T, request sentRequest) []recordedPart {
	t.Helper()
	kind, options, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", kind)
	form := multipart.NewReader(bytes.NewReader(request.body), options["boundary"])
	var parts []recordedPart
	for {
		part, err := form.NextRawPart()
		if err == io.EOF {
			return parts
		}
		require.NoError(t, err)
		text, err := io.ReadAll(part)
		require.NoError(t, err)
		parts = append(parts, recordedPart{part.Header.Get("Content-Disposition"), part.Header.Get("Content-Type"), string(text)})
	}
}
