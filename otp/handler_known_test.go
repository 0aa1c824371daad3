package otp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// Every answer for an unknown number is the same as for a known one and takes
// the same time, no matter whether sending succeeds and how long it takes.
func TestHandlerHidesKnownNumbers(t *testing.T) {
	t.Parallel()
	const unknown = "+15550199"
	for name, sending := range map[string]struct {
		takes   time.Duration
		failure error
		report  error
	}{
		"sent":     {time.Second, nil, nil},
		"not sent": {time.Second, errDown, errDown},
		"too slow": {time.Minute, nil, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sender := otp.SenderFunc(func(ctx context.Context, _, _ string) error {
					select {
					case <-time.After(sending.takes):
						return sending.failure
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				service, _ := newService(t, otp.Config{Sender: sender, Known: func(_ context.Context, phoneNumber string) (bool, error) {
					return phoneNumber == number, nil
				}})
				var reported []error
				handler := newHandler(t, service, otp.HandlerConfig{OnError: func(_ context.Context, err error) {
					reported = append(reported, err)
				}})
				var answers [2][]string
				for i, phoneNumber := range []string{number, unknown} {
					for _, body := range conversation(phoneNumber) {
						started := time.Now()
						answer := post(t, handler, body)
						answers[i] = append(answers[i], fmt.Sprint(answer.Code, answer.Header(), answer.Body, time.Since(started)))
					}
				}
				require.Equal(t, answers[0], answers[1])
				require.Contains(t, answers[0][1], "3s")
				if sending.report == nil {
					require.Empty(t, reported)
					return
				}
				require.Len(t, reported, 4, "one for each code to the known number")
				for _, err := range reported {
					require.ErrorIs(t, err, sending.report)
				}
			})
		})
	}
}

// conversation provokes every answer that a number can get without its code.
func conversation(phoneNumber string) []string {
	var bodies []string
	for range 3 {
		bodies = append(bodies, validate(phoneNumber, "1"), send(phoneNumber), resend(phoneNumber))
	}
	for range 7 {
		bodies = append(bodies, validate(phoneNumber, "1"))
	}
	return append(bodies, send(phoneNumber), resend(phoneNumber))
}

// The handler does not wait for a client that has disconnected.
func TestHandlerStopsWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, _ := newService(t, otp.Config{Known: func(context.Context, string) (bool, error) { return true, nil }})
		handler := newHandler(t, service, otp.HandlerConfig{AnswerTime: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(send(number))))
		require.Equal(t, time.Second, time.Since(started))
	})
}
