// Package inbound is what the handlers of Meta's requests share: signatures,
// and bodies that are bounded in size, in time and in number.
package inbound

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
// with the app secret.
func Sign(body []byte, appSecret string) string {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	return signaturePrefix + hex.EncodeToString(mac.Sum(nil))
}

// A Verifier keeps what can be kept between bodies: keyed hashes, which cost
// more to make than to reset.
type Verifier []*sync.Pool

// keyedHash is a hash with room for its sum.
type keyedHash struct {
	hash.Hash
	sum [sha256.Size]byte
}

// NewVerifier returns the verifier of one or more app secrets, which
// [CheckSecrets] has passed.
func NewVerifier(appSecrets []string) Verifier {
	v := make(Verifier, len(appSecrets))
	for i, secret := range appSecrets {
		v[i] = &sync.Pool{New: func() any {
			return &keyedHash{Hash: hmac.New(sha256.New, []byte(secret))}
		}}
	}
	return v
}

// CheckSecrets refuses secrets that anyone could sign with.
func CheckSecrets(appSecrets []string) error {
	if len(appSecrets) == 0 {
		return errors.New("no app secret; anyone could send forged requests")
	}
	if i := slices.Index(appSecrets, ""); i >= 0 {
		return fmt.Errorf("app secret %d of %d is empty", i+1, len(appSecrets))
	}
	return nil
}

// Verify checks that the signature, the value of [SignatureHeader], was made
// for exactly these bytes with one of the app secrets.
func (v Verifier) Verify(body []byte, signature string) error {
	want, err := readSignature(signature)
	if err != nil {
		return err
	}
	if v.VerifyMAC(body, want[:]) {
		return nil
	}
	return errors.New("it was not made for this body with a known app secret")
}

// VerifyMAC reports whether the MAC was made for exactly this text with one of
// the app secrets.
func (v Verifier) VerifyMAC(text, mac []byte) bool {
	for _, pool := range v {
		if matches(pool, text, mac) {
			return true
		}
	}
	return false
}

func matches(pool *sync.Pool, text, want []byte) bool {
	mac := pool.Get().(*keyedHash)
	defer pool.Put(mac)
	mac.Reset()
	mac.Write(text)
	return hmac.Equal(mac.Sum(mac.sum[:0]), want)
}

// readSignature reads the value of the header before any work is spent on the
// body.
func readSignature(signature string) (sum [sha256.Size]byte, err error) {
	if signature == "" {
		return sum, fmt.Errorf("header %s is missing", SignatureHeader)
	}
	digits, ok := strings.CutPrefix(signature, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(len(sum)) {
		return sum, fmt.Errorf("invalid header %s; want sha256= and 64 hexadecimal digits", SignatureHeader)
	}
	if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
		return sum, fmt.Errorf("invalid header %s; want sha256= and 64 hexadecimal digits", SignatureHeader)
	}
	return sum, nil
}
