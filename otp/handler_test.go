package otp_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

const (
	wrongCode   = `{"valid":false,"message":"The code is wrong or has expired"}`
	codeSent    = `{"success":true,"message":"OTP sent","expiresIn":600}`
	unavailable = `{"success":false,"message":"Service unavailable; try again later"}`
)

func newHandler(t *testing.T, service *otp.Service, config otp.HandlerConfig) *otp.Handler {
	t.Helper()
	if config.APIKeys == nil {
		config.APIKeys = []string{apiKey}
	}
	handler, err := otp.NewHandler(service, config)
	require.NoError(t, err)
	return handler
}

// body is the JSON of a request: an action, a number, and perhaps a code.
func body(action, phoneNumber string, code ...string) string {
	members := map[string]string{"action": action, "apiKey": apiKey, "phoneNumber": phoneNumber}
	if len(code) > 0 {
		members["otpCode"] = code[0]
	}
	encoded, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func send(phoneNumber string) string   { return body("whatsapp_send_otp", phoneNumber) }
func resend(phoneNumber string) string { return body("whatsapp_resend_otp", phoneNumber) }
func validate(phoneNumber, code string) string {
	return body("whatsapp_validate_otp", phoneNumber, code)
}

// post returns the answer to a request.
func post(t *testing.T, handler http.Handler, body string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	handler.ServeHTTP(answer, request)
	requireHeaders(t, answer)
	return answer
}

func requireHeaders(t *testing.T, answer *httptest.ResponseRecorder) {
	t.Helper()
	require.Equal(t, "application/json", answer.Header().Get("Content-Type"))
	require.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
	require.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"))
}

func requireAnswer(t *testing.T, answer *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	require.Equal(t, body, strings.TrimSuffix(answer.Body.String(), "\n"))
	require.Equal(t, status, answer.Code)
}

func TestHandlerLogin(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Role: func(context.Context, string) (string, error) { return "agent", nil }})
	handler := newHandler(t, service, otp.HandlerConfig{})

	requireAnswer(t, post(t, handler, send("+1 555 0100")), http.StatusOK, codeSent)
	requireAnswer(t, post(t, handler, validate(number, wrong(sender.last(t)))), http.StatusOK, wrongCode)
	requireAnswer(t, post(t, handler, resend(number)), http.StatusOK, codeSent)
	require.Len(t, sender.all(), 2)

	answer := post(t, handler, validate(number, sender.last(t)))
	var login struct {
		SessionToken string `json:"sessionToken"`
	}
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &login))
	requireAnswer(t, answer, http.StatusOK, `{"valid":true,"sessionToken":"`+login.SessionToken+`","role":"agent"}`)
	session, err := service.Session(t.Context(), login.SessionToken)
	require.NoError(t, err)
	require.Equal(t, number, session.PhoneNumber)
	requireAnswer(t, post(t, handler, validate(number, sender.last(t))), http.StatusOK, wrongCode)
}

func TestHandlerRefusals(t *testing.T) {
	t.Parallel()
	const (
		unreadable = `{"success":false,"message":"The body is not a JSON object with the documented members"}`
		noAction   = `{"success":false,"message":"The action is not known"}`
		noKey      = `{"success":false,"message":"The API key is wrong"}`
		noNumber   = `{"success":false,"message":"phoneNumber must be an international number, such as +15550100"}`
	)
	for name, test := range map[string]struct {
		body   string
		status int
		want   string
	}{
		"empty":                   {"", http.StatusBadRequest, unreadable},
		"not JSON":                {"action=whatsapp_send_otp", http.StatusBadRequest, unreadable},
		"not an object":           {`["whatsapp_send_otp"]`, http.StatusBadRequest, unreadable},
		"two objects":             {send(number) + send(number), http.StatusBadRequest, unreadable},
		"a number":                {`{"phoneNumber":15550100}`, http.StatusBadRequest, unreadable},
		"too large":               {`{"action":"` + strings.Repeat("a", 5000) + `"}`, http.StatusRequestEntityTooLarge, `{"success":false,"message":"The body is too large"}`},
		"no key":                  {`{"action":"whatsapp_send_otp","phoneNumber":"+15550100"}`, http.StatusUnauthorized, noKey},
		"wrong key":               {strings.Replace(send(number), apiKey, "1"+apiKey[1:], 1), http.StatusUnauthorized, noKey},
		"longer key":              {strings.Replace(send(number), apiKey, apiKey+"1", 1), http.StatusUnauthorized, noKey},
		"wrong key, wrong action": {`{"action":"login","apiKey":"none"}`, http.StatusUnauthorized, noKey},
		"wrong key, validate":     {`{"action":"whatsapp_validate_otp","apiKey":"none"}`, http.StatusUnauthorized, `{"valid":false,"message":"The API key is wrong"}`},
		"no action":               {body("", number), http.StatusBadRequest, noAction},
		"another action":          {body("login", number), http.StatusBadRequest, noAction},
		"no number":               {send(""), http.StatusBadRequest, noNumber},
		"national number":         {resend("555-0100"), http.StatusBadRequest, noNumber},
		"validate no number":      {validate("", "123456"), http.StatusBadRequest, strings.Replace(noNumber, "success", "valid", 1)},
		"validate no code":        {body("whatsapp_validate_otp", number), http.StatusOK, wrongCode},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, sender := newService(t, otp.Config{})
			handler := newHandler(t, service, otp.HandlerConfig{OnError: func(_ context.Context, err error) { assert.NoError(t, err) }})
			requireAnswer(t, post(t, handler, test.body), test.status, test.want)
			require.Empty(t, sender.all())
		})
	}
}

