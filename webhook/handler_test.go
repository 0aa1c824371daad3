package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	secret      = "an app secret of the tests"
	verifyToken = "a verify token of the tests"
)

// receiver is a handler and what it reported.
type receiver struct {
	http.Handler
	mutex  sync.Mutex
	events []webhook.Event
	errors []error
}

// newReceiver makes a handler with the usual configuration, changed by change,
// whose callback is on.
func newReceiver(t *testing.T, change func(*webhook.Config), on webhook.Callback) *receiver {
	t.Helper()
	r := &receiver{}
	config := webhook.Config{
		AppSecrets:  []string{secret},
		VerifyToken: verifyToken,
		OnError: func(_ context.Context, err error) {
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.errors = append(r.errors, err)
		},
	}
	if change != nil {
		change(&config)
	}
	handler, err := webhook.NewHandler(config, func(ctx context.Context, event webhook.Event) error {
		r.mutex.Lock()
		r.events = append(r.events, event)
		r.mutex.Unlock()
		if on == nil {
			return nil
		}
		return on(ctx, event)
	})
	require.NoError(t, err)
	r.Handler = handler
	return r
}

func (r *receiver) serve(request *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

// post delivers a signed body.
func (r *receiver) post(t *testing.T, body []byte) *httptest.ResponseRecorder {
	t.Helper()
	return r.serve(signed(t, body))
}

func signed(t *testing.T, body []byte) *http.Request {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/webhook", strings.NewReader(string(body)))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, secret))
	return request
}

func textMessages(n int) []byte {
	messages := make([]string, n)
	for i := range messages {
		messages[i] = fmt.Sprintf(`{"id":"wamid.%d","type":"text","text":{"body":"%d"}}`, i, i)
	}
	return messageBody(`"messages":[` + strings.Join(messages, ",") + `]`)
}

func TestNewHandlerRefusesWrongConfigurations(t *testing.T) {
	t.Parallel()
	callback := func(context.Context, webhook.Event) error { return nil }
	for name, test := range map[string]struct {
		change   func(*webhook.Config)
		callback webhook.Callback
		want     string
	}{
		"no secret":            {func(c *webhook.Config) { c.AppSecrets = nil }, callback, "Config.AppSecrets"},
		"empty secret":         {func(c *webhook.Config) { c.AppSecrets = []string{""} }, callback, "app secret 1 of 1"},
		"one empty secret":     {func(c *webhook.Config) { c.AppSecrets = []string{secret, ""} }, callback, "app secret 2 of 2"},
		"secrets not used":     {func(c *webhook.Config) { c.InsecureSkipSignatureCheck = true }, callback, "choose one"},
		"no verify token":      {func(c *webhook.Config) { c.VerifyToken = "" }, callback, "Config.VerifyToken"},
		"negative size":        {func(c *webhook.Config) { c.MaxBodyBytes = -1 }, callback, "Config.MaxBodyBytes"},
		"negative concurrency": {func(c *webhook.Config) { c.Concurrency = -1 }, callback, "Config.Concurrency"},
		"negative elements":    {func(c *webhook.Config) { c.MaxElements = -1 }, callback, "Config.MaxElements -1; want 0 or more"},
		"negative bodies":      {func(c *webhook.Config) { c.MaxInFlight = -1 }, callback, "Config.MaxInFlight"},
		"negative timeout":     {func(c *webhook.Config) { c.BodyTimeout = -1 }, callback, "Config.BodyTimeout"},
		"no callback":          {func(*webhook.Config) {}, nil, "callback"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := webhook.Config{AppSecrets: []string{secret}, VerifyToken: verifyToken}
			test.change(&config)
			handler, err := webhook.NewHandler(config, test.callback)
			require.ErrorContains(t, err, test.want)
			require.Nil(t, handler)
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	const challenge = `1158201444 <script>alert("&")</script> ä`
	for _, test := range []struct {
		name   string
		query  url.Values
		status int
	}{
		{"confirmed", url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {verifyToken}}, http.StatusOK},
		{"wrong token", url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {"wrong"}}, http.StatusForbidden},
		{"longer token", url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {verifyToken + "x"}}, http.StatusForbidden},
		{"no token", url.Values{"hub.mode": {"subscribe"}}, http.StatusForbidden},
		{"wrong mode", url.Values{"hub.mode": {"unsubscribe"}, "hub.verify_token": {verifyToken}}, http.StatusForbidden},
		{"no mode", url.Values{"hub.verify_token": {verifyToken}}, http.StatusForbidden},
		{"empty token", url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {""}}, http.StatusForbidden},
		{"nothing", url.Values{}, http.StatusForbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, nil, nil)
			test.query.Set("hub.challenge", challenge)
			w := r.serve(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/webhook?"+test.query.Encode(), nil))
			require.Equal(t, test.status, w.Code)
			assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
			assert.Equal(t, "text/plain; charset=utf-8", w.Header().Get("Content-Type"))
			if test.status == http.StatusOK {
				assert.Equal(t, challenge, w.Body.String())
				assert.Empty(t, r.errors)
				return
			}
			assert.Equal(t, "Forbidden\n", w.Body.String())
			require.Len(t, r.errors, 1)
			assert.ErrorIs(t, r.errors[0], webhook.ErrHandshake)
			assert.NotContains(t, r.errors[0].Error(), verifyToken)
		})
	}
}

