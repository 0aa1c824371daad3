package graphtest_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	encryptionPath = "/" + graphtest.PhoneNumberID + "/whatsapp_business_encryption"
	encryptedPath  = "/" + graphtest.PhoneNumberID + "/messages_encrypted"
)

func publicPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func TestEncryptionKey(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Empty(t, get(t, srv, encryptionPath).data(t))
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	key := publicPEM(t, &private.PublicKey)
	for _, body := range []payload{form("business_public_key", key), multipartForm("business_public_key", key)} {
		call(t, srv, "POST", encryptionPath, body).object(t)
		require.Equal(t, []map[string]any{{"business_public_key": key, "business_public_key_signature_status": "VALID"}},
			get(t, srv, encryptionPath).data(t))
	}
	call(t, srv, "POST", "/"+graphtest.PhoneNumberID+"/register", form("messaging_product", "whatsapp", "pin", graphtest.PIN)).object(t)
	require.Equal(t, []map[string]any{{"business_public_key": " ", "business_public_key_signature_status": "MISMATCH"}},
		get(t, srv, encryptionPath).data(t), "a number that is registered again needs its key again")
}

func TestAddEncryptionKey(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.SecondPhoneNumberID + "/whatsapp_business_encryption"
	sample, _ := get(t, srv, path).data(t)[0]["business_public_key"].(string)
	require.Panics(t, func() { srv.AddEncryptionKey(graphtest.PhoneNumberID, "key") })
	srv.AddEncryptionKey(graphtest.PhoneNumberID, sample)
	require.Equal(t, get(t, srv, path).Body, get(t, srv, encryptionPath).Body)
}

func TestEncryptionKeyRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	for _, key := range []string{"", "key", publicPEM(t, &small.PublicKey), publicPEM(t, &curve.PublicKey), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		call(t, srv, "POST", encryptionPath, multipartForm("business_public_key", key)).requireError(t, http.StatusBadRequest, 100)
	}
	call(t, srv, "POST", encryptionPath).requireError(t, http.StatusBadRequest, 100)
	require.Empty(t, get(t, srv, encryptionPath).data(t))
}

func TestEncryptedMessages(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	answer := call(t, srv, "POST", encryptedPath, jsonBody(`{"messaging_product":"whatsapp","encrypted_contents":"e30.a.b.c.d"}`)).object(t)
	require.Regexp(t, `^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$`, answer["encrypted_contents"])
	require.Empty(t, srv.Outbox(), "nobody but Meta can read it")
	for _, body := range []string{
		`{"encrypted_contents":"e30.a.b.c.d"}`,
		`{"messaging_product":"whatsapp"}`,
		`{"messaging_product":"whatsapp","encrypted_contents":"e30.a.b.c"}`,
		`{"messaging_product":"whatsapp","encrypted_contents":"e30.a.b.c.d="}`,
	} {
		call(t, srv, "POST", encryptedPath, jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
	}
}
