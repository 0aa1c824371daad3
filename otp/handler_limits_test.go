package otp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// postFrom is post from an address.
func postFrom(t *testing.T, handler http.Handler, address, body string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	request.RemoteAddr = address
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func requireTooMany(t *testing.T, answer *httptest.ResponseRecorder, shape string, seconds int) {
	t.Helper()
	requireAnswer(t, answer, http.StatusTooManyRequests,
		fmt.Sprintf(`{"%s":false,"message":"Too many requests; try again later","retryAfter":%d}`, shape, seconds))
	require.Equal(t, strconv.Itoa(seconds), answer.Header().Get("Retry-After"))
}

func TestHandlerResendLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, sender := newService(t, otp.Config{})
		handler := newHandler(t, service, otp.HandlerConfig{})
		requireAnswer(t, post(t, handler, send(number)), http.StatusOK, codeSent)
		for range 3 {
			requireAnswer(t, post(t, handler, resend(number)), http.StatusOK, codeSent)
		}
		time.Sleep(time.Minute - time.Millisecond)
		requireTooMany(t, post(t, handler, resend(number)), "success", 14*60+1)
		requireTooMany(t, post(t, handler, send(number)), "success", 14*60+1)
		require.Len(t, sender.all(), 4)

		const another = "+15550101"
		for range 3 {
			requireAnswer(t, post(t, handler, resend(another)), http.StatusOK, codeSent)
		}
		requireTooMany(t, post(t, handler, resend(another)), "success", 15*60)
		requireAnswer(t, post(t, handler, send(another)), http.StatusOK, codeSent)
	})
}

func TestHandlerAddressLimit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		same    []string
		another string
	}{
		"IPv4":           {[]string{"192.0.2.1:1000", "192.0.2.1:2000", "[::ffff:192.0.2.1]:3000"}, "192.0.2.2:1000"},
		"IPv6":           {[]string{"[2001:db8::1]:1000", "[2001:db8::2%eth0]:1000", "[2001:db8:0:0:ffff::]:1"}, "[2001:db8:0:1::1]:1000"},
		"not an address": {[]string{"@", "", "invented, 192.0.2.1"}, "192.0.2.1:1000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service, _ := newService(t, otp.Config{})
				handler := newHandler(t, service, otp.HandlerConfig{RequestsPerAddress: 2})
				require.Equal(t, http.StatusUnauthorized, postFrom(t, handler, test.same[0], "{}").Code)
				require.Equal(t, http.StatusOK, postFrom(t, handler, test.same[1], send(number)).Code)
				requireTooMany(t, postFrom(t, handler, test.same[2], send(number)), "success", 15*60)
				requireTooMany(t, postFrom(t, handler, test.same[2], validate(number, "123456")), "valid", 15*60)
				require.Equal(t, http.StatusOK, postFrom(t, handler, test.another, send(number)).Code)
				time.Sleep(15 * time.Minute)
				require.Equal(t, http.StatusOK, postFrom(t, handler, test.same[0], send(number)).Code)
			})
		})
	}
}

func TestHandlerClientAddress(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	handler := newHandler(t, service, otp.HandlerConfig{
		RequestsPerAddress: 1,
		ClientAddress:      func(r *http.Request) string { return r.Header.Get("X-Real-IP") },
	})
	from := func(client string) int {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(send(number)))
		request.Header.Set("X-Real-IP", client)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		return answer.Code
	}
	require.Equal(t, http.StatusOK, from("192.0.2.1"))
	require.Equal(t, http.StatusOK, from("192.0.2.2"))
	require.Equal(t, http.StatusTooManyRequests, from(" 192.0.2.1"))
}

func TestHandlerNumberLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, _ := newService(t, otp.Config{})
		handler := newHandler(t, service, otp.HandlerConfig{RequestsPerNumber: 2})
		requireAnswer(t, post(t, handler, validate(number, "123456")), http.StatusOK, wrongCode)
		requireAnswer(t, post(t, handler, send("+1 555 0100")), http.StatusOK, codeSent)
		requireTooMany(t, post(t, handler, validate(number, "123456")), "valid", 15*60)
		requireTooMany(t, post(t, handler, send(number)), "success", 15*60)
		requireAnswer(t, post(t, handler, send("+15550101")), http.StatusOK, codeSent)
	})
}

func TestHandlerDefaultLimits(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	handler := newHandler(t, service, otp.HandlerConfig{})
	for i := range otp.DefaultRequestsPerAddress {
		want := http.StatusOK
		if i >= otp.DefaultRequestsPerNumber {
			want = http.StatusTooManyRequests
		}
		require.Equal(t, want, post(t, handler, validate(number, "123456")).Code)
	}
	require.Equal(t, http.StatusTooManyRequests, post(t, handler, validate("+15550101", "123456")).Code)
	require.Equal(t, http.StatusOK, postFrom(t, handler, "192.0.2.77:1", validate("+15550101", "123456")).Code)
}

// Requests without a key come from any number of addresses. They fill the
// store's table of addresses, but do not lock out anyone who has a key.
func TestHandlerFloodOfAddresses(t *testing.T) {
	t.Parallel()
	const size = 10
	service, sender := newService(t, otp.Config{Store: otp.NewMemoryStore(size)})
	var reported []error
	handler := newHandler(t, service, otp.HandlerConfig{
		OnError: func(_ context.Context, err error) { reported = append(reported, err) },
	})
	withoutKey := strings.Replace(send(number), apiKey, "none", 1)
	for i := range size {
		require.Equal(t, http.StatusUnauthorized, postFrom(t, handler, fmt.Sprintf("192.0.2.%d:1", i), withoutKey).Code)
	}
	require.Empty(t, reported)
	requireAnswer(t, postFrom(t, handler, "198.51.100.1:1", withoutKey), http.StatusServiceUnavailable, unavailable)
	requireAnswer(t, postFrom(t, handler, "198.51.100.1:1", send(number)), http.StatusOK, codeSent)
	require.Equal(t, http.StatusOK, postFrom(t, handler, "198.51.100.1:1", validate(number, sender.last(t))).Code)
	require.Len(t, reported, 3)
	for _, err := range reported {
		require.ErrorIs(t, err, otp.ErrStoreFull)
	}
}

// Numbers fill the table of requests, and the limits of the service hold alone.
func TestHandlerFloodOfNumbers(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{Store: otp.NewMemoryStore(1)})
	var reported []error
	handler := newHandler(t, service, otp.HandlerConfig{
		OnError: func(_ context.Context, err error) { reported = append(reported, err) },
	})
	requireAnswer(t, post(t, handler, validate(number, "123456")), http.StatusOK, wrongCode)
	require.Empty(t, reported)
	requireAnswer(t, post(t, handler, validate("+15550101", "123456")), http.StatusOK, wrongCode)
	require.Len(t, reported, 1)
	require.ErrorIs(t, reported[0], otp.ErrStoreFull)
}

func TestHandlerWithoutLimits(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	handler := newHandler(t, service, otp.HandlerConfig{RequestsPerAddress: -1, RequestsPerNumber: -1})
	for range 2 * otp.DefaultRequestsPerAddress {
		require.Equal(t, http.StatusOK, post(t, handler, validate(number, "123456")).Code)
	}
}
