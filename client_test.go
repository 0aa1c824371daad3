package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestNewClientChecksItsArguments(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		token  string
		option whatsapp.Option
		want   string
	}{
		"no token":                   {"", whatsapp.WithAPIVersion("v24.0"), "access token is empty"},
		"token with a line break":    {"EAAx\n", whatsapp.WithAPIVersion("v24.0"), "spaces or line breaks"},
		"token with a delete":        {"EAAx\x7f", whatsapp.WithAPIVersion("v24.0"), "characters that no token has"},
		"token beyond ASCII":         {"EAAé", whatsapp.WithAPIVersion("v24.0"), "characters that no token has"},
		"token with a space":         {"Bearer EAAx", whatsapp.WithAPIVersion("v24.0"), "spaces or line breaks"},
		"nil option":                 {testToken, nil, "option is nil"},
		"version without v":          {testToken, whatsapp.WithAPIVersion("23.0"), `invalid API version "23.0"`},
		"version without minor":      {testToken, whatsapp.WithAPIVersion("v23"), "invalid API version"},
		"version with more":          {testToken, whatsapp.WithAPIVersion("v23.0/x"), "invalid API version"},
		"http":                       {testToken, whatsapp.WithBaseURL("http://graph.facebook.com"), "must be https"},
		"ftp":                        {testToken, whatsapp.WithBaseURL("ftp://127.0.0.1"), "must be https"},
		"localhost by suffix":        {testToken, whatsapp.WithBaseURL("http://localhost.elsewhere.test"), "must be https"},
		"no host":                    {testToken, whatsapp.WithBaseURL("graph.facebook.com"), "a scheme, a host"},
		"no URL":                     {testToken, whatsapp.WithBaseURL("https://%zz"), "a scheme, a host"},
		"credentials in the URL":     {testToken, whatsapp.WithBaseURL("https://user:hidden@graph.facebook.com"), "a scheme, a host"},
		"query in the URL":           {testToken, whatsapp.WithBaseURL("https://graph.facebook.com/?x=1"), "a scheme, a host"},
		"nil HTTP client":            {testToken, whatsapp.WithHTTPClient(nil), "HTTP client is nil"},
		"nil token source":           {testToken, whatsapp.WithTokenSource(nil), "token source is nil"},
		"empty secret":               {testToken, whatsapp.WithAppSecret(""), "app secret is empty"},
		"empty user agent":           {testToken, whatsapp.WithUserAgent(""), "user agent"},
		"user agent with line break": {testToken, whatsapp.WithUserAgent("a\r\nX: y"), "user agent"},
		"no attempt timeout":         {testToken, whatsapp.WithAttemptTimeout(0), "attempt timeout"},
		"negative retries":           {testToken, whatsapp.WithMaxRetries(-1), "negative"},
		"negative policy":            {testToken, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: -1}), "negative"},
		"negative number of retries": {testToken, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxRetries: -1}), "negative"},
		"negative longest wait":      {testToken, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxWait: -1}), "negative"},
		"negative budget":            {testToken, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: -1}), "negative"},
		"media host with scheme":     {testToken, whatsapp.WithMediaHosts("https://cdn.test"), "invalid host name"},
		"media host star":            {testToken, whatsapp.WithMediaHosts("*"), "invalid host name"},
		"media host empty":           {testToken, whatsapp.WithMediaHosts("*."), "invalid host name"},
		"empty token option":         {testToken, whatsapp.WithToken(""), "access token is empty"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := whatsapp.NewClient(test.token, test.option)
			require.ErrorContains(t, err, test.want)
			require.Nil(t, client)
			assert.NotContains(t, err.Error(), "hidden")
			assert.NotContains(t, err.Error(), "EAAx")
		})
	}
}

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://graph.beta.facebook.com":  "https://graph.beta.facebook.com/v23.0/1",
		"https://proxy.test/graph/":        "https://proxy.test/graph/v23.0/1",
		"http://127.0.0.1:8080":            "http://127.0.0.1:8080/v23.0/1",
		"http://[::1]:8080":                "http://[::1]:8080/v23.0/1",
		"http://localhost":                 "http://localhost/v23.0/1",
		"https://graph.facebook.com:8443/": "https://graph.facebook.com:8443/v23.0/1",
	} {
		server := script(answer(200, `{"id":"1"}`))
		_, err := newClient(t, server, whatsapp.WithBaseURL(base)).Bots.Get(t.Context(), "1")
		require.NoError(t, err)
		assert.Equal(t, want, server.requests[0].URL.String())
		assert.Equal(t, server.requests[0].URL.Host, server.requests[0].Host)
	}
}

