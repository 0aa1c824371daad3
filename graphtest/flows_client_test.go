package graphtest_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const flowSecret = "an app secret of the tests"

var flowKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// flowPhone is the client of an endpoint that answers as respond says.
func flowPhone(t *testing.T, respond func(w http.ResponseWriter, exchange *flowcrypto.Exchange)) graphtest.FlowClient {
	t.Helper()
	key, err := flowKey()
	require.NoError(t, err)
	return graphtest.FlowClient{
		PublicKey: publicPEM(t, key.Public()), AppSecret: flowSecret, FlowToken: "a-flow-token",
		Endpoint: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || webhook.Verify(body, r.Header.Get(webhook.SignatureHeader), flowSecret) != nil {
				w.WriteHeader(432)
				return
			}
			exchange, err := flowcrypto.Open(body, key)
			if err != nil {
				w.WriteHeader(http.StatusMisdirectedRequest)
				return
			}
			respond(w, exchange)
		}),
	}
}

// sealing answers every request with this text, encrypted.
func sealing(text string) func(http.ResponseWriter, *flowcrypto.Exchange) {
	return func(w http.ResponseWriter, exchange *flowcrypto.Exchange) {
		_, _ = io.WriteString(w, exchange.Seal([]byte(text)))
	}
}

// What a flow sends is what WhatsApp would.
func TestRequestsOfAFlow(t *testing.T) {
	t.Parallel()
	var request map[string]any
	phone := flowPhone(t, func(w http.ResponseWriter, exchange *flowcrypto.Exchange) {
		request = nil
		_ = json.Unmarshal(exchange.Plaintext(), &request)
		sealing(`{"screen":"NEXT","data":{"status":"active","a":1}}`)(w, exchange)
	})
	answer, err := phone.Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, &graphtest.FlowAnswer{Status: 200, Screen: "NEXT", Data: json.RawMessage(`{"status":"active","a":1}`)}, answer)
	require.Equal(t, map[string]any{"version": "3.0", "action": "INIT", "flow_token": "a-flow-token"}, request)
	_, err = phone.Submit(t.Context(), "FIRST", map[string]int{"n": 1})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"version": "3.0", "action": "data_exchange", "flow_token": "a-flow-token", "screen": "FIRST", "data": map[string]any{"n": 1.0},
	}, request)
	var plain []string
	keep := func(text []byte) { plain = append(plain, string(text)) }
	phone.Observer = &graphtest.FlowObserver{Sent: keep, Received: keep}
	phone.Version = "4.0"
	_, err = phone.Back(t.Context(), "FIRST")
	require.NoError(t, err)
	require.Equal(t, "BACK", request["action"])
	require.Len(t, plain, 2)
	require.Contains(t, plain[0], `"action":"BACK"`)
	require.JSONEq(t, `{"screen":"NEXT","data":{"status":"active","a":1}}`, plain[1])
	phone.Observer = &graphtest.FlowObserver{}
	require.NoError(t, flowcrypto.VerifyTokenSignature("a-flow-token", request["flow_token_signature"].(string), flowSecret))
	require.ErrorContains(t, phone.Ping(t.Context()), `want {"status":"active"}`)
	require.Equal(t, map[string]any{"version": "4.0", "action": "ping"}, request)
	require.ErrorContains(t, phone.ReportError(t.Context(), "FIRST", "timeout_error", "slow"), `want {"acknowledged":true}`)
	require.Equal(t, map[string]any{"error": "timeout_error", "error_message": "slow"}, request["data"])
}

func TestAnswersThatAFlowCannotUse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		respond func(http.ResponseWriter, *flowcrypto.Exchange)
		problem string
	}{
		"a status":       {func(w http.ResponseWriter, _ *flowcrypto.Exchange) { w.WriteHeader(http.StatusInternalServerError) }, "the endpoint answered 500"},
		"the clear text": {func(w http.ResponseWriter, _ *flowcrypto.Exchange) { _, _ = io.WriteString(w, `{"screen":"NEXT"}`) }, "cannot be decrypted"},
		"another seal": {func(w http.ResponseWriter, _ *flowcrypto.Exchange) {
			_, _ = io.WriteString(w, strings.Repeat("AAAA", 20))
		}, "cannot be decrypted"},
		"a clear 427": {func(w http.ResponseWriter, _ *flowcrypto.Exchange) {
			w.WriteHeader(427)
			_, _ = io.WriteString(w, `{"error_msg":"Closed."}`)
		}, "cannot be decrypted"},
		"no JSON":     {sealing("NEXT"), "does not parse"},
		"no data":     {sealing(`{"screen":"NEXT"}`), "has no data"},
		"an end":      {sealing(`{"screen":"SUCCESS","data":{}}`), "needs extension_message_response.params"},
		"a token gap": {sealing(`{"screen":"SUCCESS","data":{"extension_message_response":{"params":{"a":1}}}}`), "with the flow_token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, err := flowPhone(t, test.respond).Open(t.Context())
			require.ErrorContains(t, err, test.problem)
			require.NotZero(t, answer.Status)
		})
	}
}

func TestFlowClientsThatCannotCall(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	good := flowPhone(t, sealing("{}"))
	for problem, key := range map[string]string{
		"it is not PEM text": "", "asn1": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"it is not an RSA key of 2048 bits": publicPEM(t, curve.Public()),
	} {
		phone := good
		phone.PublicKey = key
		answer, err := phone.Open(t.Context())
		require.ErrorContains(t, err, problem)
		require.Nil(t, answer)
	}
	_, err = good.Submit(t.Context(), "FIRST", func() {})
	require.ErrorContains(t, err, "does not encode")
	phone := good
	phone.Endpoint = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	require.ErrorContains(t, phone.Ping(t.Context()), "did not answer: a mistake")
	phone = good
	phone.AppSecret = ""
	answer, err := phone.Open(t.Context())
	require.Error(t, err)
	require.Equal(t, 432, answer.Status, "it is not signed")
}

// The endpoint may be a server elsewhere.
func TestFlowClientOverAConnection(t *testing.T) {
	t.Parallel()
	key, err := flowKey()
	require.NoError(t, err)
	handler, err := flowcrypto.NewHandler(flowcrypto.Config{PrivateKeys: []crypto.Decrypter{key}, AppSecrets: []string{flowSecret}},
		func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) { return r.Complete(nil) })
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	phone := graphtest.FlowClient{Endpoint: graphtest.CallbackURL(server.URL), PublicKey: publicPEM(t, key.Public()), AppSecret: flowSecret, FlowToken: "a-flow-token"}
	require.NoError(t, phone.Ping(t.Context()))
	answer, err := phone.Open(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, `{"flow_token":"a-flow-token"}`, string(answer.Params))
}
