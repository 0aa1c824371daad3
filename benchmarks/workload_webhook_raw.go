package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// rawNotification is the type into which one pass of encoding/json can decode
// the structs of package webhook.
type rawNotification struct {
	Object string `json:"object"`
	Entry  []struct {
		ID      string `json:"id"`
		Changes []struct {
			Field string   `json:"field"`
			Value rawValue `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type rawValue struct {
	Metadata webhook.Metadata  `json:"metadata"`
	Contacts []webhook.Contact `json:"contacts"`
	Messages []webhook.Message `json:"messages"`
	Statuses []webhook.Status  `json:"statuses"`
}

// rawWebhook is the code one would write without a library: read, verify,
// decode, loop.
func rawWebhook(use func(*rawValue)) http.Handler {
	return webhookFloor(func(body []byte) error {
		var notification rawNotification
		if err := json.Unmarshal(body, &notification); err != nil {
			return err
		}
		for i := range notification.Entry {
			for j := range notification.Entry[i].Changes {
				use(&notification.Entry[i].Changes[j].Value)
			}
		}
		return nil
	})
}

// webhookFloor reads and verifies a body before it is used.
func webhookFloor(use func(body []byte) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhook.DefaultMaxBodyBytes))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		signature, err := hex.DecodeString(strings.TrimPrefix(r.Header.Get(webhook.SignatureHeader), "sha256="))
		mac := hmac.New(sha256.New, []byte(appSecret))
		mac.Write(body)
		if err != nil || !hmac.Equal(mac.Sum(nil), signature) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if err := use(body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}
