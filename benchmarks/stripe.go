package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/stripe/stripe-go/v85"
)

// stripeClient is stripe-go's backend, pointed at Graph. Its paths must begin
// with a version of Stripe's API; v2 sends JSON.
type stripeClient struct{ backend stripe.Backend }

func newStripe(base string, transport http.RoundTripper) stripeClient {
	return stripeClient{stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:           &base,
		HTTPClient:    &http.Client{Transport: transport},
		LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	})}
}

// newQuickStripe returns a client that does not wait before a retry. By
// default, stripe-go waits at least half a second.
func newQuickStripe(base string, transport http.RoundTripper) stripeClient {
	client := newStripe(base, transport)
	if backend, ok := client.backend.(*stripe.BackendImplementation); ok {
		backend.SetNetworkRetriesSleep(false)
	}
	return client
}

func (s stripeClient) get(ctx context.Context, path string, out stripe.LastResponseSetter) error {
	return s.backend.CallRaw(http.MethodGet, "/v2/"+path, token, nil, &stripe.Params{Context: ctx}, out)
}

func (s stripeClient) post(ctx context.Context, path string, in any, out stripe.LastResponseSetter) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return s.backend.CallRaw(http.MethodPost, "/v2/"+path, token, body, &stripe.Params{Context: ctx}, out)
}
