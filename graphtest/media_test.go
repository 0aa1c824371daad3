package graphtest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// download fetches a media link with these header changes.
func download(t *testing.T, srv *graphtest.Server, link string, change func(http.Header)) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)
	if change != nil {
		change(request.Header)
	}
	return do(t, srv.Client(), request)
}

func mediaLink(t *testing.T, srv *graphtest.Server, id string) string {
	t.Helper()
	return get(t, srv, "/"+id).object(t)["url"].(string)
}

func TestMediaDownloads(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	data := []byte("a line of text")
	id := srv.AddMedia(graphtest.PhoneNumberID, "text/plain", data)

	media := get(t, srv, "/"+id+"?phone_number_id="+graphtest.PhoneNumberID).object(t)

	sum := sha256.Sum256(data)
	require.Equal(t, "whatsapp", media["messaging_product"])
	require.Equal(t, "text/plain", media["mime_type"])
	require.Equal(t, hex.EncodeToString(sum[:]), media["sha256"])
	require.Equal(t, 14.0, media["file_size"])
	require.Equal(t, id, media["id"])
	link := media["url"].(string)
	require.True(t, strings.HasPrefix(link, "https://lookaside.fbsbx.com/whatsapp_business/attachments/?"), link)

	reply := download(t, srv, link, nil)
	require.Equal(t, http.StatusOK, reply.Status)
	require.Equal(t, string(data), reply.Body)
	require.Equal(t, "text/plain", reply.Header.Get("Content-Type"))
	require.Equal(t, "14", reply.Header.Get("Content-Length"))

	data[0] = 'X'
	require.Equal(t, "a line of text", download(t, srv, link, nil).Body, "the server keeps its own copy")
}

func TestMediaWithDocumentedTypes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithDocumentedTypes())
	require.Equal(t, "70", get(t, srv, "/"+graphtest.MediaID).object(t)["file_size"])
}

func TestMediaOwner(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.MediaID + "?phone_number_id="
	for _, method := range []string{"GET", "DELETE"} {
		call(t, srv, method, path+graphtest.SecondPhoneNumberID).requireError(t, http.StatusBadRequest, 100)
		call(t, srv, method, path+"mine").requireError(t, http.StatusBadRequest, 100)
		call(t, srv, method, path).requireError(t, http.StatusBadRequest, 100)
	}
	require.Equal(t, http.StatusOK, get(t, srv, path+graphtest.PhoneNumberID).Status)
}

func TestMediaLinkExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		link := mediaLink(t, srv, graphtest.MediaID)
		time.Sleep(5*time.Minute - time.Second)
		require.Equal(t, http.StatusOK, download(t, srv, link, nil).Status)
		time.Sleep(time.Second)
		download(t, srv, link, nil).requireError(t, http.StatusNotFound, 803)
		fresh := mediaLink(t, srv, graphtest.MediaID)
		require.Equal(t, http.StatusOK, download(t, srv, fresh, nil).Status)
	})
}

func TestMediaLinkCannotBeChanged(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	link, err := url.Parse(mediaLink(t, srv, graphtest.MediaID))
	require.NoError(t, err)
	other := srv.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte("other"))
	for name, value := range map[string]string{"mid": other, "ext": "99999999999", "hash": "00"} {
		query := link.Query()
		query.Set(name, value)
		changed := *link
		changed.RawQuery = query.Encode()
		download(t, srv, changed.String(), nil).requireError(t, http.StatusNotFound, 803)
	}
	link.RawQuery = ""
	download(t, srv, link.String(), nil).requireError(t, http.StatusNotFound, 803)
}

func TestMediaDownloadRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	link := mediaLink(t, srv, graphtest.MediaID)
	download(t, srv, link, func(h http.Header) { h.Del("Authorization") }).requireError(t, http.StatusUnauthorized, 190)
	download(t, srv, link, func(h http.Header) { h.Set("Authorization", "Bearer "+graphtest.ExpiredToken) }).
		requireError(t, http.StatusUnauthorized, 190)
	download(t, srv, link, func(h http.Header) { h.Set("User-Agent", "") }).requireError(t, http.StatusBadRequest, 100)

	request, err := http.NewRequest(http.MethodPost, link, nil)
	require.NoError(t, err)
	do(t, srv.Client(), request).requireError(t, http.StatusBadRequest, 100)
}

func TestMediaRanges(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte("0123456789"))
	link := mediaLink(t, srv, id)

	part := download(t, srv, link, func(h http.Header) { h.Set("Range", "bytes=4-6") })
	require.Equal(t, http.StatusPartialContent, part.Status)
	require.Equal(t, "456", part.Body)
	require.Equal(t, "bytes 4-6/10", part.Header.Get("Content-Range"))

	outside := download(t, srv, link, func(h http.Header) { h.Set("Range", "bytes=20-") })
	outside.requireError(t, http.StatusRequestedRangeNotSatisfiable, 100)
}

func TestDeletedMedia(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	link := mediaLink(t, srv, graphtest.MediaID)
	reply := call(t, srv, "DELETE", "/"+graphtest.MediaID+"?phone_number_id="+graphtest.PhoneNumberID)
	require.JSONEq(t, `{"success":true}`, reply.Body)

	missing := get(t, srv, "/"+graphtest.MediaID)
	missing.requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, 33, missing.graphError(t).Subcode)
	call(t, srv, "DELETE", "/"+graphtest.MediaID).requireError(t, http.StatusBadRequest, 100)
	download(t, srv, link, nil).requireError(t, http.StatusNotFound, 803)
}

func TestExpiredMediaFault(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script(graphtest.MediaRoute, graphtest.ExpiredMedia())
	link := mediaLink(t, srv, graphtest.MediaID)
	download(t, srv, link, nil).requireError(t, http.StatusNotFound, 803)
	require.Equal(t, http.StatusOK, download(t, srv, link, nil).Status)
}

func uploadBody(product, partType, statedType, data string) payload {
	const boundary = "b"
	text := "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\n" + product + "\r\n"
	if statedType != "" {
		text += "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" + statedType + "\r\n"
	}
	text += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n"
	if partType != "" {
		text += "Content-Type: " + partType + "\r\n"
	}
	return payload{"multipart/form-data; boundary=" + boundary, text + "\r\n" + data + "\r\n--b--\r\n"}
}

func TestUploadedMediaDownloads(t *testing.T) {
	t.Parallel()
	path := "/" + graphtest.SecondPhoneNumberID + "/media"
	for name, body := range map[string]payload{
		"both types":  uploadBody("whatsapp", "text/plain", "text/plain", "hello"),
		"stated type": uploadBody("whatsapp", "application/octet-stream", "text/plain", "hello"),
		"part type":   uploadBody("whatsapp", "text/plain", "", "hello"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", path, body)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			id := reply.object(t)["id"].(string)
			require.Equal(t, "text/plain", get(t, srv, "/"+id+"?phone_number_id="+graphtest.SecondPhoneNumberID).object(t)["mime_type"])
			require.Equal(t, "hello", download(t, srv, mediaLink(t, srv, id), nil).Body)
		})
	}
	srv := graphtest.New()
	for _, body := range []payload{
		uploadBody("", "text/plain", "text/plain", "hello"),
		uploadBody("whatsapp", "", "", "hello"),
		multipartBody("messaging_product", "whatsapp", "type", "text/plain"),
		jsonBody(`{"messaging_product":"whatsapp","file":"hello"}`),
	} {
		call(t, srv, "POST", path, body).requireError(t, http.StatusBadRequest, 100)
	}
}
