package graphtest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// startUpload opens a session for eight bytes and returns its id.
func startUpload(t *testing.T, srv *graphtest.Server) string {
	t.Helper()
	reply := call(t, srv, "POST", "/"+graphtest.AppID+"/uploads?file_name=a.pdf&file_length=8&file_type=application/pdf")
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	id := reply.object(t)["id"].(string)
	require.Regexp(t, `^upload:[A-Za-z0-9_-]+\?sig=[A-Za-z0-9_-]+$`, id)
	return id
}

// uploadRequest sends a part of the file.
func uploadRequest(t *testing.T, base, id, offset, part string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v23.0/"+id, strings.NewReader(part))
	require.NoError(t, err)
	request.Header.Set("Authorization", "OAuth "+graphtest.AccessToken)
	if offset != "" {
		request.Header["file_offset"] = []string{offset}
	}
	return request
}

func TestUploadSession(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	web := httptest.NewServer(srv)
	t.Cleanup(web.Close)
	for name, reach := range map[string]struct {
		client *http.Client
		base   string
	}{
		"in memory":     {srv.Client(), host},
		"over a socket": {web.Client(), web.URL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := startUpload(t, srv)
			first := do(t, reach.client, uploadRequest(t, reach.base, id, "0", "0123"))
			require.Equal(t, 4.0, first.object(t)["file_offset"])
			second := do(t, reach.client, uploadRequest(t, reach.base, id, "4", "4567"))
			require.Regexp(t, `^4::YXBwbGljYXRpb24vcGRm:`, second.object(t)["h"])
			content, found := srv.UploadedFile(id)
			require.True(t, found)
			require.Equal(t, "01234567", string(content))

			again := do(t, reach.client, uploadRequest(t, reach.base, id, "8", ""))
			require.Equal(t, second.object(t)["h"], again.object(t)["h"], "the handle of a complete file can be had again")
		})
	}
}

func TestUploadSessionRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := startUpload(t, srv)
	bare, _, _ := strings.Cut(id, "?")
	for name, test := range map[string]struct{ id, offset, part, problem string }{
		"another offset":  {id, "1", "0", "The file_offset is 1, but the session is at 0"},
		"no offset":       {id, "", "0", "file_offset is required"},
		"too long":        {id, "0", "012345678", "longer than its file_length of 8"},
		"no signature":    {bare, "0", "0", "signature"},
		"other signature": {bare + "?sig=x", "0", "0", "signature"},
		"unknown session": {"upload:MTph?sig=x", "0", "0", "does not exist"},
	} {
		reply := do(t, srv.Client(), uploadRequest(t, host, test.id, test.offset, test.part))
		require.Equal(t, http.StatusBadRequest, reply.Status, name)
		info := reply.object(t)["debug_info"].(map[string]any)
		require.Contains(t, info["message"], test.problem, name)
		require.Equal(t, false, info["retriable"])
	}
	bearer := get(t, srv, "/"+id)
	require.Equal(t, http.StatusUnauthorized, bearer.Status)
	require.Contains(t, bearer.Body, "Authorization: OAuth")

	_, found := srv.UploadedFile("upload:none?sig=x")
	require.False(t, found)
}

func TestUploadSessionsAreChecked(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for name, query := range map[string]url.Values{
		"no length": {"file_type": {"image/png"}},
		"length":    {"file_type": {"image/png"}, "file_length": {"many"}},
		"negative":  {"file_type": {"image/png"}, "file_length": {"-1"}},
		"huge":      {"file_type": {"image/png"}, "file_length": {"999999999999"}},
		"no type":   {"file_length": {"8"}},
		"type":      {"file_length": {"8"}, "file_type": {"audio/ogg"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, srv, "POST", "/"+graphtest.AppID+"/uploads?"+query.Encode()).requireError(t, http.StatusBadRequest, 100)
		})
	}
}

func TestUploadFaults(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := startUpload(t, srv)
	srv.Script("POST /{upload}", graphtest.DropWithin(3), graphtest.UploadError(500, true, "try later"))
	_, err := srv.Client().Do(uploadRequest(t, host, id, "0", "01234567"))
	require.Error(t, err)
	content, _ := srv.UploadedFile(id)
	require.Equal(t, "012", string(content), "what has arrived is kept")

	reply := do(t, srv.Client(), uploadRequest(t, host, id, "3", "34567"))
	require.Equal(t, http.StatusInternalServerError, reply.Status)
	require.JSONEq(t, `{"debug_info":{"retriable":true,"type":"ProcessingFailedError","message":"try later"}}`, reply.Body)

	srv.Script("POST /{phone}/media", graphtest.DropWithin(10))
	_, err = srv.Client().Do(newRequest(t, "POST", "/"+graphtest.PhoneNumberID+"/media", form("messaging_product", "whatsapp")))
	require.Error(t, err)
}