func TestClientOptionsReachTheWire(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	client := newClient(t, server, whatsapp.WithAPIVersion("v25.0"), whatsapp.WithUserAgent("service/1.2.3"))
	_, err := client.Bots.Get(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, "/v25.0/1", server.requests[0].URL.Path)
	assert.Equal(t, "service/1.2.3", server.requests[0].Header.Get("User-Agent"))
	assert.Equal(t, "v25.0", client.APIVersion())
	assert.Equal(t, "whatsapp.Client{https://graph.facebook.com, v25.0}", client.String())
}

func TestClone(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	client := newClient(t, server, whatsapp.WithUserAgent("service/1.2.3"))
	tenant, err := client.Clone(whatsapp.WithToken("EAAtenant"), whatsapp.WithAPIVersion("v24.0"))
	require.NoError(t, err)
	for _, each := range []*whatsapp.Client{tenant, client} {
		_, err := each.Bots.Get(t.Context(), "1")
		require.NoError(t, err)
	}
	assert.Equal(t, "Bearer EAAtenant", server.requests[0].Header.Get("Authorization"))
	assert.Equal(t, "/v24.0/1", server.requests[0].URL.Path)
	assert.Equal(t, "service/1.2.3", server.requests[0].Header.Get("User-Agent"))
	assert.Equal(t, "Bearer "+testToken, server.requests[1].Header.Get("Authorization"), "the original is unchanged")
	assert.Equal(t, "/v23.0/1", server.requests[1].URL.Path)

	_, err = client.Clone(whatsapp.WithToken(""))
	require.Error(t, err)
}

func TestTokenOfOneCall(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	client := newClient(t, server)
	_, err := client.Bots.Get(t.Context(), "1", whatsapp.WithToken("EAAother"))
	require.NoError(t, err)
	assert.Equal(t, "Bearer EAAother", server.requests[0].Header.Get("Authorization"))
	_, err = client.Bots.Get(t.Context(), "1", whatsapp.WithToken("bad token"))
	require.ErrorContains(t, err, "spaces or line breaks")
	assert.Equal(t, 1, server.count())
}

func TestTokenSource(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	vault := errors.New("vault sealed")
	tests := map[string]struct {
		source whatsapp.TokenSourceFunc
		want   string
	}{
		"failing": {func(context.Context) (string, error) { return "", vault }, "token source: vault sealed"},
		"empty":   {func(context.Context) (string, error) { return "", nil }, "access token is empty"},
	}
	for name, test := range tests {
		client, err := whatsapp.NewClient("", whatsapp.WithTokenSource(test.source), whatsapp.WithHTTPClient(&http.Client{Transport: server}))
		require.NoError(t, err)
		_, err = client.Bots.Get(t.Context(), "1")
		require.ErrorContains(t, err, test.want, name)
	}
	assert.Zero(t, server.count())
}

// Reading the environment cannot run in parallel.
func TestNewClientFromEnv(t *testing.T) {
	t.Setenv("WHATSAPP_ACCESS_TOKEN", "")
	_, err := whatsapp.NewClientFromEnv()
	require.ErrorContains(t, err, "WHATSAPP_ACCESS_TOKEN")

	t.Setenv("WHATSAPP_ACCESS_TOKEN", "EAAenv")
	t.Setenv("WHATSAPP_APP_SECRET", "s")
	t.Setenv("WHATSAPP_API_VERSION", "v24.0")
	t.Setenv("WHATSAPP_BASE_URL", "https://proxy.test")
	server := script(answer(200, `{"id":"1"}`))
	client, err := whatsapp.NewClientFromEnv(whatsapp.WithHTTPClient(&http.Client{Transport: server}), whatsapp.WithAPIVersion("v25.0"))
	require.NoError(t, err)
	_, err = client.Bots.Get(t.Context(), "1")
	require.NoError(t, err)
	request := server.requests[0]
	assert.Equal(t, "Bearer EAAenv", request.Header.Get("Authorization"))
	assert.Equal(t, "proxy.test", request.URL.Host)
	assert.Equal(t, "/v25.0/1", request.URL.Path, "options win over the environment")
	assert.NotEmpty(t, request.URL.Query().Get("appsecret_proof"))

	t.Setenv("WHATSAPP_API_VERSION", "latest")
	_, err = whatsapp.NewClientFromEnv()
	require.ErrorContains(t, err, "latest")
}

