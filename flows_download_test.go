package whatsapp_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// What was uploaded comes back byte for byte, whatever it is.
func TestFlowJSONIsDownloaded(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	for _, uploaded := range []string{contactFlow, "{\n  \"version\": \"7.3\",\n}"} {
		_, err := client.Flows.UpdateJSON(t.Context(), graphtest.DraftFlowID, []byte(uploaded))
		require.NoError(t, err)
		text, err := client.Flows.DownloadJSON(t.Context(), graphtest.DraftFlowID)
		require.NoError(t, err)
		assert.Equal(t, uploaded, string(text))
	}
	for asset, err := range client.Flows.AllAssets(t.Context(), graphtest.DraftFlowID, nil) {
		require.NoError(t, err)
		assert.NotContains(t, fmt.Sprintf("%+v", asset), "oh=", "the link is a credential")
	}
}

func TestFlowsWithoutJSON(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	created, err := client.Flows.Create(t.Context(), graphtest.WABAID, whatsapp.CreateFlowRequest{
		Name: "empty", Categories: []whatsapp.FlowCategory{whatsapp.FlowCategoryOther},
	})
	require.NoError(t, err)
	_, err = client.Flows.DownloadJSON(t.Context(), created.ID)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.EqualError(t, err, "whatsapp: GET /{flow-id}/assets: the flow has no JSON: whatsapp: not found")

	_, err = client.Flows.DownloadJSON(t.Context(), "1")
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
}

// flowLinkedTo makes a client of a flow whose JSON is at link.
func flowLinkedTo(t *testing.T, link string, serve step, opts ...whatsapp.Option) (*whatsapp.Client, *recorder) {
	t.Helper()
	transport, sent := answerAll(func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.URL.Path, "/assets") {
			return answer(200, fmt.Sprintf(`{"data":[{"name":"preview.png","asset_type":"PREVIEW","download_url":"https://elsewhere.test"},
				{"name":"flow.json","asset_type":"FLOW_JSON","download_url":%q}]}`, link))(request)
		}
		return serve(request)
	})
	return newClient(t, transport, append(opts, impatient)...), sent
}

func TestFlowJSONIsDownloadedWithoutTheToken(t *testing.T) {
	t.Parallel()
	client, log := flowLinkedTo(t, flowJSONURL, answer(200, shortFlow), whatsapp.WithAppSecret("a-secret"))
	text, err := client.Flows.DownloadJSON(t.Context(), flowID)
	require.NoError(t, err)
	require.JSONEq(t, shortFlow, string(text))
	require.Len(t, log.sent(), 2)
	require.Equal(t, "Bearer "+testToken, log.sent()[0].Header.Get("Authorization"))
	download := log.sent()[1]
	require.Equal(t, flowJSONURL, download.URL.String(), "neither a token nor a proof") //nolint:testifylint // an address
	require.Empty(t, download.Header.Get("Authorization"))
}

func TestFlowJSONIsNotDownloadedFromOtherHosts(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://elsewhere.test/a":       "whatsapp: the file's URL has the host elsewhere.test, which no file is fetched from; see WithMediaHosts",
		"https://evilfbcdn.net/a":        "whatsapp: the file's URL has the host evilfbcdn.net, which no file is fetched from; see WithMediaHosts",
		"http://scontent.xx.fbcdn.net/a": "whatsapp: the file's URL of host scontent.xx.fbcdn.net is not https",
		"https://169.254.169.254/a":      "whatsapp: the file's URL has the host 169.254.169.254, which no file is fetched from; see WithMediaHosts",
		"file:///etc/passwd":             "whatsapp: the file has no usable URL",
		"https://[::1/a":                 "whatsapp: the file has no usable URL",
		"":                               "whatsapp: the file has no usable URL",
	} {
		client, log := flowLinkedTo(t, link, answer(200, shortFlow))
		_, err := client.Flows.DownloadJSON(t.Context(), flowID)
		require.EqualError(t, err, want)
		require.Len(t, log.sent(), 1)
	}
	client, _ := flowLinkedTo(t, "https://files.shop.test/a", answer(200, shortFlow), whatsapp.WithMediaHosts("files.shop.test"))
	_, err := client.Flows.DownloadJSON(t.Context(), flowID)
	require.NoError(t, err)
}

// A link that has expired is asked for again, a connection that broke is taken
// up, and a redirect is not followed.
func TestFlowJSONDownloadsThatFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		serve    step
		requests int
		want     string // in the error, empty for none
	}{
		"expired": {inTurn(answer(403, "{}"), answer(200, shortFlow)), 4, ""},
		"broken":  {inTurn(cut(shortFlow, 4), answer(200, shortFlow)), 3, ""},
		"busy":    {inTurn(answer(503, "busy"), answer(200, shortFlow)), 3, ""},
		"moved": {func(request *http.Request) (*http.Response, error) {
			response, err := answer(302, "")(request)
			response.Header.Set("Location", "https://elsewhere.test/a")
			return response, err
		}, 2, "redirect"},
		"too large": {func(request *http.Request) (*http.Response, error) {
			response, err := answer(200, "")(request)
			response.Body, response.ContentLength = io.NopCloser(endless{}), -1
			return response, err
		}, 2, "more than the limit of 10485760"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := flowLinkedTo(t, flowJSONURL, test.serve)
			text, err := client.Flows.DownloadJSON(t.Context(), flowID)
			require.Len(t, log.sent(), test.requests)
			if test.want != "" {
				require.ErrorContains(t, err, test.want)
				require.NotContains(t, err.Error(), "An_Hq0jnfJ")
				return
			}
			require.NoError(t, err)
			require.JSONEq(t, shortFlow, string(text))
		})
	}
}

// inTurn takes the steps one after the other.
func inTurn(steps ...step) step {
	next := 0
	return func(request *http.Request) (*http.Response, error) {
		next++
		return steps[next-1](request)
	}
}

type endless struct{}

func (endless) Read(buffer []byte) (int, error) { return len(buffer), nil }
