// Package appsecret computes appsecret_proof, by which Graph recognizes that a
// request comes from the owner of the app.
package appsecret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A Key signs access tokens with the app secret, so that a stolen token
// is useless without the secret.
//
// https://developers.facebook.com/docs/graph-api/guides/secure-requests
type Key struct {
	Secret redact.Secret
	plain  bool
	macs   sync.Pool // of hash.Hash; keying an HMAC costs as much as computing one
}

// NewKey returns the key of an app secret. Plain proofs have no timestamp.
func NewKey(appSecret string, plain bool) *Key {
	return &Key{Secret: redact.Hide(appSecret), plain: plain}
}

// Sign returns the proof of a token and the parameters that carry it, in the
// timestamped form with appsecret_time. Graph accepts a timestamped proof for
// five minutes, so every attempt computes its own.
func (k *Key) Sign(token string, now time.Time) (proof, parameters string) {
	if k.plain {
		proof = k.digest(token)
		return proof, "appsecret_proof=" + proof
	}
	seconds := strconv.FormatInt(now.Unix(), 10)
	proof = k.digest(token + "|" + seconds)
	return proof, "appsecret_proof=" + proof + "&appsecret_time=" + seconds
}

// digest returns the HMAC of a message in hexadecimal.
func (k *Key) digest(message string) string {
	mac, keyed := k.macs.Get().(hash.Hash)
	if !keyed {
		mac = hmac.New(sha256.New, []byte(k.Secret()))
	}
	defer k.macs.Put(mac)
	mac.Reset()
	mac.Write([]byte(message))
	var sum [sha256.Size]byte
	return hex.EncodeToString(mac.Sum(sum[:0]))
}
