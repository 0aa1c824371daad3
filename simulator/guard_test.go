package simulator_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

func TestOtherOriginsAreKeptOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.WithAllowedHosts("simulator"))
	message := `{"text":"hi"}`
	for _, tt := range []struct {
		name    string
		method  string
		path    string
		headers []string
		want    int
	}{
		{"a program", http.MethodPost, "/users/u1/messages", nil, 200},
		{"the page", http.MethodPost, "/users/u1/messages", []string{"Origin", b.address, "Sec-Fetch-Site", "same-origin"}, 200},
		{"another page", http.MethodPost, "/users/u1/messages", []string{"Origin", "https://shop.test", "Sec-Fetch-Site", "cross-site"}, 403},
		{"an old browser", http.MethodPost, "/users/u1/messages", []string{"Origin", "https://shop.test"}, 403},
		{"a page without an origin", http.MethodPost, "/users/u1/messages", []string{"Origin", "null"}, 403},
		{"a page that loads", http.MethodGet, "/state", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"a link", http.MethodGet, "/state", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 200},
		{"a rebound name", http.MethodGet, "/state", []string{"Host", "rebound.test:80"}, 403},
		{"an allowed name", http.MethodGet, "/state", []string{"Host", "Simulator:80"}, 200},
		{"localhost", http.MethodGet, "/state", []string{"Host", "localhost"}, 200},
		{"below localhost", http.MethodGet, "/state", []string{"Host", "wa.localhost:1"}, 200},
		{"IPv6", http.MethodGet, "/state", []string{"Host", "[::1]:80"}, 200},
	} {
		body := ""
		if tt.method == http.MethodPost {
			body = message
		}
		status, text := b.request(tt.method, "/_simulator/api"+tt.path, body, tt.headers...)
		require.Equal(t, tt.want, status, "%s: %s", tt.name, text)
	}
	status, _ := b.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/messages?access_token=x", "{}",
		"Origin", "https://shop.test", "Content-Type", "text/plain")
	require.Equal(t, http.StatusForbidden, status, "nor at the Graph API")
}

func TestHeadersOfPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/svg+xml", []byte("<svg/>"))
	picture := b.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", []byte("png"))
	for path, wants := range map[string]map[string]string{
		"/_simulator/":                     {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; script-src 'self'"},
		"/_simulator/api/media/" + id:      {"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"},
		"/_simulator/api/media/" + picture: {"Content-Disposition": "", "Content-Type": "image/png"},
		"/_simulator/api/openapi.json":     {"Content-Type": "application/json"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.address+path, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode, path)
		for name, want := range wants {
			require.Contains(t, response.Header.Get(name), want, path)
			require.True(t, want != "" || response.Header.Get(name) == "", path)
		}
		require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "same-origin", response.Header.Get("Cross-Origin-Resource-Policy"))
		require.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
	}
	status, _ := b.request(http.MethodGet, "/", "")
	require.Equal(t, http.StatusFound, status, "the page is at the base URL")
	status, _ = b.request(http.MethodGet, "/_simulator/nowhere.js", "")
	require.Equal(t, http.StatusNotFound, status)
	status, _ = b.request(http.MethodPost, "/_simulator/", "")
	require.Equal(t, http.StatusMethodNotAllowed, status)
	b.refused(http.MethodGet, "/nowhere", "", http.StatusNotFound)
	b.refused(http.MethodDelete, "/state", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/media?phone_number_id=1", "x", http.StatusNotFound)
	status, _ = b.request(http.MethodPost, "/_simulator/api/media", "x", "Content-Type", "nothing known/")
	require.Equal(t, http.StatusBadRequest, status)
}

// stream reads the events of a page.
func (b *bench) stream(after string) *bufio.Scanner {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.address+"/_simulator/api/events?after="+after, nil)
	require.NoError(b.t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = response.Body.Close() })
	require.Equal(b.t, "text/event-stream; charset=utf-8", response.Header.Get("Content-Type"))
	return bufio.NewScanner(response.Body)
}

// event reads lines up to one that begins with the text.
func event(t *testing.T, lines *bufio.Scanner, beginning string) string {
	t.Helper()
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), beginning) {
			return lines.Text()
		}
	}
	t.Fatalf("the stream ended without %q", beginning)
	return ""
}

func TestEvents(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	lines := b.stream("0")
	id := b.write(firstUser, textHello)
	require.Contains(t, event(t, lines, `data: {"chat":`), id)
	event(t, lines, "event: traffic")
	b.api(http.MethodPost, "/clock", `{"advance":"1h"}`)
	event(t, lines, "event: clock")
	b.api(http.MethodPost, "/reset", "")
	event(t, lines, "event: reload")

	again := b.stream("0")
	require.Contains(t, event(t, again, `data: {"chat":`), id, "a page that was away gets what it has missed")
	event(t, b.stream("99999"), "event: reload")
	latest := b.stream("")
	b.api(http.MethodPost, "/clock", `{"advance":"1h"}`)
	require.Equal(t, "event: clock", event(t, latest, "event: "))
}

// Whoever a program or a webhook brings into the world is on every page.
func TestGuestsAreStreamed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	told := func(number string, act func()) {
		t.Helper()
		lines := b.stream("")
		act()
		b.api(http.MethodPatch, "/settings", "{}")
		var users []string
		for event(t, lines, "event: "); lines.Text() != "event: settings"; event(t, lines, "event: ") {
			if lines.Text() == "event: user" {
				users = append(users, event(t, lines, "data: "))
			}
		}
		require.Len(t, users, 1)
		require.Contains(t, users[0], `"name":"+`+number+`"`)
	}
	told("15550100301", func() { b.write("15550100301", textHello) })
	told("15550100302", func() {
		require.NoError(t, b.sim.Server().PermitCalls(graphtest.PhoneNumberID, "15550100302", true))
		b.api(http.MethodPost, "/clock", `{"advance":"1s"}`) // takes what waits
	})
	told("15550100303", func() {
		link := b.group(graphtest.GroupID)["invite_link"].(string)
		require.NoError(t, b.sim.Server().JoinGroup(link, "15550100303"))
		b.api(http.MethodPost, "/clock", `{"advance":"1s"}`)
	})
	told("15550100304", func() {
		b.sim.Server().AddCall(graphtest.PhoneNumberID, graphtest.Call{User: "15550100304"})
		b.api(http.MethodPost, "/clock", `{"advance":"1s"}`)
		require.Len(t, b.active(), 1)
	})
}

func TestOptions(t *testing.T) {
	t.Parallel()
	_, err := simulator.New(simulator.WithCallbackURL("nowhere"))
	require.ErrorContains(t, err, `invalid callback URL "nowhere"; want an http or https URL`)
	_, err = simulator.New(simulator.WithReading("x"))
	require.ErrorContains(t, err, "invalid reading")
	b := newBench(t, simulator.WithAppSecret("s"), simulator.WithVerifyToken("v"), simulator.WithReading(simulator.ReadingOnPage))
	state := b.api(http.MethodGet, "/state", "")
	require.Equal(t, "s", state["app_secret"])
	require.Equal(t, "v", state["verify_token"])
	number := find(t, state["numbers"], "id", graphtest.PhoneNumberID)
	require.Equal(t, "Support line", number["verified_name"])
	require.Equal(t, "Here to help", number["profile"].(map[string]any)["about"])
	require.Len(t, number["automation"].(map[string]any)["prompts"], 2)
	require.Len(t, state["users"], 6, "three people, and the guests of the sample groups")
}