func TestOtherMethods(t *testing.T) {
	t.Parallel()
	for _, method := range []string{
		http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace, "PROPFIND",
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, nil, nil)
			request := signed(t, textMessages(1))
			request.Method = method
			w := r.serve(request)
			assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
			assert.Equal(t, "GET, POST", w.Header().Get("Allow"))
			assert.Empty(t, r.events)
			require.Len(t, r.errors, 1)
			assert.ErrorIs(t, r.errors[0], webhook.ErrMethod)
		})
	}
}

func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	body := textMessages(1)
	for _, test := range []struct {
		name    string
		request func(t *testing.T) *http.Request
		status  int
		err     error
	}{
		{"no signature", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Header.Del(webhook.SignatureHeader)
			return request
		}, http.StatusUnauthorized, webhook.ErrSignature},
		{"signature of another form", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Header.Set(webhook.SignatureHeader, "sha256=00")
			return request
		}, http.StatusUnauthorized, webhook.ErrSignature},
		{"signature of another secret", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, "guess"))
			return request
		}, http.StatusUnauthorized, webhook.ErrSignature},
		{"signature of another body", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Header.Set(webhook.SignatureHeader, webhook.Sign(textMessages(2), secret))
			return request
		}, http.StatusUnauthorized, webhook.ErrSignature},
		{"malformed and not signed", func(t *testing.T) *http.Request {
			request := signed(t, []byte("{"))
			request.Header.Del(webhook.SignatureHeader)
			return request
		}, http.StatusUnauthorized, webhook.ErrSignature},
		{"malformed", func(t *testing.T) *http.Request {
			return signed(t, []byte(`{"entry":[`))
		}, http.StatusBadRequest, webhook.ErrMalformed},
		{"empty", func(t *testing.T) *http.Request {
			return signed(t, nil)
		}, http.StatusBadRequest, webhook.ErrMalformed},
		{"no body at all", func(t *testing.T) *http.Request {
			request := signed(t, nil)
			request.Body = nil // as http.NewRequest leaves it
			return request
		}, http.StatusBadRequest, webhook.ErrMalformed},
		{"announced as too large", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Body = io.NopCloser(failingReader{}) // must not be read
			request.ContentLength = 2000
			return request
		}, http.StatusRequestEntityTooLarge, webhook.ErrTooLarge},
		{"too large without announcement", func(t *testing.T) *http.Request {
			request := signed(t, textMessages(100))
			request.ContentLength = -1
			return request
		}, http.StatusRequestEntityTooLarge, webhook.ErrTooLarge},
		{"connection lost", func(t *testing.T) *http.Request {
			request := signed(t, body)
			request.Body = io.NopCloser(failingReader{})
			return request
		}, http.StatusBadRequest, webhook.ErrIncomplete},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, func(c *webhook.Config) { c.MaxBodyBytes = 1000 }, nil)
			w := r.serve(test.request(t))
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, http.StatusText(test.status)+"\n", w.Body.String(), "the answer says nothing else")
			assert.Empty(t, r.events)
			require.Len(t, r.errors, 1)
			assert.ErrorIs(t, r.errors[0], test.err)
			assert.NotContains(t, r.errors[0].Error(), secret)
		})
	}
}

