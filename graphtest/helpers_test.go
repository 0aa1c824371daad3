package graphtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const host = "https://graph.facebook.com"

// answer is a reply that has been read to its end.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// object decodes the body as a JSON object.
func (a answer) object(t testing.TB) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.Body), &object), a.Body)
	return object
}

// data decodes the items of a list.
func (a answer) data(t testing.TB) []map[string]any {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, a.Body)
	var list struct{ Data []map[string]any }
	require.NoError(t, json.Unmarshal([]byte(a.Body), &list), a.Body)
	return list.Data
}

// graphError decodes an error envelope.
func (a answer) graphError(t testing.TB) graphtest.Error {
	t.Helper()
	var envelope struct{ Error *graphtest.Error }
	require.NoError(t, json.Unmarshal([]byte(a.Body), &envelope), a.Body)
	require.NotNil(t, envelope.Error, "there is no error in %s", a.Body)
	return *envelope.Error
}

// requireError checks the code of an error reply.
func (a answer) requireError(t testing.TB, status, code int) {
	t.Helper()
	envelope := a.graphError(t)
	require.Equal(t, status, a.Status, a.Body)
	require.Equal(t, code, envelope.Code, a.Body)
	require.NotEmpty(t, envelope.Message)
	require.NotEmpty(t, envelope.Type)
	require.NotEmpty(t, envelope.TraceID)
	require.Equal(t, a.Header.Get("X-Fb-Trace-Id"), envelope.TraceID)
}

// payload is a request body with its content type.
type payload struct {
	contentType string
	text        string
}

func form(pairs ...string) payload {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return payload{"application/x-www-form-urlencoded", values.Encode()}
}

func multipartForm(pairs ...string) payload {
	var body strings.Builder
	writer := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		if err := writer.WriteField(pairs[i], pairs[i+1]); err != nil {
			panic(err)
		}
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
	return payload{writer.FormDataContentType(), body.String()}
}

// upload is a file in a form.
type upload struct{ field, mimeType, content string }

// fileForm is a form of a field and files.
func fileForm(t testing.TB, name, value string, files ...upload) payload {
	t.Helper()
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	require.NoError(t, writer.WriteField(name, value))
	for _, file := range files {
		part, err := writer.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="` + file.field + `"; filename="a file"`}, "Content-Type": {file.mimeType},
		})
		require.NoError(t, err)
		_, err = part.Write([]byte(file.content))
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	return payload{writer.FormDataContentType(), body.String()}
}

func jsonBody(text string) payload {
	return payload{"application/json", text}
}

// newRequest builds an authorised request for a path without the version.
func newRequest(t testing.TB, method, path string, bodies ...payload) *http.Request {
	t.Helper()
	var body io.Reader
	if len(bodies) > 0 {
		body = strings.NewReader(bodies[0].text)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, host+"/v23.0"+path, body)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)
	if len(bodies) > 0 {
		request.Header.Set("Content-Type", bodies[0].contentType)
	}
	return request
}

func do(t testing.TB, client *http.Client, request *http.Request) answer {
	t.Helper()
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response.StatusCode, response.Header, string(body)}
}

// call sends an authorised request and reads the reply.
func call(t testing.TB, srv *graphtest.Server, method, path string, bodies ...payload) answer {
	t.Helper()
	return do(t, srv.Client(), newRequest(t, method, path, bodies...))
}

func get(t testing.TB, srv *graphtest.Server, path string) answer {
	t.Helper()
	return call(t, srv, http.MethodGet, path)
}

func query(pairs ...string) string {
	return "?" + form(pairs...).text
}

// texts collects one field of every item.
func texts(items []map[string]any, field string) []string {
	values := make([]string, 0, len(items))
	for _, item := range items {
		text, _ := item[field].(string)
		values = append(values, text)
	}
	return values
}
