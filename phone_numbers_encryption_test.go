package whatsapp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// businessKey is an RSA key of 2,048 bits.
const businessKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwnTvF9dzRjOykwZNL/jZ
fg8MxS7CUysFwzvwyBM3xt+F6feKXvcxMiGIQHAZ96tXzazO8J6RmjaBKDkYY/B0
EOEFJ5+/ZgDgr7hM2szERLp2L6xvtpFtyBQXEEgsE1AvkEv4WEJwSY45Eenn9mRv
v9jMycGHAg5tcRC9Wfo57hC/VwoXf0SxlD3IFh/cSHKUkI7cyIlx0F9iT4FXiUhK
LOvROqI2Z92zsC6qc1mCefn9wUbS6mXMOSGS7ZtIZ50YhlxhkrKRdFM7Z85jqbo8
nsSCY9fGpT4FihEkS6H/7iwIIrVbZcRwd+ktkeP5nAyXC6EmeuCMqJvwEV97deel
lQIDAQAB
-----END PUBLIC KEY-----
`

// inPEM encodes a public or a private key.
func inPEM(t *testing.T, key any) string {
	t.Helper()
	kind, encode := "PUBLIC KEY", x509.MarshalPKIXPublicKey
	switch key.(type) {
	case *rsa.PrivateKey, *ecdsa.PrivateKey:
		kind, encode = "PRIVATE KEY", x509.MarshalPKCS8PrivateKey
	}
	der, err := encode(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestOnlyPublicRSAKeysAreSent(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&small.PublicKey)}))
	private := inPEM(t, small)
	const noPrivateKey = "must not contain a private key, which is yours alone"
	for name, test := range map[string]struct{ key, problem string }{
		"nothing":              {"", "is required"},
		"no PEM":               {"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", `must be PEM, beginning with "-----BEGIN PUBLIC KEY-----"`},
		"a private key":        {private, noPrivateKey},
		"both":                 {businessKey + private, noPrivateKey},
		"a damaged one":        {strings.Replace(private, "-----BEGIN", "----BEGIN", 1), noPrivateKey},
		"1024 bits":            {inPEM(t, &small.PublicKey), "has 1024 bits, 2048 are required"},
		"another algorithm":    {inPEM(t, &curve.PublicKey), "must be an RSA key"},
		"another form":         {pkcs1, `must be a "PUBLIC KEY", not a "RSA PUBLIC KEY"`},
		"a key that is broken": {strings.Replace(businessKey, "MIIBIjAN", "MIIBIjAA", 1), "must be a public key that can be read"},
		"two keys":             {businessKey + businessKey, "must be one key and nothing after it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error {
				return client.PhoneNumbers.SetEncryptionKey(t.Context(), phoneNumberID, test.key)
			}, "business_public_key "+test.problem)
		})
	}
}

// A private key does not leave in any case.
func TestPrivateKeysStay(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	text := inPEM(t, private)
	transport, log := replay(t)
	err = newClient(t, transport).PhoneNumbers.SetEncryptionKey(t.Context(), phoneNumberID, text, whatsapp.WithoutValidation())
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.NotContains(t, err.Error(), strings.Split(text, "\n")[1])
	require.Empty(t, log.sent())
}

// The key that Meta has can be compared with the private key.
func TestEncryptionKeysCompare(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	_, client := world(t)
	_, err = client.PhoneNumbers.GetEncryptionKey(t.Context(), graphtest.PhoneNumberID)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	require.NoError(t, client.PhoneNumbers.SetEncryptionKey(t.Context(), graphtest.PhoneNumberID, inPEM(t, &private.PublicKey)))
	key, err := client.PhoneNumbers.GetEncryptionKey(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.EncryptionKeyStatusValid, key.SignatureStatus)
	public, err := key.RSA()
	require.NoError(t, err)
	require.True(t, private.PublicKey.Equal(public))
}

// A number that is registered again needs its key again.
func TestRegistrationLosesTheEncryptionKey(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	require.NoError(t, client.PhoneNumbers.SetEncryptionKey(t.Context(), graphtest.PhoneNumberID, businessKey))
	require.NoError(t, client.PhoneNumbers.Register(t.Context(), graphtest.PhoneNumberID, whatsapp.RegisterPhoneNumberRequest{PIN: graphtest.PIN}))
	key, err := client.PhoneNumbers.GetEncryptionKey(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.EncryptionKeyStatusMismatch, key.SignatureStatus)
	_, err = key.RSA()
	require.ErrorContains(t, err, "whatsapp: business_public_key must be PEM")
}