var errLost = errors.New("connection lost")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errLost }

func TestBodyOfExactlyTheLargestSize(t *testing.T) {
	t.Parallel()
	body := textMessages(3)
	r := newReceiver(t, func(c *webhook.Config) { c.MaxBodyBytes = int64(len(body)) }, nil)
	require.Equal(t, http.StatusOK, r.post(t, body).Code)
	require.Len(t, r.events, 3)
}

func TestLargeBodies(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, nil, nil)
	require.Equal(t, http.StatusOK, r.post(t, textMessages(40_000)).Code)
	require.Len(t, r.events, 40_000)
	require.Equal(t, http.StatusRequestEntityTooLarge, r.post(t, textMessages(100_000)).Code)
}

func TestAcceptedBody(t *testing.T) {
	t.Parallel()
	type contextKey struct{}
	r := newReceiver(t, nil, func(ctx context.Context, _ webhook.Event) error {
		assert.Equal(t, "of the request", ctx.Value(contextKey{}))
		return nil
	})
	request := signed(t, textMessages(3))
	w := r.serve(request.WithContext(context.WithValue(request.Context(), contextKey{}, "of the request")))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Empty(t, w.Body.String())
	require.Len(t, r.events, 3)
	for i, event := range r.events {
		assert.Equal(t, fmt.Sprintf("wamid.%d", i), event.Key(), "in order")
	}
	assert.Empty(t, r.errors)
}

func TestBothSecretsDuringRotation(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(c *webhook.Config) { c.AppSecrets = []string{"the next secret", secret} }, nil)
	require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code)
	request := signed(t, textMessages(1))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(textMessages(1), "the next secret"))
	require.Equal(t, http.StatusOK, r.serve(request).Code)
}

func TestInsecureSkipSignatureCheck(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(c *webhook.Config) { c.AppSecrets, c.InsecureSkipSignatureCheck = nil, true }, nil)
	request := signed(t, textMessages(1))
	request.Header.Del(webhook.SignatureHeader)
	require.Equal(t, http.StatusOK, r.serve(request).Code)
	require.Len(t, r.events, 1)
}

// A failed event has the whole body delivered again, and the other events are
// processed all the same.
func TestFailingCallback(t *testing.T) {
	t.Parallel()
	failure := errors.New("database down")
	for _, concurrency := range []int{0, 1, 2, 100} {
		t.Run(fmt.Sprint("concurrency ", concurrency), func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, func(c *webhook.Config) { c.Concurrency = concurrency }, func(_ context.Context, e webhook.Event) error {
				switch e.Key() {
				case "wamid.2":
					return failure
				case "wamid.4":
					panic("out of range")
				case "wamid.6":
					panic(failure)
				}
				return nil
			})
			w := r.post(t, textMessages(10))
			assert.Equal(t, http.StatusInternalServerError, w.Code)
			assert.Equal(t, "Internal Server Error\n", w.Body.String())
			assert.Len(t, r.events, 10)
			require.Len(t, r.errors, 3)
			causes := map[string]error{}
			for _, err := range r.errors {
				eventError, ok := errors.AsType[*webhook.EventError](err)
				require.True(t, ok)
				causes[eventError.Event.Key()] = err
			}
			assert.EqualError(t, causes["wamid.2"], "webhook: messages event wamid.2: database down")
			assert.ErrorIs(t, causes["wamid.2"], failure)
			assert.EqualError(t, causes["wamid.4"], "webhook: messages event wamid.4: the callback panicked: out of range")
			assert.ErrorIs(t, causes["wamid.6"], failure)
			panicked, ok := errors.AsType[*webhook.PanicError](causes["wamid.4"])
			require.True(t, ok)
			assert.Contains(t, string(panicked.Stack), "TestFailingCallback")
			assert.NoError(t, panicked.Unwrap())
		})
	}
}

