package otp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// Whatever a request contains, the answer is a small JSON object that opens no
// session without the code and repeats nothing of the request.
func FuzzHandler(f *testing.F) {
	for _, body := range []string{
		send(number), resend(number), validate(number, "123456"), validate("+1 555 0100", "123 456"),
		`{}`, `null`, `[]`, ``, `{"action":1}`, `{"otpCode":123456}`, send("555-0100"),
		strings.Replace(send(number), apiKey, "none", 1), `{"ACTION":"whatsapp_send_otp"}`, "\xff\xfe{",
	} {
		f.Add(http.MethodPost, "192.0.2.1:1000", body)
	}
	f.Add(http.MethodGet, "[2001:db8::1%eth0]:1", "")
	statuses := []int{http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge}

	f.Fuzz(func(t *testing.T, method, address, body string) {
		service, sender := newService(t, otp.Config{Digits: 15})
		require.NoError(t, service.Send(t.Context(), number))
		code := sender.last(t)

		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		request.Method, request.RemoteAddr = method, address
		answer := httptest.NewRecorder()
		newHandler(t, service, otp.HandlerConfig{}).ServeHTTP(answer, request)

		requireHeaders(t, answer)
		require.Contains(t, statuses, answer.Code)
		require.Less(t, answer.Body.Len(), 200)
		require.NotContains(t, answer.Body.String(), code)
		var members map[string]any
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &members))
		require.NotContains(t, members, "sessionToken")
		require.NotEqual(t, true, members["valid"])
		if members["success"] == true {
			require.Len(t, sender.all(), 2)
			require.Equal(t, http.MethodPost, method)
		} else {
			require.Len(t, sender.all(), 1)
		}
	})
}
