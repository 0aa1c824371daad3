package flowcrypto_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// endpoint is a handler, what it reported, and a client that calls it.
type endpoint struct {
	http.Handler
	phone  graphtest.FlowClient
	mutex  sync.Mutex
	errors []error
}

func newEndpoint(t testing.TB, change func(*flowcrypto.Config), callback flowcrypto.Callback) *endpoint {
	t.Helper()
	e := &endpoint{}
	config := flowcrypto.Config{
		PrivateKeys: []crypto.Decrypter{vectorKey(t)},
		AppSecrets:  []string{appSecret},
		OnError: func(_ context.Context, err error) {
			e.mutex.Lock()
			defer e.mutex.Unlock()
			e.errors = append(e.errors, err)
		},
	}
	if change != nil {
		change(&config)
	}
	handler, err := flowcrypto.NewHandler(config, callback)
	require.NoError(t, err)
	e.Handler = handler
	e.phone = graphtest.FlowClient{Endpoint: handler, PublicKey: string(readTestdata(t, "public.pem")), AppSecret: appSecret, FlowToken: "a-flow-token"}
	return e
}

// signed is a request to the endpoint with this body.
func signed(t testing.TB, body []byte) *http.Request {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/flow", bytes.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, appSecret))
	return request
}

func (e *endpoint) serve(request *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, request)
	return w
}

func never(t testing.TB) flowcrypto.Callback {
	return func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) {
		t.Error("the callback is not called")
		return nil, nil
	}
}

func show(screen string, data any) flowcrypto.Callback {
	return func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) {
		return &flowcrypto.Response{Screen: screen, Data: data}, nil
	}
}

func TestNewHandlerRefusesWrongConfigurations(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	for problem, change := range map[string]func(*flowcrypto.Config){
		"Config.PrivateKeys: no private key":                   func(c *flowcrypto.Config) { c.PrivateKeys = nil },
		"private key 2 of 2 is nil":                            func(c *flowcrypto.Config) { c.PrivateKeys = append(c.PrivateKeys, nil) },
		"private key 1 of 1 is nil":                            func(c *flowcrypto.Config) { c.PrivateKeys = []crypto.Decrypter{(*rsa.PrivateKey)(nil)} },
		"private key 1 of 1 is not an RSA key":                 func(c *flowcrypto.Config) { c.PrivateKeys = []crypto.Decrypter{curveKey{curve}} },
		"private key 1 of 1 has 1024 bits; want at least 2048": func(c *flowcrypto.Config) { c.PrivateKeys = []crypto.Decrypter{small} },
		"Config.AppSecrets: no app secret":                     func(c *flowcrypto.Config) { c.AppSecrets = nil },
		"app secret 2 of 2 is empty":                           func(c *flowcrypto.Config) { c.AppSecrets = append(c.AppSecrets, "") },
		"Config.MaxBodyBytes -1; want 0 or more":               func(c *flowcrypto.Config) { c.MaxBodyBytes = -1 },
		"Config.MaxInFlight -1; want 0 or more":                func(c *flowcrypto.Config) { c.MaxInFlight = -1 },
		"Config.BodyTimeout -1ns; want 0 or more":              func(c *flowcrypto.Config) { c.BodyTimeout = -1 },
		"choose one": func(c *flowcrypto.Config) { c.InsecureSkipSignatureCheck = true },
	} {
		config := flowcrypto.Config{PrivateKeys: []crypto.Decrypter{vectorKey(t)}, AppSecrets: []string{appSecret}}
		change(&config)
		handler, err := flowcrypto.NewHandler(config, never(t))
		require.ErrorContains(t, err, problem)
		require.NotContains(t, err.Error(), appSecret)
		require.Nil(t, handler)
	}
	_, err = flowcrypto.NewHandler(flowcrypto.Config{}, nil)
	require.ErrorContains(t, err, "the callback is nil")
}

// curveKey is a key that decrypts, but not as flows need it.
type curveKey struct{ *ecdsa.PrivateKey }

func (curveKey) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) {
	return nil, errors.New("not supported")
}

