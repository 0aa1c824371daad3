package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// failureOf returns the error of one call that is answered by body.
func failureOf(t *testing.T, status int, body string, header ...string) *whatsapp.GraphAPIError {
	t.Helper()
	client := newClient(t, script(answer(status, body, header...)), whatsapp.WithMaxRetries(0))
	err := do(t.Context(), client, whatsapp.RepeatUnsafe)
	failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
	require.True(t, ok, "%v", err)
	return failure
}

func TestGraphAPIErrorFields(t *testing.T) {
	t.Parallel()
	body := `{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,"error_subcode":2494055,` +
		`"error_data":{"messaging_product":"whatsapp","details":"More than 24 hours have passed."},"is_transient":true,` +
		`"error_user_title":"Title","error_user_msg":"For people","fbtrace_id":"AbC","later_addition":{"a":1}}}`
	failure := failureOf(t, 400, body)
	assert.Equal(t, "(#131047) Re-engagement message", failure.Message)
	assert.Equal(t, "OAuthException", failure.Type)
	assert.Equal(t, 131047, failure.Code)
	assert.Equal(t, 2494055, failure.Subcode)
	assert.Equal(t, "More than 24 hours have passed.", failure.Details)
	assert.JSONEq(t, `{"messaging_product":"whatsapp","details":"More than 24 hours have passed."}`, string(failure.ErrorData))
	assert.True(t, failure.IsTransient)
	assert.Equal(t, "Title", failure.UserTitle)
	assert.Equal(t, "For people", failure.UserMessage)
	assert.Equal(t, "AbC", failure.TraceID)
	assert.Equal(t, 400, failure.StatusCode)
	assert.Equal(t, "POST /{phone-number-id}/thing", failure.Operation)
	assert.Equal(t, 1, failure.Attempts)

	encoded, err := json.Marshal(failure)
	require.NoError(t, err)
	assert.JSONEq(t, body, string(encoded), "nothing is lost, not even what this package does not know")

	var decoded whatsapp.GraphAPIError
	require.NoError(t, json.Unmarshal([]byte(body), &decoded))
	assert.Equal(t, failure.Details, decoded.Details)
	decoded.Body = nil
	encoded, err = json.Marshal(&decoded)
	require.NoError(t, err)
	assert.JSONEq(t, strings.Replace(body, `,"later_addition":{"a":1}`, "", 1), string(encoded))
	require.Error(t, json.Unmarshal([]byte(`{"data":[]}`), &decoded))
	require.Error(t, json.Unmarshal([]byte(`[]`), &decoded))
}

