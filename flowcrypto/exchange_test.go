package flowcrypto_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
)

// vector is one exchange that another implementation has encrypted.
type vector struct {
	AESKey             string `json:"aes_key"`
	InitialVector      string `json:"initial_vector"`
	Body               string `json:"body"`
	Plaintext          string `json:"plaintext"`
	Answer             string `json:"answer"`
	EncryptedAnswer    string `json:"encrypted_answer"`
	Signature          string `json:"signature"`
	FlowTokenSignature string `json:"flow_token_signature"`
}

func readVector(t testing.TB) vector {
	t.Helper()
	var v vector
	require.NoError(t, json.Unmarshal(readTestdata(t, "vector.json"), &v))
	return v
}

func TestVector(t *testing.T) {
	t.Parallel()
	v := readVector(t)
	exchange, err := flowcrypto.Open([]byte(v.Body), vectorKey(t))
	require.NoError(t, err)
	require.Equal(t, v.Plaintext, string(exchange.Plaintext()))
	require.Equal(t, v.EncryptedAnswer, exchange.Seal([]byte(v.Answer)))
}

// sealed encrypts a request as a client does, with any sizes.
func sealed(t testing.TB, public *rsa.PublicKey, plaintext string, keySize, nonceSize int) map[string][]byte {
	t.Helper()
	key, nonce := make([]byte, keySize), make([]byte, nonceSize)
	_, _ = rand.Read(key)
	_, _ = rand.Read(nonce)
	encrypted, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, public, key, nil)
	require.NoError(t, err)
	block, err := aes.NewCipher(key)
	require.NoError(t, err)
	gcm, err := cipher.NewGCMWithNonceSize(block, nonceSize)
	require.NoError(t, err)
	return map[string][]byte{
		"encrypted_flow_data": gcm.Seal(nil, nonce, []byte(plaintext), nil), "encrypted_aes_key": encrypted, "initial_vector": nonce,
	}
}

