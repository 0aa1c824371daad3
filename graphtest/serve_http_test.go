package graphtest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// overSocket sends an authorised request over a real connection.
func overSocket(t *testing.T, web *httptest.Server, method, path string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, web.URL+path, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer token")
	return web.Client().Do(request)
}

func TestHandlerServes(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(graphtest.New())
	defer web.Close()

	response, err := overSocket(t, web, "GET", "/v23.0/"+graphtest.WABAID+"/phone_numbers?limit=1")
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, int64(len(body)), response.ContentLength)
	require.Contains(t, string(body), `"next":"`+web.URL+`/v23.0/`)

	head, err := overSocket(t, web, "HEAD", "/v23.0/"+graphtest.WABAID)
	require.NoError(t, err)
	head.Body.Close()
	require.Equal(t, http.StatusBadRequest, head.StatusCode)
}

func TestHandlerServesMediaFromItself(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(http.Handler) *httptest.Server{
		"http": httptest.NewServer, "https": httptest.NewTLSServer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := start(graphtest.New())
			defer web.Close()
			response, err := overSocket(t, web, "GET", "/v23.0/"+graphtest.MediaID)
			require.NoError(t, err)
			text, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			response.Body.Close()
			link := answer{Body: string(text)}.object(t)["url"].(string)
			require.True(t, strings.HasPrefix(link, web.URL+"/whatsapp_business/attachments/?"), link)

			image, err := overSocket(t, web, "GET", strings.TrimPrefix(link, web.URL))
			require.NoError(t, err)
			defer image.Body.Close()
			data, err := io.ReadAll(image.Body)
			require.NoError(t, err)
			require.Equal(t, "image/png", image.Header.Get("Content-Type"))
			require.Equal(t, "\x89PNG", string(data[:4]))
		})
	}
}

func TestHandlerDropsConnections(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphtest.Fault{
		"refused":        graphtest.Refused(),
		"dropped before": graphtest.DropBefore(),
		"dropped after":  graphtest.DropAfter(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.Always("*", fault)
			web := httptest.NewServer(srv)
			defer web.Close()
			_, err := overSocket(t, web, "POST", "/v23.0/"+graphtest.WABAID+"/assigned_users")
			require.ErrorIs(t, err, io.EOF)
			require.NotEmpty(t, srv.Requests())
		})
	}
}

func TestHandlerTruncates(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.Truncated(7))
	web := httptest.NewServer(srv)
	defer web.Close()

	response, err := overSocket(t, web, "GET", "/v23.0/"+graphtest.WABAID)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, body, 7)
	require.Greater(t, response.ContentLength, int64(7))
}
