package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	flowID    = "1534567890123456"
	groupID   = "Y2FwaV9ncm91cDoxMjM0NTY3ODkw"
	flowJSON  = `{"version":"7.1","screens":[{"id":"WELCOME","title":"Welcome","terminal":true}]}`
	publicKey = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n"
)

// textPart and filePart are parts of a form on the wire.
func textPart(name, text string) recordedPart {
	return recordedPart{Disposition: `form-data; name="` + name + `"`, Text: text}
}

func filePart(field, name, mimeType, text string) recordedPart {
	return recordedPart{`form-data; name="` + field + `"; filename="` + name + `"`, mimeType, text}
}

func jpegFile() *whatsapp.File {
	return &whatsapp.File{Content: strings.NewReader("\xFF\xD8\xFF\xE0 a picture"), Name: "group.jpg"}
}

// The operations that Meta documents as forms and that have no method here.
func TestDoSendsDocumentedForms(t *testing.T) {
	t.Parallel()
	flowFile := func() *whatsapp.File {
		return &whatsapp.File{Content: strings.NewReader(flowJSON), Name: "flow.json", MIMEType: "application/json"}
	}
	tests := map[string]struct {
		path   []string
		form   whatsapp.MultipartForm
		answer string
		want   []recordedPart
	}{
		"create a flow": {
			[]string{wabaID, "flows"},
			whatsapp.MultipartForm{Fields: url.Values{
				"name": {"Appointments"}, "categories": {`["OTHER"]`}, "clone_flow_id": {flowID}, "endpoint_uri": {"https://shop.test/flow"},
			}},
			`{"id":"` + flowID + `"}`,
			[]recordedPart{
				textPart("categories", `["OTHER"]`), textPart("clone_flow_id", flowID),
				textPart("endpoint_uri", "https://shop.test/flow"), textPart("name", "Appointments"),
			},
		},
		"update a flow": {
			[]string{flowID},
			whatsapp.MultipartForm{Fields: url.Values{"name": {"Termine für März"}, "categories": {`["SURVEY","OTHER"]`}}},
			success,
			[]recordedPart{textPart("categories", `["SURVEY","OTHER"]`), textPart("name", "Termine für März")},
		},
		"update a flow's JSON": {
			[]string{flowID, "assets"},
			whatsapp.MultipartForm{Fields: url.Values{"name": {"flow.json"}, "asset_type": {"FLOW_JSON"}}, File: flowFile()},
			`{"success":true,"validation_errors":[{"error":"INVALID_PROPERTY"}]}`,
			[]recordedPart{
				textPart("asset_type", "FLOW_JSON"), textPart("name", "flow.json"),
				filePart("file", "flow.json", "application/json", flowJSON),
			},
		},
		"migrate flows": {
			[]string{wabaID, "migrate_flows"},
			whatsapp.MultipartForm{Fields: url.Values{"source_waba_id": {wabaID}, "source_flow_names": {`["appointment","leadgen"]`}}},
			`{"migrated_flows":[{"source_name":"appointment"}],"failed_flows":[]}`,
			[]recordedPart{textPart("source_flow_names", `["appointment","leadgen"]`), textPart("source_waba_id", wabaID)},
		},
		"set the public key": {
			[]string{phoneNumberID, "whatsapp_business_encryption"},
			whatsapp.MultipartForm{Fields: url.Values{"business_public_key": {publicKey}}},
			success,
			[]recordedPart{textPart("business_public_key", publicKey)},
		},
		"set a group's picture": {
			[]string{groupID},
			whatsapp.MultipartForm{Fields: url.Values{"messaging_product": {"whatsapp"}}, File: jpegFile()},
			success,
			[]recordedPart{textPart("messaging_product", "whatsapp"), filePart("file", "group.jpg", "image/jpeg", "\xFF\xD8\xFF\xE0 a picture")},
		},
		"a file alone": {
			[]string{groupID}, whatsapp.MultipartForm{File: jpegFile(), FileField: "picture"}, success,
			[]recordedPart{filePart("picture", "group.jpg", "image/jpeg", "\xFF\xD8\xFF\xE0 a picture")},
		},
		"a file without a name": {
			[]string{groupID}, whatsapp.MultipartForm{File: &whatsapp.File{Content: strings.NewReader("\x89PNG\r\n\x1a\n")}}, success,
			[]recordedPart{filePart("file", "media.png", "image/png", "\x89PNG\r\n\x1a\n")},
		},
		"an empty file": {
			[]string{groupID}, whatsapp.MultipartForm{File: &whatsapp.File{Content: strings.NewReader("")}}, success,
			[]recordedPart{filePart("file", "media", "application/octet-stream", "")},
		},
		"a field with several values": {
			[]string{groupID}, whatsapp.MultipartForm{Fields: url.Values{"tag": {"b", "a", ""}}}, success,
			[]recordedPart{textPart("tag", "b"), textPart("tag", "a"), textPart("tag", "")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, test.answer))
			var got json.RawMessage
			op := whatsapp.Operation{Method: http.MethodPost, Path: test.path, Multipart: &test.form}
			require.NoError(t, newClient(t, server).Do(t.Context(), op, &got))
			require.JSONEq(t, test.answer, string(got))
			request, body := server.requests[0], server.bodies[0]
			require.Equal(t, "/v23.0/"+strings.Join(test.path, "/"), request.URL.Path)
			require.Equal(t, test.want, partsOf(t, sentRequest{request, []byte(body)}))
			require.EqualValues(t, len(body), request.ContentLength)
		})
	}
}

