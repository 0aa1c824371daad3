package otp_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// Addresses that a client puts in front of those of the proxies are ignored.
func TestBehindProxies(t *testing.T) {
	t.Parallel()
	const connection = "192.0.2.7"
	for name, test := range map[string]struct {
		proxies int
		header  []string
		want    string
	}{
		"one proxy":               {1, []string{"192.0.2.1"}, "192.0.2.1"},
		"one proxy, with port":    {1, []string{"192.0.2.1:99"}, "192.0.2.1"},
		"one proxy, invention":    {1, []string{"198.51.100.1, 192.0.2.1"}, "192.0.2.1"},
		"one proxy, two lines":    {1, []string{"198.51.100.1", "192.0.2.1"}, "192.0.2.1"},
		"one proxy, odd spacing":  {1, []string{"198.51.100.1,192.0.2.1 "}, "192.0.2.1"},
		"two proxies":             {2, []string{"198.51.100.1, 192.0.2.1, 203.0.113.1"}, "192.0.2.1"},
		"two proxies, two lines":  {2, []string{"192.0.2.1", "203.0.113.1"}, "192.0.2.1"},
		"past the proxy":          {1, nil, connection},
		"past one of two proxies": {2, []string{"198.51.100.1"}, connection},
		"no proxies":              {0, []string{"198.51.100.1"}, connection},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
			request.RemoteAddr = connection + ":1000"
			request.Header["X-Forwarded-For"] = test.header
			service, _ := newService(t, otp.Config{})
			handler := newHandler(t, service, otp.HandlerConfig{RequestsPerAddress: 1, ClientAddress: otp.BehindProxies(test.proxies)})
			status := func() int {
				request.Body = io.NopCloser(strings.NewReader(send(number)))
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, request)
				return answer.Code
			}
			plain := newHandler(t, service, otp.HandlerConfig{RequestsPerAddress: 1})
			require.Equal(t, http.StatusOK, postFrom(t, plain, test.want+":1", send(number)).Code)
			require.Equal(t, http.StatusTooManyRequests, status(), "it counts as that address")
		})
	}
}