func TestCaptureResponse(t *testing.T) {
	t.Parallel()
	header := []string{
		"X-App-Usage", `{"call_count":28,"total_time":25,"total_cputime":101}`,
		"Facebook-Api-Version", "v22.0", "X-Fb-Trace-Id", "T1",
	}
	server := script(answer(200, `{"id":"1"}`, header...))
	response := whatsapp.Response{Attempts: 99, Body: []byte("stale")}
	_, err := newClient(t, server).Bots.Get(t.Context(), "1", whatsapp.CaptureResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 200, response.StatusCode)
	assert.Equal(t, 1, response.Attempts)
	assert.Equal(t, "v22.0", response.APIVersion)
	assert.Equal(t, "T1", response.TraceID)
	assert.JSONEq(t, `{"id":"1"}`, string(response.Body))
	assert.Equal(t, "application/json", response.Header.Get("Content-Type"))
	assert.InDelta(t, 101, response.Usage.Highest(), 0)

	server.steps = []step{answer(400, graphError("100"))}
	_, err = newClient(t, server).Bots.Get(t.Context(), "1", whatsapp.CaptureResponse(&response))
	require.Error(t, err)
	assert.Equal(t, 400, response.StatusCode, "also when the call fails")
	assert.JSONEq(t, graphError("100"), string(response.Body))

	server.steps = []step{fail(errors.New("no route"))}
	_, err = newClient(t, server, whatsapp.WithMaxRetries(0)).Bots.Get(t.Context(), "1", whatsapp.CaptureResponse(&response))
	require.Error(t, err)
	assert.Zero(t, response.StatusCode)
	assert.Equal(t, 1, response.Attempts)

	_, err = newClient(t, server).Bots.Get(t.Context(), "1", whatsapp.CaptureResponse(nil))
	require.ErrorContains(t, err, "CaptureResponse")
}

func TestFieldsAndQuery(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1"}`))
	client := newClient(t, server)
	last := func() string { return server.requests[len(server.requests)-1].URL.RawQuery }

	_, err := client.Bots.Get(t.Context(), "1", whatsapp.WithFields("id", "prompts"))
	require.NoError(t, err)
	assert.Equal(t, "fields=id%2Cprompts", last())

	_, err = client.Automation.Get(t.Context(), "1", whatsapp.WithFields("name"))
	require.NoError(t, err)
	assert.Equal(t, "fields=conversational_automation", last(), "a method keeps the fields it needs")

	query := url.Values{"a": {"1", "2"}, "b": {"&="}}
	_, err = client.Bots.Get(t.Context(), "1", whatsapp.WithQuery(query), whatsapp.WithQuery(url.Values{"a": {"3"}}))
	require.NoError(t, err)
	assert.Equal(t, "a=3&b=%26%3D", last())
	assert.Equal(t, []string{"1", "2"}, query["a"], "the caller's values are not changed")

	_, err = client.Bots.Get(t.Context(), "1", whatsapp.WithFields("id", ""))
	require.ErrorContains(t, err, "empty field name")
	_, err = client.Bots.Get(t.Context(), "1", nil)
	require.ErrorContains(t, err, "request option is nil")
}

func TestVersionNoticeIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := script(answer(200, `{"id":"1"}`, "Facebook-Api-Version", "v24.0"))
	client := newClient(t, server, whatsapp.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	for range 3 {
		_, err := client.Bots.Get(t.Context(), "1")
		require.NoError(t, err)
	}
	assert.Equal(t, 1, strings.Count(log.String(), "level=WARN"), log.String())
	assert.Contains(t, log.String(), "requested=v23.0 answered=v24.0")
}

func TestAttemptsAreLoggedAtDebug(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := script(answer(429, "", "Retry-After", "0"), answer(200, success, "Facebook-Api-Version", "v23.0"))
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := newClient(t, server, whatsapp.WithLogger(logger), whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: time.Microsecond}))
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	require.Len(t, lines, 2)
	var first, second map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &first))
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &second))
	assert.Equal(t, "POST /{phone-number-id}/thing", first["operation"])
	assert.InDelta(t, 429, first["status"], 0)
	assert.Contains(t, first, "retry_in")
	assert.Contains(t, first, "error")
	assert.InDelta(t, 2, second["attempt"], 0)
	assert.NotContains(t, second, "error")
	assert.NotContains(t, second, "retry_in")
}
