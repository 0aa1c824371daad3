package whatsapp_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const mediaURL = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=483219072346125&ext=1772442300&hash=ATuQhash"

func sampleMediaInfo() whatsapp.MediaInfo {
	return whatsapp.MediaInfo{
		ID: mediaID, MessagingProduct: "whatsapp", URL: mediaURL, MIMEType: "image/png",
		SHA256: "a1a0dde8f0ac0ee6e0dcef93ad0ac5e3a0a3fdd4e1a1f5a0d4b8a2b2e3d1c0ff", FileSize: 10,
	}
}

func mediaMethods() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Media.Get(ctx, id, withQuery("phone_number_id", phoneNumberID, opts)...))
	}
	getPlainly := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Media.Get(ctx, id, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Media.Delete(ctx, id, withQuery("phone_number_id", phoneNumberID, opts)...))
	}
	open := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return openResult(client.Media.Open(ctx, id, opts...))
	}
	info, large := sampleMediaInfo(), sampleMediaInfo()
	large.FileSize = 182859
	return []method{
		{
			name: "Media.Get", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{
				one("media/get_success", get, &info),
				one("media/get_number_id", get, &info),
				one("media/get_documented_types", get, &large),
				one("media/get_defaults", getPlainly, &info),
			},
		},
		{
			name: "Media.Delete", operation: "DELETE /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{one("media/delete_success", remove, nil)},
		},
		{
			name: "Media.Open", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{{
				fixtures: []string{"media/open_metadata", "media/open_success"},
				call:     open,
				want:     &opened{Info: info, ContentType: "image/png", ContentLength: 10, Bytes: "0123456789"},
			}},
		},
	}
}

func mediaUploadMethods() []method {
	uploadOf := func(file func() whatsapp.File) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return idResult(client.Media.Upload(ctx, id, file(), opts...))
		}
	}
	voice := uploadOf(func() whatsapp.File {
		return whatsapp.File{Content: strings.NewReader("OggS and so on"), Name: `voice "note".ogg`, MIMEType: "audio/ogg; codecs=opus"}
	})
	sniffed := uploadOf(func() whatsapp.File {
		return whatsapp.File{Size: 9, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.7\n")), nil }}
	})
	file := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Media.UploadFile(ctx, id, "testdata/media/upload.txt", opts...))
	}
	data := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Media.UploadBytes(ctx, id, "note.txt", []byte("0123456789"), opts...))
	}
	const operation = "POST /{phone-number-id}/media"
	return []method{
		{
			name: "Media.Upload", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_success", voice, mediaID), one("media/upload_sniffed", sniffed, mediaID)},
		},
		{
			name: "Media.UploadFile", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_file_success", file, mediaID)},
		},
		{
			name: "Media.UploadBytes", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_bytes_success", data, mediaID)},
		},
	}
}

// downloaded is a download with its bytes.
type downloaded struct {
	Info  whatsapp.MediaInfo
	Bytes string
}

func mediaDownloadMethods() []method {
	download := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		var content bytes.Buffer
		info, err := client.Media.Download(ctx, id, &content, nil, opts...)
		if info == nil {
			return nil, err
		}
		return &downloaded{*info, content.String()}, err
	}
	file := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		folder, err := os.MkdirTemp("", "download")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(folder)
		path := filepath.Join(folder, "picture.png")
		info, err := client.Media.DownloadFile(ctx, id, path, nil, opts...)
		if info == nil {
			return nil, err
		}
		content, readErr := os.ReadFile(path)
		if readErr != nil {
			return nil, readErr
		}
		return &downloaded{*info, string(content)}, err
	}
	info := sampleMediaInfo()
	info.SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"
	want := &downloaded{info, "0123456789"}
	fixtures := []string{"media/download_metadata", "media/download_success"}
	return []method{
		{
			name: "Media.Download", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{{fixtures: fixtures, call: download, want: want}},
		},
		{
			name: "Media.DownloadFile", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{{fixtures: fixtures, call: file, want: want}},
		},
	}
}

