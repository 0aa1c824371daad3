package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	secretToken  = "EAAsecrettoken123"
	secretOpaque = "opaque+secret/token="
	appSecret    = "app-secret-value"
)

// Whatever the server and the network say, no secret reaches an error, a log or
// an observer.
func TestNoSecretEscapes(t *testing.T) {
	t.Parallel()
	for _, token := range []string{secretToken, secretOpaque} {
		echo := `{"error":{"message":"Malformed access token ` + token + `","type":"OAuthException","code":190,` +
			`"error_data":{"details":"access_token=` + token + `&x=1"},"error_user_msg":"` + token + `"}}`
		steps := map[string]step{
			"echoed in an envelope":    answer(401, echo),
			"echoed in a page":         answer(502, "<html>"+token+" access_token="+url.QueryEscape(token)+"</html>"),
			"echoed in 200":            answer(200, "Bad token "+token),
			"echoed in success false":  answer(200, `{"success":false,"access_token":"`+token+`"}`),
			"in a network error":       fail(fmt.Errorf("proxy said: bad token %s", token)),
			"in a nested url.Error":    fail(&url.Error{Op: "Post", URL: "https://proxy.test/?access_token=" + token, Err: errors.New("refused " + token)}),
			"in a redirect":            answer(302, "", "Location", "https://elsewhere.test/?access_token="+token),
			"transient, then repeated": answer(500, strings.Replace(transientBody, "Atrace", token, 1)),
			"escaped in JSON":          answer(400, strings.ReplaceAll(echo, token, strings.NewReplacer("/", `\/`, "+", `\u002b`, "=", `\u003d`).Replace(token))),
			"in a page of 200 bytes":   answer(400, "token: "+url.PathEscape(token)),
		}
		for name, step := range steps {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var log bytes.Buffer
					var seen []any
					observer := whatsapp.Observer{
						OperationStarted: func(ctx context.Context, info whatsapp.OperationInfo) context.Context {
							seen = append(seen, info)
							return ctx
						},
						AttemptDone:   func(_ context.Context, info whatsapp.AttemptInfo) { seen = append(seen, info) },
						OperationDone: func(_ context.Context, info whatsapp.OperationResult) { seen = append(seen, info) },
					}
					client, err := whatsapp.NewClient(token,
						whatsapp.WithHTTPClient(&http.Client{Transport: script(step)}),
						whatsapp.WithAppSecret(appSecret),
						whatsapp.WithObserver(observer),
						whatsapp.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
					require.NoError(t, err)

					err = do(t.Context(), client, whatsapp.RepeatUnsafe)
					require.Error(t, err)
					slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", err, "client", client)
					marshalled, _ := json.Marshal(err)
					text := strings.Join([]string{
						err.Error(), fmt.Sprintf("%v|%+v|%#v|%q", err, err, err, err), log.String(), string(marshalled),
						fmt.Sprintf("%+v|%#v|%v|%s", client, client, *client, client), fmt.Sprintf("%+v", seen), printTree(err),
					}, "\n")
					for _, secret := range []string{token, url.QueryEscape(token), url.PathEscape(token), `secret\/token`, appSecret, "appsecret_proof="} {
						assert.NotContains(t, text, secret)
					}
				})
			})
		}
	}
}

