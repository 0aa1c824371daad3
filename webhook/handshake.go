package webhook

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"net/http"
)

// handshake answers Meta's request to confirm the callback URL.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func (h *handler) handshake(r *http.Request) answer {
	query := r.URL.Query()
	if err := h.checkHandshake(query.Get("hub.mode"), query.Get("hub.verify_token")); err != nil {
		return refusal(err)
	}
	return answer{status: http.StatusOK, outcome: RequestOutcomeConfirmed, challenge: query.Get("hub.challenge")}
}

func writeChallenge(w http.ResponseWriter, challenge string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	io.WriteString(w, challenge) //nolint:gosec // plain text, and nosniff
}

func (h *handler) checkHandshake(mode, token string) error {
	if mode != "subscribe" {
		return fmt.Errorf("%w: hub.mode is not subscribe", ErrHandshake)
	}
	// Hashes have one length, so the time of the comparison does not tell the
	// length of the token.
	want, got := sha256.Sum256([]byte(h.config.VerifyToken)), sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return fmt.Errorf("%w: hub.verify_token is not the verify token", ErrHandshake)
	}
	return nil
}