func TestMediaOpenFromAllowedHosts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		link string
		opts []whatsapp.Option
	}{
		"the usual host":             {mediaURL, nil},
		"another below fbsbx.com":    {"https://cdn.fbsbx.com/file", nil},
		"deep below fbcdn.net":       {"https://scontent.xx.fbcdn.net/file", nil},
		"in capitals":                {"https://LOOKASIDE.FBSBX.COM/file", nil},
		"with a port":                {"https://lookaside.fbsbx.com:443/file", nil},
		"the Graph host":             {"https://graph.facebook.com/file", nil},
		"with digits":                {"https://az09-1.fbcdn.net/file", nil},
		"a host added":               {"https://media.shop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("media.shop.test")}},
		"a host added in capitals":   {"https://media.shop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("Media.Shop.Test")}},
		"below a parent added":       {"https://eu.media.shop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("*.shop.test")}},
		"a parent added in capitals": {"https://eu.media.shop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("*.SHOP.test")}},
		"the second of two":          {"https://b.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("a.test", "b.test")}},
		"the base URL's host":        {"https://proxy.shop.test:444/file", []whatsapp.Option{whatsapp.WithBaseURL("https://proxy.shop.test:444")}},
		"loopback without https":     {"http://127.0.0.1:8080/file", []whatsapp.Option{whatsapp.WithBaseURL("http://127.0.0.1:8080")}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := linkedTo(t, test.link, test.opts...)
			stream, err := client.Media.Open(t.Context(), mediaID)
			require.NoError(t, err)
			data, err := io.ReadAll(stream)
			require.NoError(t, err)
			require.NoError(t, stream.Close())
			require.Equal(t, "0123456789", string(data))
			require.Len(t, log.sent(), 2)
			download := log.sent()[1]
			require.Equal(t, test.link, download.URL.String(), "the link is used as it came")
			require.Equal(t, "Bearer "+testToken, download.Header.Get("Authorization"))
		})
	}
}

// The link comes from the answer, and the token must not follow it anywhere.
func TestMediaOpenRefusesOtherHosts(t *testing.T) {
	t.Parallel()
	host := func(name string) string {
		return "whatsapp: the media URL has the host " + name + ", which may not receive the access token; see WithMediaHosts"
	}
	insecure := func(name string) string {
		return "whatsapp: the media URL of host " + name + " is not https; the access token must not be sent there"
	}
	const unusable = "whatsapp: the media has no usable URL"
	tests := map[string]struct {
		link string
		opts []whatsapp.Option
		want string
	}{
		"a foreign host":            {"https://media.elsewhere.test/file", nil, host("media.elsewhere.test")},
		"a host that ends alike":    {"https://evilfbcdn.net/file", nil, host("evilfbcdn.net")},
		"the parent alone":          {"https://fbcdn.net/file", nil, host("fbcdn.net")},
		"an allowed host in front":  {"https://lookaside.fbsbx.com.elsewhere.test/file", nil, host("lookaside.fbsbx.com.elsewhere.test")},
		"an allowed host as user":   {"https://lookaside.fbsbx.com@elsewhere.test/file", nil, host("elsewhere.test")},
		"the Graph host, elsewhere": {"https://graph.facebook.com:444/file", nil, host("graph.facebook.com:444")},
		"hosts replaced":            {mediaURL, []whatsapp.Option{whatsapp.WithMediaHosts("media.shop.test")}, host("lookaside.fbsbx.com")},
		"below a host added":        {"https://eu.shop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("shop.test")}, host("eu.shop.test")},
		"the end of a host added":   {"https://evilshop.test/file", []whatsapp.Option{whatsapp.WithMediaHosts("shop.test")}, host("evilshop.test")},
		"no hosts at all":           {mediaURL, []whatsapp.Option{whatsapp.WithMediaHosts()}, host("lookaside.fbsbx.com")},
		"http":                      {"http://lookaside.fbsbx.com/file", nil, insecure("lookaside.fbsbx.com")},
		"another scheme":            {"ftp://lookaside.fbsbx.com/file", nil, insecure("lookaside.fbsbx.com")},
		"no scheme":                 {"//lookaside.fbsbx.com/file", nil, insecure("lookaside.fbsbx.com")},
		"loopback, but not ours":    {"http://127.0.0.1/file", nil, host("127.0.0.1")},
		"another port":              {"https://lookaside.fbsbx.com:8443/file", nil, host("lookaside.fbsbx.com:8443")},
		"an empty label":            {"https://.fbsbx.com/file", nil, host(".fbsbx.com")},
		"a letter that maps to /":   {"https://elsewhere.test\uff0f.fbsbx.com/file", nil, host("elsewhere.test\uff0f.fbsbx.com")},
		"no host":                   {"/file", nil, unusable},
		"no link":                   {"", nil, unusable},
		"no URL":                    {"https://[::1/file", nil, unusable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := linkedTo(t, test.link, test.opts...)
			stream, err := client.Media.Open(t.Context(), mediaID)
			require.Nil(t, stream)
			require.EqualError(t, err, test.want)
			require.Len(t, log.sent(), 1, "the link's host gets no request at all")
			require.Equal(t, "graph.facebook.com", log.sent()[0].URL.Host)
		})
	}
}

func TestMediaOpenDoesNotSignTheLink(t *testing.T) {
	t.Parallel()
	client, log := linkedTo(t, mediaURL, whatsapp.WithAppSecret("a-secret"))
	_, err := openResult(client.Media.Open(t.Context(), mediaID))
	require.NoError(t, err)
	require.True(t, log.sent()[0].URL.Query().Has("appsecret_proof"))
	require.Equal(t, mediaURL, log.sent()[1].URL.String())
}

// A download is not repeated when its failure has nothing to do with the link.
func TestMediaOpenResolvesAnExpiredLinkOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		statuses []int // of the downloads in order; then 200
		requests int
		class    error
	}{
		"404 once":  {[]int{404}, 4, nil},
		"403 once":  {[]int{403}, 4, nil},
		"404 twice": {[]int{404, 404}, 4, whatsapp.ErrNotFound},
		"403 twice": {[]int{403, 403}, 4, whatsapp.ErrPermission},
		"401":       {[]int{401}, 2, whatsapp.ErrUnauthorized},
		"410":       {[]int{410}, 2, whatsapp.ErrNotFound},
		"400":       {[]int{400}, 2, whatsapp.ErrInvalidRequest},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			metadata, download := readFixture(t, "media/open_metadata"), readFixture(t, "media/open_success")
			failures := test.statuses
			transport, log := answerAll(func(request *http.Request) (*http.Response, error) {
				if request.URL.Path == metadata.Request.Path {
					return metadata.Response.respond(request)
				}
				response, err := download.Response.respond(request)
				if len(failures) > 0 {
					response.StatusCode = failures[0]
					failures = failures[1:]
				}
				return response, err
			})
			got, err := openResult(newClient(t, transport).Media.Open(t.Context(), mediaID))
			require.Len(t, log.sent(), test.requests)
			if test.class == nil {
				require.NoError(t, err)
				require.Equal(t, "0123456789", got.(*opened).Bytes)
				return
			}
			require.Nil(t, got)
			require.ErrorIs(t, err, test.class)
			require.NotContains(t, err.Error(), "ATuQhash")
			var failure *whatsapp.GraphAPIError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, "GET /{media-url}", failure.Operation)
		})
	}
}

// A failure of the metadata is final: there is no link that may have expired.
func TestMediaOpenAsksForMetadataOnce(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"errors/404_html", "errors/403_permission"} {
		recorded := readFixture(t, "media/open_metadata")
		recorded.Response = readFixture(t, name).Response
		transport, log := replay(t, recorded)
		_, err := newClient(t, transport).Media.Open(t.Context(), mediaID)
		require.Error(t, err)
		require.Len(t, log.sent(), 1)
	}
}

func TestMediaStreamWithoutLength(t *testing.T) {
	t.Parallel()
	metadata, download := readFixture(t, "media/open_metadata"), readFixture(t, "media/open_success")
	transport, _ := answerAll(func(request *http.Request) (*http.Response, error) {
		if request.URL.Path == metadata.Request.Path {
			return metadata.Response.respond(request)
		}
		response, err := download.Response.respond(request)
		response.ContentLength = -1
		response.Header.Del("Content-Type")
		return response, err
	})
	stream, err := newClient(t, transport).Media.Open(t.Context(), mediaID)
	require.NoError(t, err)
	require.EqualValues(t, -1, stream.ContentLength)
	require.Empty(t, stream.ContentType)
	require.NoError(t, stream.Close())
}