// The vector is answered as the other implementation would.
func TestHandlerAnswersTheVector(t *testing.T) {
	t.Parallel()
	v := readVector(t)
	e := newEndpoint(t, nil, func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
		assert.Equal(t, flowcrypto.Request{
			Version: "3.0", Action: flowcrypto.ActionDataExchange, Screen: "APPOINTMENT", Data: json.RawMessage(`{"day":"Montag ☀"}`), FlowToken: "a-flow-token",
		}, *r)
		return &flowcrypto.Response{Screen: "SUMMARY", Data: r.Data}, nil
	})
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(v.Body))
	request.Header.Set("X-Hub-Signature-256", v.Signature)
	w := e.serve(request)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "text/plain", w.Header().Get("Content-Type"))
	require.Equal(t, v.EncryptedAnswer, w.Body.String())
	require.Empty(t, e.errors)
}

func TestFlowOfScreens(t *testing.T) {
	t.Parallel()
	type day struct {
		Day string `json:"day"`
	}
	e := newEndpoint(t, nil, func(ctx context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
		var chosen day
		if err := r.DecodeData(&chosen); err != nil {
			return nil, err
		}
		switch {
		case r.Action == flowcrypto.ActionInit:
			return &flowcrypto.Response{Screen: "APPOINTMENT", Data: map[string][]string{"days": {"Monday"}}}, ctx.Err()
		case r.Action == flowcrypto.ActionBack:
			return &flowcrypto.Response{Screen: r.Screen}, nil
		case chosen.Day == "":
			return &flowcrypto.Response{Screen: r.Screen, Data: chosen, ErrorMessage: "Choose a day."}, nil
		}
		return r.Complete(chosen)
	})
	first, err := e.phone.Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 200, Screen: "APPOINTMENT", Data: json.RawMessage(`{"days":["Monday"]}`)}, first)
	again, err := e.phone.Submit(t.Context(), first.Screen, day{})
	require.NoError(t, err)
	require.Equal(t, "Choose a day.", again.ErrorMessage)
	require.JSONEq(t, `{"day":"","error_message":"Choose a day."}`, string(again.Data))
	back, err := e.phone.Back(t.Context(), first.Screen)
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 200, Screen: "APPOINTMENT", Data: json.RawMessage(`{}`)}, back)
	last, err := e.phone.Submit(t.Context(), first.Screen, day{"Monday"})
	require.NoError(t, err)
	require.Equal(t, "SUCCESS", last.Screen)
	require.JSONEq(t, `{"day":"Monday","flow_token":"a-flow-token"}`, string(last.Params))
	require.Empty(t, e.errors)
}

// Health checks and error notifications are answered without the callback.
func TestRequestsThatTheHandlerAnswers(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, never(t))
	require.NoError(t, e.phone.Ping(t.Context()))
	require.Empty(t, e.errors)
	require.NoError(t, e.phone.ReportError(t.Context(), "APPOINTMENT", "payload-schema-error", "days is missing"))
	_, err := e.phone.Post(t.Context(), map[string]any{"action": "INIT", "data": map[string]string{"error_key": "timeout\nerror"}})
	require.NoError(t, err)
	require.Equal(t, []error{
		&flowcrypto.ClientError{
			Key: "payload-schema-error", Message: "days is missing", Action: flowcrypto.ActionDataExchange, Screen: "APPOINTMENT", FlowToken: "a-flow-token",
		},
		&flowcrypto.ClientError{Key: "timeouterror", Action: flowcrypto.ActionInit, FlowToken: "a-flow-token"},
	}, e.errors)
	require.EqualError(t, e.errors[0], "flowcrypto: data_exchange on screen APPOINTMENT: the client could not use the answer: payload-schema-error")
}

// A form may have fields of any name.
func TestFieldsThatAreNoNotification(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, show("NEXT", nil))
	for _, data := range []any{
		map[string]string{"error": "none", "colour": "red"}, map[string]any{"error": 7}, map[string]string{"error_message": "text"},
		map[string]string{}, nil, []string{"error"},
	} {
		answer, err := e.phone.Submit(t.Context(), "FIRST", data)
		require.NoError(t, err)
		require.Equal(t, "NEXT", answer.Screen)
	}
	require.Empty(t, e.errors)
}

