package main

import (
	"net/http"

	"github.com/wabakit/whatsapp"
)

// newSDK returns a client of this SDK with the defaults. If transport is nil,
// the SDK uses its own.
func newSDK(base string, transport http.RoundTripper, options ...whatsapp.Option) (*whatsapp.Client, error) {
	options = append(options, whatsapp.WithBaseURL(base))
	if transport != nil {
		options = append(options, whatsapp.WithHTTPClient(&http.Client{Transport: transport}))
	}
	return whatsapp.NewClient(token, options...)
}
