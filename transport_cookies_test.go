package whatsapp_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"

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
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatSafe))
	}
	require.NoError(t, do(t.Context(), newClient(t, server), whatsapp.RepeatSafe))

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
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatSafe))
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

// A transport may keep a request that has its answer, and read it when other
// calls have long been made.
func TestARequestStaysAsItWas(t *testing.T) {
	t.Parallel()
	var kept []*http.Request
	server := roundTripper(func(request *http.Request) (*http.Response, error) {
		kept = append(kept, request)
		return answer(200, success)(request)
	})
	client := newClient(t, server, whatsapp.WithAppSecret(appSecret))
	const calls = 8
	for i := range calls {
		op := whatsapp.Operation{Method: "POST", Path: []string{"1", fmt.Sprint(i)}, Body: i, Repeat: whatsapp.RepeatSafe}
		require.NoError(t, client.Do(t.Context(), op, nil, whatsapp.WithToken(fmt.Sprintf("EAA%d", i))))
	}
	require.Len(t, kept, calls)
	for i, request := range kept {
		assert.Equal(t, fmt.Sprintf("/v23.0/1/%d", i), request.URL.Path)
		assert.Equal(t, fmt.Sprintf("Bearer EAA%d", i), request.Header.Get("Authorization"))
		assert.NotEmpty(t, request.URL.Query().Get("appsecret_proof"))
		assert.NotEqual(t, request.URL.RawQuery, kept[(i+1)%calls].URL.RawQuery, "each has the proof of its own token")
		again, err := request.GetBody()
		require.NoError(t, err)
		for _, body := range []io.Reader{request.Body, again} {
			content, err := io.ReadAll(body)
			assert.NoError(t, err)
			assert.Equal(t, fmt.Sprint(i), string(content))
		}
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
	require.NoError(t, do(t.Context(), newClient(t, server, impatient), whatsapp.RepeatSafe))
	assert.Equal(t, 2, server.count())
}

// Calls follow each other on the same memory. Each has its own token, its own
// attempts and its own answer or error, whatever the calls around it do.
func TestConcurrentCallsDoNotMix(t *testing.T) {
	t.Parallel()
	var seen sync.Map // the ids that have been asked for
	server := roundTripper(func(request *http.Request) (*http.Response, error) {
		id := strings.TrimPrefix(request.URL.Path, "/v23.0/")
		assert.Equal(t, "Bearer EAA"+id, request.Header.Get("Authorization"))
		kind := id[0]
		_, again := seen.LoadOrStore(id, true)
		switch {
		case kind == '1' && !again:
			return answer(500, transientBody)(request)
		case kind == '2':
			return answer(400, `{"error":{"message":"No object `+id+`","type":"OAuthException","code":100}}`)(request)
		case kind == '3':
			return nil, errors.New("connection " + id + " is gone")
		}
		return answer(200, `{"id":"`+id+`"}`)(request)
	})
	client, err := whatsapp.NewClient(testToken, impatient, whatsapp.WithMaxRetries(1),
		whatsapp.WithHTTPClient(&http.Client{Transport: server, Timeout: time.Minute}))
	require.NoError(t, err)
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			id := fmt.Sprintf("%d%04d", i%4, i)
			bot, err := client.Bots.Get(t.Context(), id, whatsapp.WithToken("EAA"+id))
			switch id[0] {
			case '2':
				assert.ErrorContains(t, err, "No object "+id)
			case '3':
				assert.ErrorContains(t, err, "connection "+id+" is gone")
			default:
				if assert.NoError(t, err) {
					assert.Equal(t, id, bot.ID)
				}
			}
		})
	}
	group.Wait()
}