func TestErrorDataForms(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"details":"why"}`:               "why",
		`"plain text"`:                    "plain text",
		`"{\"details\":\"inside text\"}"`: "inside text",
		`{"blame_field_specs":[]}`:        "",
		`null`:                            "",
		`[1]`:                             "",
		`""`:                              "",
	} {
		failure := failureOf(t, 400, `{"error":{"message":"m","type":"t","code":100,"error_data":`+data+`}}`)
		assert.Equal(t, want, failure.Details, data)
	}
}

// Codes and subcodes come as numbers, rarely as texts.
func TestEnvelopeWithTextsForNumbers(t *testing.T) {
	t.Parallel()
	failure := failureOf(t, 401, `{"error":{"message":"m","type":"t","code":"190","error_subcode":"463","is_transient":"false"}}`)
	assert.Equal(t, 190, failure.Code)
	assert.Equal(t, 463, failure.Subcode)
	assert.ErrorIs(t, failure, whatsapp.ErrTokenExpired)
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		header []string
		want   string
	}{
		"everything": {
			400, `{"error":{"message":"(#80007) Rate limit","type":"O","code":80007,"error_subcode":2446079,"error_data":{"details":"Too many\ncalls"},"fbtrace_id":"T1"}}`,
			[]string{"Retry-After", "90"},
			"whatsapp: POST /{phone-number-id}/thing: (#80007) Rate limit: Too many calls (code 80007, subcode 2446079, HTTP 400): " +
				"the WhatsApp Business Account's quota is used up; wait, then call less often [retry after 1m30s, retries are off, trace T1]",
		},
		"details that repeat the message": {
			400, `{"error":{"message":"Invalid parameter","type":"O","code":100,"error_data":{"details":"Invalid parameter"}}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: Invalid parameter (code 100, HTTP 400): a parameter is invalid or unknown; correct the request",
		},
		"details that begin with the title": {
			400, `{"error":{"message":"(#131030) Recipient phone number not in allowed list","type":"O","code":131030,` +
				`"error_data":{"details":"Recipient phone number not in allowed list: Add it and try again."}}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: (#131030) Recipient phone number not in allowed list: Add it and try again. (code 131030, HTTP 400): " +
				"the recipient is not on the test number's list; add the recipient to the allowed list",
		},
		"details that hold the title": {
			400, `{"error":{"message":"Unsupported type","type":"O","code":7654321,"error_data":{"details":"Parameter to: unsupported type."}}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: Unsupported type: Parameter to: unsupported type. (code 7654321, HTTP 400)",
		},
		"no title but the code": {
			400, `{"error":{"message":"(#7654321)","type":"O","code":7654321,"error_data":{"details":"Why"}}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: (#7654321): Why (code 7654321, HTTP 400)",
		},
		"appsecret_proof missing": {
			400, `{"error":{"message":"API calls from the server require an appsecret_proof argument","type":"GraphMethodException","code":100}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: API calls from the server require an appsecret_proof argument (code 100, HTTP 400): " +
				"the request is not signed with the app's secret; give the client the secret of the token's app with WithAppSecret",
		},
		"text for people, where there are no details": {
			400, `{"error":{"message":"Migration","type":"O","code":2388103,"error_user_msg":"Two-step verification is on"}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: Migration: Two-step verification is on (code 2388103, HTTP 400): the number cannot be migrated; see the user message",
		},
		"unknown code": {
			400, `{"error":{"message":"New","type":"O","code":7654321}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: New (code 7654321, HTTP 400)",
		},
		"outcome unknown": {
			500, `{"error":{"message":"Oops","type":"O","code":2}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: Oops (code 2, HTTP 500): the service is temporarily down or overloaded; try again later; " +
				"the outcome is unknown: it may have been carried out, so check before sending it again",
		},
		"page": {
			502, "<html>\n<h1>Bad Gateway</h1></html>", []string{"X-Fb-Trace-Id", "H1"},
			"whatsapp: POST /{phone-number-id}/thing: the server answered Bad Gateway without an error object: <html> <h1>Bad Gateway</h1></html> (HTTP 502); " +
				"the outcome is unknown: it may have been carried out, so check before sending it again [trace H1]",
		},
		"page with a link": {
			400, "<html>", []string{"Location", "https://elsewhere.test/"},
			"whatsapp: POST /{phone-number-id}/thing: the server answered Bad Request without an error object: <html> (HTTP 400)",
		},
		"half an OAuth form": {
			400, `{"error":"invalid_grant","error_description":{}}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: invalid_grant (HTTP 400)",
		},
		"text for an answer": {
			200, "[REDACTED] quoted", nil,
			"whatsapp: POST /{phone-number-id}/thing: the server reports success, but the answer is not JSON (HTTP 200); " +
				"the outcome is unknown: it may have been carried out, so check before sending it again",
		},
		"OAuth form": {
			400, `{"error":"invalid_grant","error_description":"Code was used"}`, nil,
			"whatsapp: POST /{phone-number-id}/thing: invalid_grant Code was used (HTTP 400)",
		},
		"success false": {
			200, `{"success":false}`, nil,
			`whatsapp: POST /{phone-number-id}/thing: the server did not report success (HTTP 200)`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, failureOf(t, test.status, test.body, test.header...).Error())
		})
	}
}

// A redirect is named by its host, which is all that is known to hold no
// secret.
func TestErrorTextOfRedirects(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"":                              "the server answered Not Modified without an error object (HTTP 304)",
		"https://elsewhere.test/a?b=c":  "the server redirects to elsewhere.test, which must not get the access token (HTTP 304)",
		"/elsewhere":                    "the server redirects to an unnamed host, which must not get the access token (HTTP 304)",
		"https://elsewhere.test/%zz?b=": "the server redirects to an unnamed host, which must not get the access token (HTTP 304)",
	} {
		var header []string
		if location != "" {
			header = []string{"Location", location}
		}
		assert.Contains(t, failureOf(t, 304, "", header...).Error(), want)
	}
}