func TestInvalidTokens(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
		invalid := &flowcrypto.InvalidTokenError{Message: r.Screen}
		return nil, fmt.Errorf("look up: %w", invalid)
	})
	answer, err := e.phone.Submit(t.Context(), "The order was placed already.", nil)
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 427, ErrorMessage: "The order was placed already."}, answer)
	answer, err = e.phone.Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 427}, answer)
	require.Empty(t, e.errors, "that is what the callback is for")
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	key := vectorKey(t)
	body := []byte(readVector(t).Body)
	sealedBody := func(plaintext string) []byte { return encoded(t, sealed(t, &key.PublicKey, plaintext, 16, 16)) }
	for name, test := range map[string]struct {
		request func() *http.Request
		status  int
		text    string
		err     error
	}{
		"a GET": {func() *http.Request {
			request := signed(t, body)
			request.Method = http.MethodGet
			return request
		}, 405, "Method Not Allowed", flowcrypto.ErrMethod},
		"no signature": {func() *http.Request {
			request := signed(t, body)
			request.Header.Del(webhook.SignatureHeader)
			return request
		}, 432, "Invalid Signature", flowcrypto.ErrSignature},
		"another's signature": {func() *http.Request {
			request := signed(t, body)
			request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, "guess"))
			return request
		}, 432, "Invalid Signature", flowcrypto.ErrSignature},
		"announced as too large": {func() *http.Request {
			request := signed(t, body)
			request.ContentLength = 3000
			return request
		}, 413, "Request Entity Too Large", flowcrypto.ErrTooLarge},
		"too large": {func() *http.Request {
			request := signed(t, make([]byte, 3000))
			request.ContentLength = -1
			return request
		}, 413, "Request Entity Too Large", flowcrypto.ErrTooLarge},
		"a lost connection": {func() *http.Request {
			request := signed(t, body)
			request.Body = io.NopCloser(failing{io.ErrUnexpectedEOF})
			return request
		}, 400, "Bad Request", flowcrypto.ErrIncomplete},
		"a slow connection": {func() *http.Request {
			request := signed(t, body)
			request.Body = io.NopCloser(failing{os.ErrDeadlineExceeded})
			return request
		}, 408, "Request Timeout", flowcrypto.ErrIncomplete},
		"no JSON": {func() *http.Request { return signed(t, []byte("{")) }, 421, "Misdirected Request", flowcrypto.ErrUndecryptable},
		"nothing": {func() *http.Request { return signed(t, nil) }, 421, "Misdirected Request", flowcrypto.ErrUndecryptable},
		"an unknown key": {func() *http.Request {
			return signed(t, bytes.Replace(body, []byte("aes_key\": \""), []byte("aes_key\": \"AA"), 1))
		}, 421, "Misdirected Request", flowcrypto.ErrUndecryptable},
		"no JSON inside":   {func() *http.Request { return signed(t, sealedBody("a secret")) }, 400, "Bad Request", flowcrypto.ErrMalformed},
		"a list inside":    {func() *http.Request { return signed(t, sealedBody("[]")) }, 400, "Bad Request", flowcrypto.ErrMalformed},
		"no action inside": {func() *http.Request { return signed(t, sealedBody(`{"version":"3.0","screen":"a secret"}`)) }, 400, "Bad Request", flowcrypto.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndpoint(t, func(c *flowcrypto.Config) { c.MaxBodyBytes = 2000 }, never(t))
			w := e.serve(test.request())
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, test.text+"\n", w.Body.String(), "the answer says nothing else")
			require.Len(t, e.errors, 1)
			require.ErrorIs(t, e.errors[0], test.err)
			require.NotContains(t, e.errors[0].Error(), "a secret")
		})
	}
}