// A server of the standard library reads the same, and is told the length.
func TestFormsOverASocket(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Positive(t, r.ContentLength)
		assert.Empty(t, r.TransferEncoding)
		if !assert.NoError(t, r.ParseMultipartForm(1<<20)) {
			return
		}
		assert.Equal(t, url.Values{"name": {"Appointments"}}, url.Values(r.MultipartForm.Value))
		fmt.Fprintf(w, `{"files":%d}`, len(r.MultipartForm.File))
	}))
	t.Cleanup(server.Close)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL))
	require.NoError(t, err)
	for files, file := range []*whatsapp.File{nil, jpegFile()} {
		form := &whatsapp.MultipartForm{Fields: url.Values{"name": {"Appointments"}}, File: file}
		var got struct{ Files int }
		require.NoError(t, client.Do(t.Context(), whatsapp.Operation{Method: http.MethodPost, Path: []string{wabaID}, Multipart: form}, &got))
		require.Equal(t, files, got.Files)
	}
}

// A form is repeated as its operation and its file allow.
func TestFormsAreRepeated(t *testing.T) {
	t.Parallel()
	fields := url.Values{"name": {"Appointments"}}
	for name, test := range map[string]struct {
		repeat   whatsapp.Repeat
		file     *whatsapp.File
		requests int
		problem  string
	}{
		"fields":             {whatsapp.RepeatSafe, nil, 2, ""},
		"fields, once":       {whatsapp.RepeatUnsafe, nil, 1, "the outcome is unknown"},
		"file that seeks":    {whatsapp.RepeatSafe, jpegFile(), 2, ""},
		"file, once":         {whatsapp.RepeatUnsafe, jpegFile(), 1, "the outcome is unknown"},
		"file read once":     {whatsapp.RepeatSafe, &whatsapp.File{Content: onlyReader{strings.NewReader(tenBytes)}, Size: 10}, 1, "the file cannot be read a second time"},
		"fields, single use": {whatsapp.RepeatNever, nil, 1, "the outcome is unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(500, graphError("2")), answer(200, success))
			op := whatsapp.Operation{
				Method: http.MethodPost, Path: []string{wabaID}, Repeat: test.repeat,
				Multipart: &whatsapp.MultipartForm{Fields: fields, File: test.file},
			}
			err := newClient(t, server, impatient).Do(t.Context(), op, nil)
			require.Equal(t, test.requests, server.count())
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				return
			}
			require.NoError(t, err)
			require.Equal(t, server.bodies[0], server.bodies[1])
			require.Contains(t, server.bodies[1], "Appointments")
			require.NoError(t, newClient(t, server).Do(t.Context(), op, nil), "an operation can be used again")
		})
	}
}