// printTree prints an error and everything that it unwraps to.
func printTree(err error) string {
	if err == nil {
		return ""
	}
	text := fmt.Sprintf("%T %v %+v\n", err, err, err)
	switch wrapped := err.(type) {
	case interface{ Unwrap() error }:
		text += printTree(wrapped.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range wrapped.Unwrap() {
			text += printTree(inner)
		}
	}
	return text
}

// A test's token may be a common word; messages stay readable then, and codes
// are never damaged.
func TestShortTokensDoNotDamageErrors(t *testing.T) {
	t.Parallel()
	client, err := whatsapp.NewClient("t", whatsapp.WithHTTPClient(&http.Client{Transport: script(answer(500, transientBody))}), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	failure, ok := errors.AsType[*whatsapp.GraphAPIError](do(t.Context(), client, whatsapp.RepeatUnsafe))
	require.True(t, ok)
	assert.Equal(t, "Service temporarily unavailable", failure.Message)
	assert.Equal(t, 2, failure.Code)
}

func TestTokenTravelsInTheHeaderOnly(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	client := newClient(t, server, whatsapp.WithAppSecret(appSecret))
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	request := server.requests[0]
	assert.Equal(t, "Bearer "+testToken, request.Header.Get("Authorization"))
	assert.NotContains(t, request.URL.String(), testToken)
	assert.NotContains(t, server.bodies[0], testToken)

	err := do(t.Context(), client, whatsapp.RepeatUnsafe, whatsapp.WithQuery(url.Values{"access_token": {testToken}}))
	require.ErrorContains(t, err, "WithToken")
	require.NotContains(t, err.Error(), testToken)
	assert.Equal(t, 1, server.count())
}

func TestResponseAndURLPrintRedacted(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1","url":"https://lookaside.fbsbx.com/whatsapp_business/?mid=1&hash=SIGNATURE"}`, "X-Fb-Trace-Id", "T1"))
	var response whatsapp.Response
	info, err := newClient(t, server).Media.Get(t.Context(), "1", whatsapp.CaptureResponse(&response))
	require.NoError(t, err)
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		assert.NotContains(t, fmt.Sprintf(format, info), "SIGNATURE")
		assert.NotContains(t, fmt.Sprintf(format, *info), "SIGNATURE")
	}
	assert.NotContains(t, fmt.Sprintf("%v %+v %s", response, response, response), "SIGNATURE")
	assert.Contains(t, string(info.URL), "SIGNATURE", "the caller can have it")
	assert.Contains(t, string(response.Body), "SIGNATURE")

	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("answer", "response", response, "media", info)
	assert.NotContains(t, log.String(), "SIGNATURE")
	assert.Contains(t, log.String(), "T1")
}

func TestSecretURLString(t *testing.T) {
	t.Parallel()
	tests := map[whatsapp.SecretURL]string{
		"":                                       "",
		"https://lookaside.fbsbx.com/a?hash=x":   "https://lookaside.fbsbx.com/[REDACTED]",
		"https://user:password@host.test/secret": "https://host.test/[REDACTED]",
		"http://127.0.0.1:80/secret":             "http://127.0.0.1:80/[REDACTED]",
		"ftp://host.test/secret":                 "[REDACTED]",
		"https:opaque-secret":                    "[REDACTED]",
		"no url at all":                          "[REDACTED]",
	}
	for link, want := range tests {
		assert.Equal(t, want, link.String())
	}
}

// The vectors of the app secret proof.
func TestAppSecretProof(t *testing.T) {
	t.Parallel()
	const (
		secret = "test_app_secret"
		plain  = "2f6c99f265a9e1644d725e8f9c96e439fcbf40a73357d1d98ba8b98fbfe445e4"
		stamp  = "b959a6f2a577969c0a070099f3e1d6598877cb57845bb4feb8427a051a63d3a5"
	)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Unix(1700000000, 0)))
		server := script(answer(200, success))
		require.NoError(t, do(t.Context(), newClient(t, server, whatsapp.WithAppSecret(secret)), whatsapp.RepeatUnsafe))
		assert.Equal(t, url.Values{"appsecret_proof": {stamp}, "appsecret_time": {"1700000000"}}, server.requests[0].URL.Query())
	})
	server := script(answer(200, success))
	client := newClient(t, server, whatsapp.WithPlainAppSecretProof(secret))
	for range 5 {
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	}
	for _, request := range server.requests {
		assert.Equal(t, url.Values{"appsecret_proof": {plain}}, request.URL.Query(), "a call leaves nothing behind for the next proof")
	}
}

// A timestamped proof lives five minutes, so each attempt has its own; a
// rotated token has its own as well.
func TestProofAndTokenAreNewForEveryAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		source := whatsapp.TokenSourceFunc(func(context.Context) (string, error) {
			calls++
			return fmt.Sprintf("EAArotated%d", calls), nil
		})
		server := script(answer(429, "", "Retry-After", "20"), answer(200, success))
		client := newClient(t, server, whatsapp.WithAppSecret("s"), whatsapp.WithTokenSource(source))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe, whatsapp.WithQuery(url.Values{"keep": {"me"}})))
		first, second := server.requests[0], server.requests[1]
		assert.Equal(t, "Bearer EAArotated1", first.Header.Get("Authorization"))
		assert.Equal(t, "Bearer EAArotated2", second.Header.Get("Authorization"))
		assert.NotEqual(t, first.URL.Query().Get("appsecret_proof"), second.URL.Query().Get("appsecret_proof"))
		assert.NotEqual(t, first.URL.Query().Get("appsecret_time"), second.URL.Query().Get("appsecret_time"))
		assert.Equal(t, "me", second.URL.Query().Get("keep"))
	})
}