// An answer that is cut off is described, and only one that is no JSON at all
// is quoted.
func TestErrorTextOfUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for body, quoted := range map[string]bool{`{"id":"words`: false, `[{"id":"words"},`: false, "a page of words": true} {
		client := newClient(t, script(answer(200, body, "X-Fb-Trace-Id", secretOpaque)), whatsapp.WithMaxRetries(0))
		_, err := client.Bots.Get(t.Context(), "1", whatsapp.WithToken(secretOpaque))
		require.ErrorContains(t, err, "the server reports success, but invalid JSON at byte ")
		assert.Equal(t, quoted, strings.Contains(err.Error(), "words"), err)
		assert.NotContains(t, err.Error(), secretOpaque)
	}
}

var classes = map[string]error{
	"rateLimited": whatsapp.ErrRateLimited, "unauthorized": whatsapp.ErrUnauthorized, "permission": whatsapp.ErrPermission,
	"notFound": whatsapp.ErrNotFound, "invalid": whatsapp.ErrInvalidRequest, "transient": whatsapp.ErrTransient,
	"policy": whatsapp.ErrPolicy, "unknown": whatsapp.ErrOutcomeUnknown, "tokenExpired": whatsapp.ErrTokenExpired,
	"reEngagement": whatsapp.ErrReEngagementWindow, "optedOut": whatsapp.ErrRecipientOptedOut, "pairRate": whatsapp.ErrPairRateLimited,
	"registered": whatsapp.ErrAlreadyRegistered, "sequenceInUse": whatsapp.ErrSequenceInUse, "staleCursor": whatsapp.ErrStaleCursor,
}

func TestErrorClasses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status, code, subcode int
		want                  string
	}{
		{401, 0, 0, "unauthorized tokenExpired"},
		{500, 0, 0, "unknown"},
		{500, 1, 0, "unknown"},
		{500, 3, 0, "permission"},
		{400, 4, 0, "rateLimited"},
		{429, 4, 2446079, "rateLimited"},
		{403, 10, 2018218, "permission"},
		{400, 17, 0, "rateLimited"},
		{400, 33, 0, "notFound"},
		{400, 100, 0, "invalid"},
		{422, 100, 0, "invalid"},
		{401, 100, 0, "unauthorized"},
		{403, 100, 0, "permission"},
		{404, 100, 0, "notFound"},
		{409, 100, 0, "invalid registered"},
		{400, 100, 33, "notFound"},
		{401, 102, 0, "unauthorized"},
		{401, 104, 0, "unauthorized"},
		{401, 190, 0, "unauthorized tokenExpired"},
		{400, 190, 463, "unauthorized tokenExpired"},
		{400, 190, 459, "unauthorized"},
		{400, 190, 492, "permission"},
		{400, 190, 12345, "unauthorized tokenExpired"},
		{403, 200, 1349174, "permission"},
		{403, 201, 0, "permission"},
		{403, 299, 0, "permission"},
		{400, 300, 0, "invalid"},
		{400, 200002, 0, "invalid"},
		{400, 200005, 0, "invalid"},
		{400, 200008, 0, "invalid"},
		{400, 368, 0, "policy"},
		{400, 368, 1390008, "rateLimited"},
		{422, 613, 0, "rateLimited"},
		{404, 803, 0, "notFound"},
		{400, 80008, 0, "rateLimited"},
		{400, 80014, 0, "rateLimited"},
		{400, 130429, 0, "rateLimited"},
		{400, 131026, 0, "policy"},
		{400, 131047, 0, "policy reEngagement"},
		{400, 131048, 0, "policy"},
		{429, 131048, 0, "policy"},
		{400, 131064, 0, "rateLimited"},
		{400, 131050, 0, "policy optedOut"},
		{400, 131056, 0, "rateLimited pairRate"},
		{400, 131057, 0, "transient"},
		{400, 131059, 0, "invalid staleCursor"},
		{404, 132001, 0, "notFound"},
		{400, 133005, 0, "invalid"},
		{400, 133010, 0, "invalid"},
		{400, 138009, 0, "rateLimited"},
		{400, 139102, 0, "invalid staleCursor"},
		{400, 4027012, 0, "invalid sequenceInUse"},
		{400, 4027017, 0, "notFound"},
		{400, 4027005, 0, "permission"},
		{400, 40, 0, "invalid"},
		{401, 98765, 0, "unauthorized"},
		{403, 98765, 0, "permission"},
		{404, 98765, 0, "notFound"},
		{429, 98765, 0, "rateLimited"},
		{503, 98765, 0, "unknown"},
	}
	for _, test := range tests {
		body := fmt.Sprintf(`{"error":{"message":"m","type":"t","code":%d,"error_subcode":%d}}`, test.code, test.subcode)
		assertClasses(t, failureOf(t, test.status, body), test.want)
	}
	for status, want := range map[int]string{
		400: "invalid", 401: "unauthorized", 403: "permission", 404: "notFound", 408: "unknown", 410: "notFound",
		422: "invalid", 429: "rateLimited", 500: "unknown", 502: "unknown", 304: "unknown",
	} {
		assertClasses(t, failureOf(t, status, "a page"), want)
	}
	assertClasses(t, failureOf(t, 200, "Service Unavailable"), "unknown")
	assertClasses(t, failureOf(t, 200, `{"success":false}`), "invalid")
	assertClasses(t, failureOf(t, 500, `{"error":{"message":"m","type":"t","code":190,"is_transient":true}}`), "unauthorized tokenExpired")
}