// A key that a service keeps is not wrong while the service is away: no client
// fetches another one.
func TestKeysThatAreAway(t *testing.T) {
	t.Parallel()
	body := []byte(readVector(t).Body)
	lost := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for name, test := range map[string]struct {
		keys   []crypto.Decrypter
		status int
		err    error
	}{
		"the network":                      {[]crypto.Decrypter{awayKey{vectorKey(t), fmt.Errorf("ask: %w", lost)}}, 503, lost},
		"a context":                        {[]crypto.Decrypter{awayKey{vectorKey(t), context.DeadlineExceeded}}, 503, context.DeadlineExceeded},
		"a context that was ended":         {[]crypto.Decrypter{awayKey{vectorKey(t), context.Canceled}}, 503, context.Canceled},
		"the answer":                       {[]crypto.Decrypter{awayKey{vectorKey(t), io.ErrUnexpectedEOF}}, 503, io.ErrUnexpectedEOF},
		"what the key says":                {[]crypto.Decrypter{awayKey{vectorKey(t), flowcrypto.ErrKeyUnavailable}}, 503, flowcrypto.ErrKeyUnavailable},
		"before one that does not fit":     {[]crypto.Decrypter{awayKey{vectorKey(t), lost}, awayKey{vectorKey(t), rsa.ErrDecryption}}, 503, flowcrypto.ErrKeyUnavailable},
		"a key that does not fit":          {[]crypto.Decrypter{awayKey{vectorKey(t), errors.New("invalid ciphertext")}}, 421, flowcrypto.ErrUndecryptable},
		"one that fits, after one that is": {[]crypto.Decrypter{awayKey{vectorKey(t), lost}, vectorKey(t)}, 200, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndpoint(t, func(c *flowcrypto.Config) { c.PrivateKeys = test.keys }, show("NEXT", nil))
			require.Equal(t, test.status, e.serve(signed(t, body)).Code)
			if test.err == nil {
				require.Empty(t, e.errors)
				return
			}
			require.Len(t, e.errors, 1)
			require.ErrorIs(t, e.errors[0], test.err)
			require.Equal(t, test.status == 503, errors.Is(e.errors[0], flowcrypto.ErrKeyUnavailable))
			require.Equal(t, test.status == 421, errors.Is(e.errors[0], flowcrypto.ErrUndecryptable))
		})
	}
}

// awayKey is a key of a service that answers with an error.
type awayKey struct {
	*rsa.PrivateKey

	err error
}

func (k awayKey) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) { return nil, k.err }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestCallbacksThatFail(t *testing.T) {
	t.Parallel()
	lost := errors.New("the database is away")
	for name, test := range map[string]struct {
		callback flowcrypto.Callback
		status   int
		problem  string
	}{
		"an error": {func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) { return nil, lost }, 500, "the database is away"},
		"an error of this package": {func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) {
			return nil, flowcrypto.ErrTooLarge
		}, 500, "body too large"},
		"a token that is not signed": {func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
			return nil, flowcrypto.VerifyTokenSignature(r.FlowToken, r.FlowTokenSignature, appSecret)
		}, 432, "it is missing"},
		"a panic":    {func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) { panic(lost) }, 500, "the callback panicked: the database is away"},
		"nothing":    {func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) { return nil, nil }, 500, "neither a response nor an error"},
		"no screen":  {show("", nil), 500, "the response has no screen"},
		"a list":     {show("NEXT", []int{1}), 500, "does not encode to a JSON object"},
		"a text":     {show("NEXT", "text"), 500, "does not encode to a JSON object"},
		"a function": {show("NEXT", func() {}), 500, "it does not encode: json: unsupported type"},
		"params of a list": {func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
			return r.Complete([]int{})
		}, 500, "the parameters of the completion"},
		"data of no number": {decodeCount, 500, "the data does not fit: count is a string; want a Go int"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEndpoint(t, nil, test.callback)
			answer, err := e.phone.Submit(t.Context(), "FIRST", map[string]string{"count": "a secret"})
			require.Error(t, err)
			require.Equal(t, test.status, answer.Status)
			require.Len(t, e.errors, 1)
			var failed *flowcrypto.CallbackError
			require.ErrorAs(t, e.errors[0], &failed)
			require.Equal(t, flowcrypto.ActionDataExchange, failed.Action)
			require.ErrorContains(t, failed, "flowcrypto: data_exchange on screen FIRST: ")
			require.ErrorContains(t, failed, test.problem)
			require.NotContains(t, failed.Error(), "secret")
		})
	}
}

func decodeCount(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
	var data struct {
		Count int `json:"count"`
	}
	return nil, r.DecodeData(&data)
}

