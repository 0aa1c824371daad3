package main

import (
	"net/http"

	"github.com/wabakit/whatsapp"
)

// newSDK makes a client of this SDK with everything on that is on by default. A
// nil transport leaves the choice to the SDK.
func newSDK(base string, transport http.RoundTripper, options ...whatsapp.Option) (*whatsapp.Client, error) {
	options = append(options, whatsapp.WithBaseURL(base))
	if transport != nil {
		options = append(options, whatsapp.WithHTTPClient(&http.Client{Transport: transport}))
	}
	return whatsapp.NewClient(token, options...)
}