func assertClasses(t *testing.T, failure *whatsapp.GraphAPIError, want string) {
	t.Helper()
	for name, class := range classes {
		assert.Equal(t, strings.Contains(" "+want+" ", " "+name+" "), errors.Is(failure, class), "%s: %v", name, failure)
	}
	assert.NotErrorIs(t, failure, http.ErrAbortHandler)
}

func TestSentinelTexts(t *testing.T) {
	t.Parallel()
	for _, class := range classes {
		assert.True(t, strings.HasPrefix(class.Error(), "whatsapp: "), class)
	}
}

func TestGraphAPIErrorLogValue(t *testing.T) {
	t.Parallel()
	failure := failureOf(t, 500, `{"error":{"message":"Oops","type":"O","code":2,"error_subcode":7,"error_data":{"details":"d"},"fbtrace_id":"T1"}}`, "Retry-After", "3")
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", failure)
	for _, want := range []string{"error.code=2", "error.status=500", "error.subcode=7", "error.details=d", "error.trace_id=T1", "error.retry_after=3s", "error.outcome_unknown=true", "error.message=Oops"} {
		assert.Contains(t, log.String(), want)
	}
}

func TestTransportErrorText(t *testing.T) {
	t.Parallel()
	reset := fail(errors.New("reset"))
	for name, test := range map[string]struct {
		repeat  whatsapp.Repeat
		steps   []step
		options whatsapp.Option
		want    string
	}{
		"one attempt":          {whatsapp.RepeatNever, []step{reset}, impatient, "reset; the outcome is unknown: it may have been carried out, so check before sending it again"},
		"one attempt, and why": {whatsapp.RepeatSafe, []step{reset}, whatsapp.WithMaxRetries(0), "reset [retries are off]"},
		"two attempts": {
			whatsapp.RepeatUnsafe, []step{fail(refusedConnection), reset}, impatient,
			"reset; the outcome is unknown: it may have been carried out, so check before sending it again [2 attempts]",
		},
		"two attempts, and why": {whatsapp.RepeatSafe, []step{reset}, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1, MaxRetries: 1}), "reset [2 attempts, no retries left of 1]"},
	} {
		err := do(t.Context(), newClient(t, script(test.steps...), test.options), test.repeat)
		assert.EqualError(t, err, "whatsapp: POST /{phone-number-id}/thing: "+test.want, name)
	}
	client := newClient(t, script(fail(errors.New("connection reset\nby peer"))), whatsapp.WithMaxRetries(0))
	err := do(t.Context(), client, whatsapp.RepeatUnsafe)
	assert.EqualError(t, err, "whatsapp: POST /{phone-number-id}/thing: connection reset by peer; "+
		"the outcome is unknown: it may have been carried out, so check before sending it again")
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", err)
	assert.Contains(t, log.String(), "error.outcome_unknown=true")
	assert.NotErrorIs(t, err, whatsapp.ErrRateLimited)
}
