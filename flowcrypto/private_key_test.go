package flowcrypto_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
)

const passphrase = "a-passphrase-of-the-tests"

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return text
}

// vectorKey is the private key of the vector.
func vectorKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := flowcrypto.ParsePrivateKey(readTestdata(t, "key_pkcs8.pem"), "")
	require.NoError(t, err)
	return key
}

// Every form that OpenSSL writes is the same key.
func TestParsePrivateKey(t *testing.T) {
	t.Parallel()
	want := vectorKey(t)
	for name, secret := range map[string]string{
		"key_pkcs1.pem": "", "key_aes256.pem": passphrase, "key_des3.pem": passphrase,
		"key_legacy.pem": passphrase, "key_legacy_des3.pem": passphrase, "key_pkcs8.pem": "not needed",
	} {
		text := readTestdata(t, name)
		key, err := flowcrypto.ParsePrivateKey(text, secret)
		require.NoError(t, err, name)
		require.True(t, want.Equal(key), name)
		oneLine := strings.ReplaceAll(string(text), "\n", `\n`)
		key, err = flowcrypto.ParsePrivateKey([]byte(oneLine), secret)
		require.NoError(t, err, name)
		require.True(t, want.Equal(key), name)
	}
}

func TestPrivateKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(other)
	require.NoError(t, err)
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	encrypted, _ := pem.Decode(readTestdata(t, "key_aes256.pem"))
	for name, test := range map[string]struct{ text, passphrase, problem string }{
		"nothing":            {"", "", "it is not PEM text"},
		"text":               {"a secret", "", "it is not PEM text"},
		"a public key":       {string(readTestdata(t, "public.pem")), "", `it is a block "PUBLIC KEY"`},
		"another kind":       {block("PRIVATE KEY", der), "", "it is not an RSA key"},
		"damaged PKCS8":      {block("PRIVATE KEY", []byte("a secret")), "", "it cannot be read"},
		"damaged PKCS1":      {block("RSA PRIVATE KEY", []byte("a secret")), "", "it cannot be read"},
		"damaged encryption": {block("ENCRYPTED PRIVATE KEY", []byte("a secret")), passphrase, "it cannot be read"},
		"cut encryption":     {block("ENCRYPTED PRIVATE KEY", encrypted.Bytes[:40]), passphrase, "it cannot be read"},
		"no passphrase":      {string(readTestdata(t, "key_aes256.pem")), "", "the passphrase is missing"},
		"none for the old":   {string(readTestdata(t, "key_legacy.pem")), "", "the passphrase is missing"},
		"a wrong one":        {string(readTestdata(t, "key_aes256.pem")), "guess", "the passphrase is wrong"},
		"wrong for the old":  {string(readTestdata(t, "key_legacy.pem")), "guess", "the passphrase is wrong"},
		"scrypt":             {string(readTestdata(t, "key_scrypt.pem")), passphrase, "openssl pkcs8 -topk8 -v2 aes-256-cbc"},
	} {
		key, err := flowcrypto.ParsePrivateKey([]byte(test.text), test.passphrase)
		require.ErrorContains(t, err, test.problem, name)
		require.ErrorContains(t, err, "flowcrypto: invalid private key", name)
		require.Nil(t, key, name)
		require.NotContains(t, err.Error(), "secret", name)
		require.NotContains(t, err.Error(), passphrase, name)
	}
}

func FuzzParsePrivateKey(f *testing.F) {
	for _, name := range []string{"key_aes256.pem", "key_des3.pem", "key_legacy.pem", "key_pkcs1.pem", "key_pkcs8.pem"} {
		text := readTestdata(f, name)
		block, _ := pem.Decode(text)
		f.Add(text, []byte(nil), passphrase)
		f.Add([]byte(nil), block.Bytes, passphrase)
	}
	f.Fuzz(func(t *testing.T, text, der []byte, passphrase string) {
		if len(der) > 0 {
			text = pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der})
		}
		key, err := flowcrypto.ParsePrivateKey(text, passphrase)
		require.Equal(t, err == nil, key != nil)
	})
}
