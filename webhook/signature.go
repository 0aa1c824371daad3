package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
	"sync"
)

// SignatureHeader is the header that carries the signature of a body.
const SignatureHeader = "X-Hub-Signature-256"

const signaturePrefix = "sha256="

// Sign returns the value of [SignatureHeader] for a body, as Meta computes it
// with the app secret. Tests use it.
func Sign(body []byte, appSecret string) string {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	return signaturePrefix + hex.EncodeToString(mac.Sum(nil))
}

// Verify checks that the signature, the value of [SignatureHeader], was made
// for exactly these bytes with one of the app secrets. Several secrets let a
// secret be rotated. The body must be the raw bytes of the request: JSON that
// was decoded and encoded again has another signature.
//
// The error wraps [ErrSignature]. An empty secret, or none, verifies nothing.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func Verify(body []byte, signature string, appSecrets ...string) error {
	if err := checkSecrets(appSecrets); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return newVerifier(appSecrets).verify(body, signature)
}

// A verifier keeps what can be kept between bodies: keyed hashes, which cost
// more to make than to reset.
type verifier []*sync.Pool

// keyedHash is a hash with room for its sum.
type keyedHash struct {
	hash.Hash
	sum [sha256.Size]byte
}

func newVerifier(appSecrets []string) verifier {
	v := make(verifier, len(appSecrets))
	for i, secret := range appSecrets {
		v[i] = &sync.Pool{New: func() any {
			return &keyedHash{Hash: hmac.New(sha256.New, []byte(secret))}
		}}
	}
	return v
}

// checkSecrets refuses secrets that anyone could sign with.
func checkSecrets(appSecrets []string) error {
	if len(appSecrets) == 0 {
		return errors.New("no app secret; anyone could send forged events")
	}
	if i := slices.Index(appSecrets, ""); i >= 0 {
		return fmt.Errorf("app secret %d of %d is empty", i+1, len(appSecrets))
	}
	return nil
}

func (v verifier) verify(body []byte, signature string) error {
	want, err := readSignature(signature)
	if err != nil {
		return err
	}
	for _, pool := range v {
		if matches(pool, body, &want) {
			return nil
		}
	}
	return fmt.Errorf("%w: it was not made for this body with a known app secret", ErrSignature)
}

func matches(pool *sync.Pool, body []byte, want *[sha256.Size]byte) bool {
	mac := pool.Get().(*keyedHash)
	defer pool.Put(mac)
	mac.Reset()
	mac.Write(body)
	return hmac.Equal(mac.Sum(mac.sum[:0]), want[:])
}

// readSignature reads the value of the header before any work is spent on the
// body.
func readSignature(signature string) (sum [sha256.Size]byte, err error) {
	if signature == "" {
		return sum, fmt.Errorf("%w: header %s is missing", ErrSignature, SignatureHeader)
	}
	digits, ok := strings.CutPrefix(signature, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(len(sum)) {
		return sum, fmt.Errorf("%w: invalid header %s; want sha256= and 64 hexadecimal digits", ErrSignature, SignatureHeader)
	}
	if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
		return sum, fmt.Errorf("%w: invalid header %s; want sha256= and 64 hexadecimal digits", ErrSignature, SignatureHeader)
	}
	return sum, nil
}