func TestFormsThatCannotBeSent(t *testing.T) {
	t.Parallel()
	fields := url.Values{"name": {"Appointments"}}
	noFile := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }
	tests := map[string]struct {
		op      whatsapp.Operation
		problem string
	}{
		"with a body":     {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: fields}, Body: fields}, "Body, Form and Multipart exclude each other"},
		"with a form":     {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: fields}, Form: fields}, "Body, Form and Multipart exclude each other"},
		"nothing":         {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{}}, "neither fields nor a file"},
		"no values":       {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: url.Values{"name": nil}}}, "neither fields nor a file"},
		"field, no file":  {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: fields, FileField: "file"}}, "a FileField, but no File"},
		"nameless field":  {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: url.Values{"": {"x"}}}}, "a field without a name"},
		"a token":         {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{Fields: url.Values{"access_token": {testToken}}}}, "use WithToken"},
		"an empty File":   {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{File: &whatsapp.File{}}}, "file needs Content or Open, and not both"},
		"a bad MIME type": {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{File: &whatsapp.File{Open: noFile, Size: 1, MIMEType: "text/plain\r\nX: y"}}}, "which is not a MIME type"},
		"an unread head":  {whatsapp.Operation{Multipart: &whatsapp.MultipartForm{File: &whatsapp.File{Content: failingReader{}, Size: 10}}}, "whatsapp: read the beginning of the file: bad disk"},
	}
	for name, test := range tests {
		for _, opts := range [][]whatsapp.RequestOption{nil, {whatsapp.WithoutValidation()}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				transport, log := replay(t)
				op := test.op
				op.Method, op.Path = http.MethodPost, []string{wabaID}
				err := newClient(t, transport).Do(t.Context(), op, nil, opts...)
				require.ErrorContains(t, err, test.problem)
				require.NotContains(t, err.Error(), testToken)
				require.Empty(t, log.sent())
			})
		}
	}
}

// No name, no type and no text can end a part, or add a header to it.
func TestFormsCannotBeBroken(t *testing.T) {
	t.Parallel()
	const hostile = "x\"\r\nX-Injected: y\r\n\r\n--boundary--\r\n"
	server := script(answer(200, success))
	client := newClient(t, server)
	form := &whatsapp.MultipartForm{
		Fields: url.Values{"name" + hostile: {hostile}}, FileField: "file" + hostile,
		File: &whatsapp.File{Content: strings.NewReader(hostile), Name: "a" + hostile},
	}
	require.NoError(t, client.Do(t.Context(), whatsapp.Operation{Method: http.MethodPost, Path: []string{wabaID}, Multipart: form}, nil))
	parts := partsOf(t, sentRequest{server.requests[0], []byte(server.bodies[0])})
	require.Len(t, parts, 2)
	for _, part := range parts {
		require.Equal(t, hostile, part.Text)
	}

	for _, mimeType := range []string{"image/png\r\nX-Injected: y", "image/png\nX: y", "image/png\rX: y", "\x00", "image/png\x7f", "image/png\r\n\r\nbytes"} {
		upload := whatsapp.File{Content: strings.NewReader("x"), MIMEType: mimeType}
		_, err := client.Media.Upload(t.Context(), phoneNumberID, upload, whatsapp.WithoutValidation())
		requireViolations(t, err, fmt.Sprintf("type is %q, which is not a MIME type", mimeType))
	}
	require.Equal(t, 1, server.count())
}

// Fields with the name of a secret reach neither errors nor logs.
func TestSecretsInForms(t *testing.T) {
	t.Parallel()
	const shy = "opaque/secret+value"
	for _, name := range []string{"client_secret", "code", "input_token", "verify_token"} {
		echo := `{"error":{"message":"bad ` + shy + `","code":100,"error_user_msg":"` + url.QueryEscape(shy) + `"}}`
		for _, step := range []step{answer(400, echo), answer(502, "<p>"+shy+"</p>"), fail(fmt.Errorf("proxy: %s", shy))} {
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			form := &whatsapp.MultipartForm{Fields: url.Values{name: {shy}}}
			op := whatsapp.Operation{Method: http.MethodPost, Path: []string{wabaID}, Multipart: form}
			err := newClient(t, script(step), whatsapp.WithLogger(logger), once).Do(t.Context(), op, nil)
			require.Error(t, err)
			text := log.String() + printTree(err)
			require.NotContains(t, text, shy)
			require.NotContains(t, text, url.QueryEscape(shy))
		}
	}
}

// A field without a value is left out, and the file is a form by itself.
func TestAFileBesideAnEmptyField(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	form := &whatsapp.MultipartForm{Fields: url.Values{"name": nil}, File: &whatsapp.File{Content: strings.NewReader("{}"), Name: "flow.json"}}
	err := newClient(t, server).Do(t.Context(), whatsapp.Operation{Method: http.MethodPost, Path: []string{"1"}, Multipart: form}, nil)
	require.NoError(t, err)
	require.NotContains(t, server.bodies[0], `name="name"`)
}