func TestUnknownEventsAreReportedAndDelivered(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, nil, nil)
	require.Equal(t, http.StatusOK, r.post(t, seed(t, "unknown_message_form.json")).Code)
	require.Len(t, r.events, 1)
	require.Len(t, r.errors, 1)
	require.ErrorContains(t, r.errors[0], "found a string where an object is expected")

	require.Equal(t, http.StatusOK, r.post(t, seed(t, "unknown_field.json")).Code)
	require.Len(t, r.errors, 1, "an unknown field is no error")
}

func TestPanicOfOnErrorCostsNoEvent(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 3} {
		r := newReceiver(t, func(c *webhook.Config) {
			c.Concurrency = concurrency
			c.OnError = func(context.Context, error) { panic("in OnError") }
		}, func(context.Context, webhook.Event) error { return errLost })
		require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(5)).Code)
		require.Len(t, r.events, 5)
	}
}

func TestNoOnError(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(c *webhook.Config) { c.OnError = nil }, func(context.Context, webhook.Event) error { panic("x") })
	require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(1)).Code)
}

// A callback that ends its goroutine has not processed its event.
func TestCallbackThatExits(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func(c *webhook.Config) { c.Concurrency = 2 }, func(_ context.Context, e webhook.Event) error {
		if e.Key() == "wamid.1" {
			runtime.Goexit()
		}
		return nil
	})
	require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(4)).Code)
}

func TestEndedRequestLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		r := newReceiver(t, func(c *webhook.Config) { c.Concurrency = concurrency }, func(context.Context, webhook.Event) error {
			cancel()
			return nil
		})
		w := r.serve(signed(t, textMessages(20)).WithContext(ctx))
		assert.Equal(t, http.StatusInternalServerError, w.Code)
		assert.LessOrEqual(t, len(r.events), concurrency)
		require.NotEmpty(t, r.errors)
		assert.ErrorIs(t, r.errors[0], context.Canceled)
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	t.Parallel()
	for concurrency, want := range map[int]int64{0: 1, 1: 1, 4: 4, 50: 20} {
		t.Run(fmt.Sprint(concurrency), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var running, most atomic.Int64
				r := newReceiver(t, func(c *webhook.Config) { c.Concurrency = concurrency }, func(context.Context, webhook.Event) error {
					now := running.Add(1)
					for known := most.Load(); now > known && !most.CompareAndSwap(known, now); known = most.Load() {
					}
					time.Sleep(time.Second) // in the bubble's time
					running.Add(-1)
					return nil
				})
				start := time.Now()
				require.Equal(t, http.StatusOK, r.post(t, textMessages(20)).Code)
				assert.Equal(t, want, most.Load())
				assert.Equal(t, time.Duration((20+want-1)/want)*time.Second, time.Since(start))
			})
		})
	}
}

// A changed body is refused with the signature of the original, and never makes
// the handler fail with its own.
func TestMutatedBodies(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, nil, nil)
	random := rand.New(rand.NewPCG(1, 2))
	bodies := seeds(t)
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := bodies[name]
		signature := webhook.Sign(body, secret)
		for range 50 {
			mutated := mutate(random, body)
			if bytes.Equal(mutated, body) {
				continue
			}
			forged := signed(t, mutated)
			forged.Header.Set(webhook.SignatureHeader, signature)
			before := len(r.events)
			require.Equal(t, http.StatusUnauthorized, r.serve(forged).Code)
			require.Len(t, r.events, before)

			want := http.StatusBadRequest
			if json.Valid(mutated) {
				want = http.StatusOK
			}
			require.Equal(t, want, r.post(t, mutated).Code, "%s", mutated)
		}
	}
}

// mutate changes, removes, repeats or swaps a part of the body.
func mutate(random *rand.Rand, body []byte) []byte {
	i := random.IntN(len(body))
	j := min(len(body), i+1+random.IntN(8))
	switch random.IntN(4) {
	case 0:
		mutated := bytes.Clone(body)
		mutated[i] = "\"\\{}[]:,0ntf\x00\xff"[random.IntN(14)]
		return mutated
	case 1:
		return slices.Delete(bytes.Clone(body), i, j)
	case 2:
		return slices.Insert(bytes.Clone(body), i, body[i:j]...)
	}
	return slices.Concat(body[j:], body[:j])
}
