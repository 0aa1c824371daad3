package durable

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// receive returns a handler that passes on the bodies that are verified.
func receive(config webhook.Config, accept func(ctx context.Context, body []byte, received time.Time) error) (http.Handler, error) {
	handshake, err := webhook.NewHandler(config, func(context.Context, webhook.Event) error { return nil })
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			handshake.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhook.DefaultMaxBodyBytes))
		if err != nil {
			http.Error(w, "", http.StatusRequestEntityTooLarge)
			return
		}
		if !config.InsecureSkipSignatureCheck {
			if err := webhook.Verify(body, r.Header.Get(webhook.SignatureHeader), config.AppSecrets...); err != nil {
				http.Error(w, "", http.StatusUnauthorized)
				return
			}
		}
		if err := accept(context.WithoutCancel(r.Context()), body, time.Now()); err != nil {
			http.Error(w, "", http.StatusInternalServerError)
		}
	}), nil
}
