package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// files serves pictures as a shop would.
func files(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/fern.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write([]byte("a picture"))
	})
	mux.HandleFunc("/page.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<script>alert(1)</script>"))
	})
	mux.HandleFunc("/away.png", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://pictures.shop.test/fern.png", http.StatusFound)
	})
	mux.HandleFunc("/large.png", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, 17<<20))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func (b *bench) linked(message, link string) *http.Response {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet,
		b.address+"/_simulator/api/linked/"+message+"?link="+url.QueryEscape(link), nil)
	require.NoError(b.t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func TestLinkedMedia(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	shop := files(t)
	send := func(link string) string { return b.write(firstUser, `"type":"image","image":{"link":"`+link+`"}`) }
	shown := b.linked(send(shop+"/fern.png"), shop+"/fern.png")
	require.Equal(t, http.StatusOK, shown.StatusCode)
	require.Equal(t, "image/png", shown.Header.Get("Content-Type"))
	require.Contains(t, shown.Header.Get("Content-Security-Policy"), "sandbox")

	page := b.linked(send(shop+"/page.png"), shop+"/page.png")
	require.Equal(t, "attachment", page.Header.Get("Content-Disposition"), "a page does nothing in the simulator's name")
	for _, path := range []string{"/none.png", "/away.png", "/large.png"} {
		require.Equal(t, http.StatusBadGateway, b.linked(send(shop+path), shop+path).StatusCode, path)
	}
	remote := "https://pictures.shop.test/fern.png"
	require.Equal(t, http.StatusBadGateway, b.linked(send(remote), remote).StatusCode)
	require.Equal(t, http.StatusNotFound, b.linked(send(remote), shop+"/fern.png").StatusCode, "only what the message has is loaded")
	require.Equal(t, http.StatusNotFound, b.linked("none", shop+"/fern.png").StatusCode)
	require.Equal(t, false, b.api(http.MethodGet, "/state", "")["remote_hosts"])
}

func TestLinkedMediaOfATemplate(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithRemoteHosts())
	shop := strings.Replace(files(t), "127.0.0.1", "localhost", 1)
	b.sim.Server().AddTemplate(graphtest.WABAID, graphtest.Template{Name: "photo", Category: "UTILITY", Components: `[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["x"]}},{"type":"BODY","text":"Hi"}]`})
	id := b.write(firstUser, `"type":"template","template":{"name":"photo","language":{"code":"en_US"},"components":[{"type":"header","parameters":[{"type":"image","image":{"link":"`+shop+`/fern.png"}}]}]}`)
	require.Equal(t, http.StatusOK, b.linked(id, shop+"/fern.png").StatusCode)
	require.Equal(t, true, b.api(http.MethodGet, "/state", "")["remote_hosts"])
}
