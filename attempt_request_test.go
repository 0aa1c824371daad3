package whatsapp_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestCookiesOfTheJar(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	server := script(
		answer(200, success, "Set-Cookie", "datr=1"),
		answer(500, transientBody, "Set-Cookie", "datr=2"),
		answer(200, success),
	)
	client, err := whatsapp.NewClient(testToken, impatient, whatsapp.WithHTTPClient(&http.Client{Transport: server, Jar: jar}))
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, do(t.Context(), client, whatsapp.Repeatable))
	}
	require.NoError(t, do(t.Context(), newClient(t, server), whatsapp.Repeatable))

	var sent [][]string
	for _, request := range server.requests {
		sent = append(sent, request.Header["Cookie"])
	}
	assert.Equal(t, [][]string{nil, {"datr=1"}, {"datr=2"}, nil}, sent, "a new call, its second attempt, a client without a jar")
}

// Transports that trace or sign add to the header that they are given, and some
// keep the request. Neither may reach another attempt or another call.
func TestEveryAttemptHasARequestOfItsOwn(t *testing.T) {
	t.Parallel()
	var wanted []http.Header
	trace := func(next step) step {
		return func(request *http.Request) (*http.Response, error) {
			request.Header.Add("Traceparent", request.Method)
			request.Header.Del("Accept")
			wanted = append(wanted, request.Header.Clone())
			return next(request)
		}
	}
	server := script(trace(answer(500, transientBody)), trace(answer(200, success)))
	client := newClient(t, server, impatient)
	for range 2 {
		require.NoError(t, do(t.Context(), client, whatsapp.Repeatable))
	}
	require.Len(t, server.requests, 3)
	for i, request := range server.requests {
		assert.Equal(t, []string{"POST"}, request.Header["Traceparent"])
		assert.Equal(t, []string{"Bearer " + testToken}, request.Header["Authorization"])
		assert.Equal(t, []string{"application/json"}, request.Header["Content-Type"])
		assert.Equal(t, wanted[i], request.Header, "no later attempt changes it")
		assert.Equal(t, "graph.facebook.com", request.Host)
	}
}

// A transport may close the body of an answer again when the next attempt is
// under way already.
func TestClosingAnEarlierAttemptEndsNoLaterOne(t *testing.T) {
	t.Parallel()
	var earlier *http.Response
	server := script(
		func(request *http.Request) (response *http.Response, err error) {
			earlier, err = answer(500, transientBody)(request)
			return earlier, err
		},
		func(request *http.Request) (*http.Response, error) {
			assert.NoError(t, earlier.Body.Close())
			_, err := io.Copy(io.Discard, earlier.Body)
			assert.NoError(t, err)
			assert.NoError(t, request.Context().Err())
			return answer(200, success)(request)
		},
	)
	require.NoError(t, do(t.Context(), newClient(t, server, impatient), whatsapp.Repeatable))
	assert.Equal(t, 2, server.count())
}
