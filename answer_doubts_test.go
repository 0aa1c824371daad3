package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A timeout of the network is not the end of the caller's context.
func TestTimeoutsOfTheNetworkAreNotTheCallers(t *testing.T) {
	t.Parallel()
	for _, ended := range []error{context.DeadlineExceeded, context.Canceled} {
		client := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("read: %w", ended)
		}), whatsapp.WithMaxRetries(0))
		_, err := client.WABAs.Get(t.Context(), wabaID)
		require.ErrorContains(t, err, "read: ")
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, context.Canceled)
	}
}

// The wait before another attempt leaves the attempt half the time there is.
func TestWaitLeavesHalfTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, attempts := time.Now(), 0
		client := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
			if attempts++; attempts == 1 {
				return nil, refusedConnection
			}
			require.LessOrEqual(t, time.Since(began), 5*time.Second)
			return (&fixedTransport{body: `{"id":"1"}`}).RoundTrip(&http.Request{})
		}), whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: time.Hour, MaxWait: 10 * time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := client.WABAs.Get(ctx, wabaID)
		require.NoError(t, err)
		require.Equal(t, 2, attempts)
	})
}

// A success that is cut off behind an error object may have been a success:
// what came is not the whole answer.
func TestCutSuccessIsNotARefusal(t *testing.T) {
	t.Parallel()
	attempts := 0
	client := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
		attempts++
		body := io.MultiReader(strings.NewReader(`{"error":{"message":"slow down","code":130429}}`), iotest.ErrReader(io.ErrUnexpectedEOF))
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: 1000, Request: request}, nil
	}), impatient)
	_, err := client.Messages.SendText(t.Context(), phoneNumberID, recipient, "Hello")
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.Equal(t, 1, attempts)
}

// A failure that is cut off behind its envelope is the failure it names. One
// that is cut off earlier is not known.
func TestCutFailures(t *testing.T) {
	t.Parallel()
	for body, class := range map[string]error{
		graphError("131026") + " ":       whatsapp.ErrPolicy,
		`{"error":{"message":"(#131026)`: whatsapp.ErrOutcomeUnknown,
		"<html>":                         whatsapp.ErrOutcomeUnknown,
	} {
		client := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			cut := io.MultiReader(strings.NewReader(body), iotest.ErrReader(io.ErrUnexpectedEOF))
			return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: io.NopCloser(cut), ContentLength: 1000, Request: request}, nil
		}))
		err := do(t.Context(), client, whatsapp.RepeatUnsafe)
		require.ErrorIs(t, err, class, body)
		require.Equal(t, class == whatsapp.ErrOutcomeUnknown, errors.Is(err, io.ErrUnexpectedEOF), body)
	}
}

// A server that announces more than it sends gets no memory for it.
func TestAnswersThatAnnounceTooMuch(t *testing.T) {
	t.Parallel()
	for _, announced := range []int64{1 << 40, math.MaxInt64} {
		client := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			response, err := answer(http.StatusOK, success)(request)
			response.ContentLength = announced
			return response, err
		}))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
	}
}

// True alone is what some of Graph's operations answer.
func TestTrueIsSuccess(t *testing.T) {
	t.Parallel()
	configure := func(body string) error {
		client := newClient(t, script(answer(200, body)))
		return client.Automation.Configure(t.Context(), phoneNumberID, whatsapp.ConversationalAutomationRequest{EnableWelcomeMessage: new(true)})
	}
	require.NoError(t, configure("true"))
	require.ErrorContains(t, configure("}"), "the answer is not JSON")
}

// What a caller of Do has filled stays as it was, and a cut answer is not the
// failure that it begins with.
func TestCutSuccessIntoAFilledTarget(t *testing.T) {
	t.Parallel()
	out := struct{ ID, Name string }{ID: "1"}
	op := whatsapp.Operation{Method: http.MethodPost, Path: []string{"1"}, Repeat: whatsapp.RepeatUnsafe}
	for _, body := range []string{`{"error":{"message":"slow down","code":130429},"Name":"a"`, `{"Name":"a"`} {
		err := newClient(t, script(answer(200, body))).Do(t.Context(), op, &out)
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown, body)
		require.Equal(t, struct{ ID, Name string }{ID: "1"}, out)
	}
}

// PHP writes nothing in several ways.
func TestErrorMembersThatSayNothing(t *testing.T) {
	t.Parallel()
	for member, fails := range map[string]bool{
		"false": false, `""`: false, "[]": false, "{}": false, "null": false,
		"true": true, `"x"`: true, "[1]": true, `{"code":1}`: true, "0": true,
	} {
		for _, rest := range []string{`"success":true`, `"id":"1"`} {
			client := newClient(t, &fixedTransport{body: `{"error":` + member + `,` + rest + `}`}, whatsapp.WithMaxRetries(0))
			err := do(t.Context(), client, whatsapp.RepeatSafe)
			require.Equal(t, fails, err != nil, "%s beside %s: %v", member, rest, err)
		}
	}
}

// The cap of an answer is the size of the largest one that is taken.
func TestAnswerOfExactlyTheCap(t *testing.T) {
	t.Parallel()
	const most = 16 << 20
	body := `{"id":"1"}` + strings.Repeat(" ", most-len(`{"id":"1"}`))
	account, err := newClient(t, &fixedTransport{body: body}).WABAs.Get(t.Context(), wabaID)
	require.NoError(t, err)
	require.Equal(t, "1", account.ID)
	_, err = newClient(t, &fixedTransport{body: body + " "}, whatsapp.WithMaxRetries(0)).WABAs.Get(t.Context(), wabaID)
	require.ErrorContains(t, err, "larger than 16 MiB")
}