// The id of an upload session is sent as it is, so that it must not bring a
// token along.
func TestUploadSessionsCarryNoToken(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"upload:MTph?sig=x&access_token=" + secretToken, "upload:MTph?appsecret_proof=" + secretToken} {
		server := script(answer(200, `{"id":"1"}`))
		_, err := newClient(t, server).Uploads.Get(t.Context(), id)
		require.ErrorContains(t, err, "must not be a parameter")
		require.NotContains(t, err.Error(), secretToken)
		require.Zero(t, server.count())
	}
}

// The signature of an upload session is a secret, wherever it is repeated.
func TestSignaturesOfUploadSessionsAreRedacted(t *testing.T) {
	t.Parallel()
	server := script(answer(400, `{"error":{"message":"ARZqkGCAbo is no signature","code":100}}`,
		"X-Business-Use-Case-Usage", `{"1":[{"type":"ARZqkGCAbo"}]}`))
	var captured whatsapp.Response
	_, err := newClient(t, server).Uploads.Get(t.Context(), "upload:MTphdHRhY2htZW50?sig=ARZqkGCAbo", whatsapp.CaptureResponse(&captured))
	require.ErrorContains(t, err, "is no signature")
	require.NotContains(t, err.Error(), "ARZqkGCAbo")
	require.Len(t, captured.Usage.Business["1"], 1)
	require.NotContains(t, captured.Usage.Business["1"][0].Type, "ARZqkGCAbo")
}

// So is its key, which a server may quote without what makes it known.
func TestKeysOfUploadSessionsAreRedacted(t *testing.T) {
	t.Parallel()
	const id, key = "upload:MTphdHRhY2htZW50?sig=ARZqkGCAbo", "MTphdHRhY2htZW50"
	var captured whatsapp.Response
	server := script(
		answer(200, `{"id":"`+id+`","file_offset":0}`, "X-Fb-Trace-Id", "A "+key, "Facebook-Api-Version", key),
		answer(400, `{"error":{"message":"no session `+key+`","code":100}}`),
	)
	_, err := newClient(t, server).Uploads.Get(t.Context(), id, whatsapp.CaptureResponse(&captured))
	require.NoError(t, err)
	require.NotContains(t, captured.TraceID+captured.APIVersion, key)
	_, err = newClient(t, server).Uploads.Get(t.Context(), id)
	require.ErrorContains(t, err, "no session ")
	require.NotContains(t, err.Error(), key)
}

// A link that is not a secret stays: Meta's errors name pages of its
// documentation.
func TestOtherLinksStay(t *testing.T) {
	t.Parallel()
	const page = "https://developers.facebook.com/docs/graph-api"
	var captured whatsapp.Response
	server := script(answer(400, `{"error":{"message":"see `+page+`","code":100}}`, "X-Fb-Trace-Id", page))
	_, err := newClient(t, server).Media.Get(t.Context(), mediaID, whatsapp.CaptureResponse(&captured))
	require.ErrorContains(t, err, page)
	require.Equal(t, page, captured.TraceID)
}

// A server chooses names too.
func TestSkippedMembersShowNoSecret(t *testing.T) {
	t.Parallel()
	var captured whatsapp.Response
	var out struct {
		Names map[string]string `json:"names"`
	}
	client := newClient(t, script(answer(200, `{"names":{"`+testToken+`":{}}}`)))
	err := client.Do(t.Context(), whatsapp.Operation{Method: http.MethodGet, Path: []string{"1"}}, &out, whatsapp.CaptureResponse(&captured))
	require.NoError(t, err)
	require.Len(t, captured.Skipped, 1)
	require.NotContains(t, captured.Skipped[0].String(), testToken)
}

// http.Client quotes a Location that it cannot parse.
func TestALocationThatIsNotAURLIsNotQuoted(t *testing.T) {
	t.Parallel()
	server := script(answer(302, "", "Location", "https://elsewhere.test/%zz?signature=unknown"))
	err := do(t.Context(), newClient(t, server), whatsapp.RepeatSafe)
	require.ErrorContains(t, err, "HTTP 302")
	require.NotContains(t, err.Error(), "unknown")
}