func TestPanicsAreErrors(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) { panic(io.EOF) })
	_, _ = e.phone.Open(t.Context())
	var panicked *flowcrypto.PanicError
	require.ErrorAs(t, e.errors[0], &panicked)
	require.ErrorIs(t, e.errors[0], io.EOF)
	require.Contains(t, string(panicked.Stack), "handler_test.go")
}

// boundWriter notes that the time to read has a bound.
type boundWriter struct {
	http.ResponseWriter
	bound bool
}

func (w *boundWriter) SetReadDeadline(time.Time) error {
	w.bound = true
	return nil
}

// What is refused is bounded too: net/http reads the rest of a body before it
// answers.
func TestRefusedBodiesAreBounded(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, never(t))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodGet} {
		w := &boundWriter{ResponseWriter: httptest.NewRecorder()}
		e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/flow", strings.NewReader("x")))
		require.True(t, w.bound, method)
	}
}

// stubborn is data whose own encoding panics.
type stubborn struct{}

func (stubborn) MarshalJSON() ([]byte, error) { panic(io.EOF) }

// What the callback returns may panic where it is encoded.
func TestAnswersThatPanicAreErrors(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, show("NEXT", stubborn{}))
	answer, err := e.phone.Open(t.Context())
	require.Error(t, err)
	require.Equal(t, http.StatusInternalServerError, answer.Status)
	require.Len(t, e.errors, 1)
	var panicked *flowcrypto.PanicError
	require.ErrorAs(t, e.errors[0], &panicked)
	require.ErrorIs(t, panicked, io.EOF)
}

// An error that is a nil pointer is an error all the same.
func TestInvalidTokenThatIsNil(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) {
		var invalid *flowcrypto.InvalidTokenError
		return nil, invalid
	})
	answer, err := e.phone.Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 427}, answer)
}

// A number that is too large for its type is not quoted.
func TestDataThatDoesNotFitIsNotQuoted(t *testing.T) {
	t.Parallel()
	var small struct {
		Age  int8      `json:"age"`
		Born time.Time `json:"born"`
	}
	err := (&flowcrypto.Request{Data: json.RawMessage(`{"age":4217}`)}).DecodeData(&small)
	require.EqualError(t, err, "flowcrypto: the data does not fit: age is a number; want a Go int8")
	err = (&flowcrypto.Request{Data: json.RawMessage(`{"born":"4217"}`)}).DecodeData(&small)
	require.ErrorContains(t, err, "flowcrypto: the data does not fit *struct")
	require.NotContains(t, err.Error(), "4217")
	require.NoError(t, (&flowcrypto.Request{}).DecodeData(&small))
}

func TestRequiredTokenSignature(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, func(c *flowcrypto.Config) { c.RequireTokenSignature = true }, show("FIRST", nil))
	answer, err := e.phone.Open(t.Context())
	require.Error(t, err)
	require.Equal(t, 432, answer.Status)
	require.ErrorIs(t, e.errors[0], flowcrypto.ErrTokenSignature)
	require.NoError(t, e.phone.Ping(t.Context()), "a health check has no token")
	e.phone.Version = "4.0"
	answer, err = e.phone.Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, "FIRST", answer.Screen)
}

func TestNumbersForTexts(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, nil, func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
		assert.Equal(t, "4.0", r.Version)
		assert.Equal(t, "17", r.FlowToken)
		assert.Nil(t, r.Data)
		return &flowcrypto.Response{Screen: "FIRST"}, nil
	})
	_, err := e.phone.Post(t.Context(), map[string]any{"action": "INIT", "version": json.RawMessage("4.0"), "flow_token": 17, "data": nil})
	require.NoError(t, err)
	require.Empty(t, e.errors)
}

