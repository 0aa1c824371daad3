package browsertest_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

var update = flag.Bool("update", false, "write the pictures of docs/")

// browser is shared by all tests; each has a tab of its own.
var browser context.Context

func TestMain(m *testing.M) {
	flag.Parse()
	code := func() int {
		if path := installed("chromium", "chromium-browser", "google-chrome"); path != "" {
			opts := append(chromedp.DefaultExecAllocatorOptions[:],
				chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
				chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
				chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
				chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.WindowSize(1440, 900))
			allocator, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
			defer cancel()
			started, stop := chromedp.NewContext(allocator)
			defer stop()
			if err := chromedp.Do(started); err == nil {
				browser = started //nolint:fatcontext // one browser for all tests
			}
		}
		return m.Run()
	}()
	os.Exit(code)
}

// installed returns the path of the first program that there is.
func installed(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// skip skips a test for want of a program, but not in CI, which must have it.
func skip(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s does not start", program)
	}
	t.Skipf("%s is not installed", program)
}

// stage is a simulator with its page in a tab.
type stage struct {
	t       *testing.T
	sim     *simulator.Simulator
	address string
	tab     context.Context
	hooks   chan string // bodies of webhooks
}

func newSimulator(t *testing.T, opts ...simulator.Option) *stage {
	t.Helper()
	s := &stage{t: t, hooks: make(chan string, 50_000)}
	callback := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.hooks <- string(body)
	}))
	t.Cleanup(callback.Close)
	sim, err := simulator.New(append([]simulator.Option{simulator.WithCallbackURL(callback.URL), simulator.WithLatency(0)}, opts...)...)
	require.NoError(t, err)
	web := httptest.NewServer(sim)
	s.sim, s.address = sim, web.URL
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		web.CloseClientConnections()
		web.Close()
	})
	return s
}

// open opens the page of a new simulator.
func open(t *testing.T, opts ...simulator.Option) *stage {
	t.Helper()
	if browser == nil {
		skip(t, "chromium")
	}
	s := newSimulator(t, opts...)
	tab, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	limited, cancel := context.WithTimeout(tab, 2*time.Minute)
	t.Cleanup(cancel)
	s.tab = limited
	return s
}

// show loads the page in light or dark.
func (s *stage) show(scheme string) {
	s.t.Helper()
	s.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}), chromedp.Navigate(s.address+"/"))
	s.until(`document.querySelector(".chat[aria-current]") !== null`)
	s.until(`document.getElementById("connection").textContent === "Live"`)
	s.until(`document.querySelector(".bubble, .start") !== null`)
}

func (s *stage) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	require.NoError(s.t, chromedp.Do(s.tab, steps...))
}

// until waits until an expression is true.
func (s *stage) until(expression string) {
	s.t.Helper()
	guarded := `(() => { try { return ` + expression + `; } catch { return false; } })()` // what is not there yet
	_, err := chromedp.Run(s.tab, chromedp.Poll[bool](guarded, chromedp.WithPollingTimeout(30*time.Second)))
	require.NoError(s.t, err, expression)
}

// value evaluates an expression.
func value[T any](s *stage, expression string) T {
	s.t.Helper()
	result, err := chromedp.Run(s.tab, chromedp.Evaluate[T](expression))
	require.NoError(s.t, err, expression)
	return result
}

// click clicks what a selector selects, by its text if there is one.
func (s *stage) click(selector, text string) {
	s.t.Helper()
	find := `[...document.querySelectorAll(` + quoted(selector) + `)].find((e) => e.checkVisibility() && e.textContent.includes(` + quoted(text) + `))`
	s.until(find + ` !== undefined`)
	value[bool](s, `(`+find+`.click(), true)`)
}

// submit sends the dialog's form, and waits for the dialog to close: what
// follows may open another one.
func (s *stage) submit(button string) {
	s.t.Helper()
	s.click("dialog [type=submit]", button)
	s.until(`!document.querySelector("dialog")`)
}

func (s *stage) hook(contains string) string {
	s.t.Helper()
	for {
		select {
		case body := <-s.hooks:
			if strings.Contains(body, contains) {
				return body
			}
		case <-time.After(30 * time.Second):
			s.t.Fatalf("no webhook has %q", contains)
		}
	}
}

func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// api calls the REST interface.
func (s *stage) api(method, path, body string) map[string]any {
	s.t.Helper()
	return s.request(method, "/_simulator/api"+path, body)
}

// write has the business send a message and returns its id.
func (s *stage) write(content string) string {
	s.t.Helper()
	answer := s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","to":"15550100123",`+content+`}`)
	return answer["messages"].([]any)[0].(map[string]any)["id"].(string)
}

func (s *stage) request(method, path, body string) map[string]any {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, strings.NewReader(body))
	require.NoError(s.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer token")
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, response.StatusCode, "%s: %s", body, text)
	var answer map[string]any
	require.NoError(s.t, json.Unmarshal(text, &answer))
	return answer
}

// picture writes what the page shows to a file.
func (s *stage) picture(file string) {
	s.t.Helper()
	png, err := chromedp.Run(s.tab, chromedp.CaptureScreenshot())
	require.NoError(s.t, err)
	require.NoError(s.t, os.WriteFile(file, png, 0o644))
}