func encoded(t testing.TB, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

func TestBodiesThatCannotBeDecrypted(t *testing.T) {
	t.Parallel()
	key := vectorKey(t)
	good := func() map[string][]byte { return sealed(t, &key.PublicKey, `{"action":"a secret"}`, 16, 16) }
	without := func(name string) map[string][]byte {
		members := good()
		delete(members, name)
		return members
	}
	damaged := func(name string, at int) map[string][]byte {
		members := good()
		members[name][(at+len(members[name]))%len(members[name])] ^= 1
		return members
	}
	short := func(name string, length int) map[string][]byte {
		members := good()
		members[name] = members[name][:length]
		return members
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		body    any
		problem string
	}{
		"a list":             {[]string{}, "not a JSON object"},
		"numbers":            {map[string]any{"encrypted_flow_data": 1}, "not a JSON object with texts"},
		"no data":            {without("encrypted_flow_data"), "encrypted_flow_data is missing"},
		"no key":             {without("encrypted_aes_key"), "encrypted_aes_key is missing"},
		"no vector":          {without("initial_vector"), "initial_vector is missing"},
		"no base64":          {map[string]string{"encrypted_flow_data": "a secret!"}, "encrypted_flow_data is not base64"},
		"the usual nonce":    {sealed(t, &key.PublicKey, "{}", 16, 12), "initial_vector has 12 bytes; want 16"},
		"a long key":         {sealed(t, &key.PublicKey, "{}", 32, 16), "encrypted_aes_key fits none of 1 private keys"},
		"another key":        {sealed(t, &other.PublicKey, "{}", 16, 16), "encrypted_aes_key fits none of 1 private keys"},
		"a damaged key":      {damaged("encrypted_aes_key", 5), "encrypted_aes_key fits none"},
		"a short key":        {short("encrypted_aes_key", 16), "encrypted_aes_key fits none"},
		"damaged data":       {damaged("encrypted_flow_data", 0), "encrypted_flow_data is not what was encrypted"},
		"a damaged tag":      {damaged("encrypted_flow_data", -1), "encrypted_flow_data is not what was encrypted"},
		"no room for a tag":  {short("encrypted_flow_data", 15), "encrypted_flow_data is not what was encrypted"},
		"another vector":     {damaged("initial_vector", 3), "encrypted_flow_data is not what was encrypted"},
		"PKCS1 padding, not": {pkcs1Padded(t, &key.PublicKey), "encrypted_aes_key fits none"},
	} {
		exchange, err := flowcrypto.Open(encoded(t, test.body), key)
		require.ErrorIs(t, err, flowcrypto.ErrUndecryptable, name)
		require.ErrorContains(t, err, test.problem, name)
		require.NotContains(t, err.Error(), "secret", name)
		require.Nil(t, exchange, name)
	}
	_, err = flowcrypto.Open(encoded(t, good()))
	require.ErrorContains(t, err, "fits none of 0 private keys")
}

func pkcs1Padded(t *testing.T, public *rsa.PublicKey) map[string][]byte {
	t.Helper()
	members := sealed(t, public, "{}", 16, 16)
	encrypted, err := rsa.EncryptPKCS1v15(rand.Reader, public, make([]byte, 16)) //nolint:staticcheck // what Open must refuse
	require.NoError(t, err)
	members["encrypted_aes_key"] = encrypted
	return members
}

// While a key is replaced, requests for either are decrypted.
func TestSeveralKeys(t *testing.T) {
	t.Parallel()
	newer, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	older := vectorKey(t)
	for _, public := range []*rsa.PublicKey{&newer.PublicKey, &older.PublicKey} {
		exchange, err := flowcrypto.Open(encoded(t, sealed(t, public, "{}", 16, 16)), newer, older)
		require.NoError(t, err)
		require.Equal(t, "{}", string(exchange.Plaintext()))
	}
}

// An answer is encrypted under another vector than the request.
func TestAnswerHasAVectorOfItsOwn(t *testing.T) {
	t.Parallel()
	exchange, err := flowcrypto.Open([]byte(readVector(t).Body), vectorKey(t))
	require.NoError(t, err)
	var sent struct {
		Data []byte `json:"encrypted_flow_data"`
	}
	require.NoError(t, json.Unmarshal([]byte(readVector(t).Body), &sent))
	require.NotContains(t, exchange.Seal(exchange.Plaintext()), string(encoded(t, sent.Data))[1:20])
}

// Nothing that this package prints has what is secret.
func TestNothingPrintsSecrets(t *testing.T) {
	t.Parallel()
	exchange, err := flowcrypto.Open([]byte(readVector(t).Body), vectorKey(t))
	require.NoError(t, err)
	request := flowcrypto.Request{
		Version: "4.0", Action: flowcrypto.ActionInit, Screen: "FIRST\n", Data: json.RawMessage(`{"a":"secret"}`),
		FlowToken: "secret", FlowTokenSignature: "secret",
	}
	response := flowcrypto.Response{Screen: "NEXT", Data: "secret", ErrorMessage: "secret"}
	failure := &flowcrypto.ClientError{Key: "payload-schema-error", Message: "secret", Action: flowcrypto.ActionInit, FlowToken: "secret"}
	for _, value := range []any{exchange, request, &request, response, &response, failure, *failure} {
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Info("a", "value", value)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("a", "value", value)
		for _, text := range []string{fmt.Sprint(value), fmt.Sprintf("%+v", value), fmt.Sprintf("%#v", value), logged.String()} {
			require.NotContains(t, text, "secret")
			require.NotContains(t, text, "APPOINTMENT")
		}
	}
	require.Equal(t, "INIT on screen FIRST", request.String())
	require.Equal(t, "screen NEXT", response.String())
	require.NotContains(t, (&flowcrypto.InvalidTokenError{Message: "secret"}).Error(), "secret")
}
