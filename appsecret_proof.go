package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"time"
)

// A proofKey signs access tokens with the app secret, so that a stolen token
// is worth nothing without the secret.
//
// https://developers.facebook.com/docs/graph-api/guides/secure-requests
type proofKey struct {
	secret secret
	plain  bool
}

// addTo puts appsecret_proof into query, in the timestamped form appsecret_time
// too, and returns the proof. Graph accepts a timestamped proof for five minutes, so it is
// computed anew for every attempt.
func (k *proofKey) addTo(query url.Values, token string, now time.Time) string {
	message := token
	if !k.plain {
		seconds := strconv.FormatInt(now.Unix(), 10)
		query.Set("appsecret_time", seconds)
		message += "|" + seconds
	}
	mac := hmac.New(sha256.New, []byte(k.secret()))
	mac.Write([]byte(message))
	proof := hex.EncodeToString(mac.Sum(nil))
	query.Set("appsecret_proof", proof)
	return proof
}