// Members that the contract does not name are ignored.
func TestHandlerIgnoresTheRest(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	handler := newHandler(t, service, otp.HandlerConfig{})
	body := `{"version":2,"channel":{"name":"whatsapp"},` + send(number)[1:]
	for i, contentType := range []string{"", "application/json; charset=utf-8", "text/plain"} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login?action=whatsapp_validate_otp", strings.NewReader(body))
		request.Header.Set("Content-Type", contentType)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		requireAnswer(t, answer, http.StatusOK, codeSent)
		require.Len(t, sender.all(), i+1)
	}
}

func TestHandlerTakesPOSTOnly(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	handler := newHandler(t, service, otp.HandlerConfig{})
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(send(number))))
		requireHeaders(t, answer)
		requireAnswer(t, answer, http.StatusMethodNotAllowed, `{"success":false,"message":"Use POST"}`)
		require.Equal(t, "POST", answer.Header().Get("Allow"))
	}
	require.Empty(t, sender.all())
}

func TestHandlerBrokenBody(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	answer := httptest.NewRecorder()
	broken := io.MultiReader(strings.NewReader(send(number)), iotest.ErrReader(io.ErrUnexpectedEOF))
	newHandler(t, service, otp.HandlerConfig{}).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", broken))
	require.Equal(t, http.StatusBadRequest, answer.Code)
}

func TestHandlerKeyRotation(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	keys := []string{"an older key of the handler", apiKey}
	handler := newHandler(t, service, otp.HandlerConfig{APIKeys: keys})
	for _, key := range keys {
		requireAnswer(t, post(t, handler, strings.Replace(send(number), apiKey, key, 1)), http.StatusOK, codeSent)
	}
	handler = newHandler(t, service, otp.HandlerConfig{APIKeys: keys[1:]})
	require.Equal(t, http.StatusUnauthorized, post(t, handler, strings.Replace(send(number), apiKey, keys[0], 1)).Code)
}

func TestHandlerFailures(t *testing.T) {
	t.Parallel()
	const invalid = `{"valid":false,"message":"Service unavailable; try again later"}`
	for name, test := range map[string]struct {
		config otp.Config
		body   string
		status int
		want   string
	}{
		"limits":   {otp.Config{Store: brokenStore("Take")}, send(number), http.StatusServiceUnavailable, unavailable},
		"store":    {otp.Config{Store: brokenStore("PutCode")}, resend(number), http.StatusServiceUnavailable, unavailable},
		"validate": {otp.Config{Store: brokenStore("Guess")}, validate(number, "123456"), http.StatusServiceUnavailable, invalid},
		"known": {otp.Config{Known: func(context.Context, string) (bool, error) { return false, errDown }, Lifetime: time.Second},
			send(number), http.StatusServiceUnavailable, unavailable},
		"sender": {otp.Config{Sender: &outbox{err: errDown}}, send(number), http.StatusBadGateway,
			`{"success":false,"message":"The code may not have been sent; try again later"}`},
		"sender with an error of this package": {otp.Config{Sender: &outbox{err: errors.Join(errDown, otp.ErrInvalidNumber, &otp.RateLimitError{})}},
			send(number), http.StatusBadGateway, `{"success":false,"message":"The code may not have been sent; try again later"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service, _ := newService(t, test.config)
				var reported []error
				handler := newHandler(t, service, otp.HandlerConfig{OnError: func(_ context.Context, err error) { reported = append(reported, err) }})
				requireAnswer(t, post(t, handler, test.body), test.status, test.want)
				require.Len(t, reported, 1)
				require.ErrorIs(t, reported[0], errDown)

				quiet := newHandler(t, service, otp.HandlerConfig{})
				requireAnswer(t, post(t, quiet, test.body), test.status, test.want)
			})
		})
	}
}

func TestHandlerDenied(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Role: func(context.Context, string) (string, error) { return "", otp.ErrDenied }})
	handler := newHandler(t, service, otp.HandlerConfig{})
	requireAnswer(t, post(t, handler, send(number)), http.StatusOK, codeSent)
	requireAnswer(t, post(t, handler, validate(number, sender.last(t))), http.StatusOK, wrongCode)
}

func TestNewHandlerChecksItsConfig(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	_, err := otp.NewHandler(nil, otp.HandlerConfig{APIKeys: []string{apiKey}})
	require.EqualError(t, err, "otp: the service is nil")
	_, err = otp.NewHandler(service, otp.HandlerConfig{})
	require.EqualError(t, err, "otp: HandlerConfig.APIKeys is empty; without a key, anyone could send codes")
	_, err = otp.NewHandler(service, otp.HandlerConfig{APIKeys: []string{apiKey, "too short"}})
	require.EqualError(t, err, "otp: HandlerConfig.APIKeys[1] has 9 characters; want at least 16")
	_, err = otp.NewHandler(service, otp.HandlerConfig{APIKeys: []string{apiKey[:16]}})
	require.NoError(t, err)
	_, err = otp.NewHandler(service, otp.HandlerConfig{APIKeys: []string{apiKey}, AnswerTime: -1})
	require.EqualError(t, err, "otp: HandlerConfig.AnswerTime must not be negative")
}