func TestWithoutSignatures(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, func(c *flowcrypto.Config) { c.AppSecrets, c.InsecureSkipSignatureCheck = nil, true }, show("FIRST", nil))
	e.phone.AppSecret = ""
	_, err := e.phone.Open(t.Context())
	require.NoError(t, err)
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leave := make(chan struct{})
		e := newEndpoint(t, func(c *flowcrypto.Config) { c.MaxInFlight = 1 }, func(context.Context, *flowcrypto.Request) (*flowcrypto.Response, error) {
			<-leave
			return &flowcrypto.Response{Screen: "FIRST"}, nil
		})
		done := make(chan error)
		go func() {
			_, err := e.phone.Open(t.Context())
			done <- err
		}()
		synctest.Wait()
		w := e.serve(signed(t, []byte(readVector(t).Body)))
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		require.ErrorIs(t, e.errors[0], flowcrypto.ErrBusy)
		close(leave)
		require.NoError(t, <-done)
		_, err := e.phone.Open(t.Context())
		require.NoError(t, err, "the place is free again")
	})
}

func TestContextOfTheRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	e := newEndpoint(t, nil, func(ctx context.Context, _ *flowcrypto.Request) (*flowcrypto.Response, error) {
		cancel()
		return nil, ctx.Err()
	})
	_, err := e.phone.Open(ctx)
	require.Error(t, err)
	require.ErrorIs(t, e.errors[0], context.Canceled)
}

func TestOnErrorThatPanics(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, func(c *flowcrypto.Config) { c.OnError = func(context.Context, error) { panic("a mistake") } }, never(t))
	require.NoError(t, e.phone.ReportError(t.Context(), "FIRST", "timeout_error", ""))
	e = newEndpoint(t, func(c *flowcrypto.Config) { c.OnError = nil }, never(t))
	require.NoError(t, e.phone.ReportError(t.Context(), "FIRST", "timeout_error", ""))
}

func TestLongWordsAreCut(t *testing.T) {
	t.Parallel()
	request := flowcrypto.Request{Action: flowcrypto.Action(strings.Repeat("é", 100)), Screen: "A\u2028B\xff"}
	require.Equal(t, strings.Repeat("é", 40)+"... on screen AB", request.String())
}

// FuzzHandler checks that no body makes the handler panic, and that only the
// documented answers are given.
func FuzzHandler(f *testing.F) {
	key := vectorKey(f)
	f.Add([]byte(readVector(f).Body), "", false)
	f.Add([]byte(`{"encrypted_flow_data":"","encrypted_aes_key":"","initial_vector":""}`), "", true)
	for _, plaintext := range []string{
		`{"action":"ping"}`, `{"action":"INIT","data":{"error":"a"}}`, `{"action":"data_exchange","data":[1],"version":3.0}`, `{"action":{}}`, `null`, `{"data":"`,
	} {
		f.Add([]byte(nil), plaintext, true)
	}
	f.Fuzz(func(t *testing.T, body []byte, plaintext string, isSigned bool) {
		e := newEndpoint(t, nil, func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
			require.NotEmpty(t, r.Action)
			require.True(t, r.Data == nil || json.Valid(r.Data))
			if r.Screen == "" {
				return r.Complete(nil)
			}
			return &flowcrypto.Response{Screen: r.Screen, ErrorMessage: r.FlowToken}, nil
		})
		if len(body) == 0 {
			body = encoded(t, sealed(t, &key.PublicKey, plaintext, 16, 16))
		}
		request := signed(t, body)
		if !isSigned {
			request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, "guess"))
		}
		w := e.serve(request)
		if !isSigned {
			require.Equal(t, 432, w.Code)
			return
		}
		require.Contains(t, []int{200, 400, 413, 421}, w.Code)
		require.Equal(t, w.Code != 200, len(e.errors) > 0 && !isClientError(e.errors[0]))
	})
}

func isClientError(err error) bool {
	_, ok := errors.AsType[*flowcrypto.ClientError](err)
	return ok
}

// FuzzOpen checks that what is not sealed for the key is refused, without a
// panic.
func FuzzOpen(f *testing.F) {
	key := vectorKey(f)
	f.Add([]byte(readVector(f).Body))
	f.Add([]byte(`{"encrypted_flow_data":"AA==","encrypted_aes_key":"AA==","initial_vector":"AAAAAAAAAAAAAAAAAAAAAA=="}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		exchange, err := flowcrypto.Open(body, key)
		require.Equal(t, err == nil, exchange != nil)
		if err != nil {
			require.ErrorIs(t, err, flowcrypto.ErrUndecryptable)
		}
	})
}
