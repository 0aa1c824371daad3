package main

import (
	"context"
	"net/http"

	"github.com/wabakit/whatsapp"
)

// measureGet reads a small object, without a network.
func measureGet(ctx context.Context, s settings) ([]result, error) {
	transport := func() http.RoundTripper { return always(bot) }
	implementations, err := readers(ctx, graphURL, transport)
	if err != nil {
		return nil, err
	}
	sdk, err := sdkReader(ctx, "whatsapp", graphURL, transport())
	if err != nil {
		return nil, err
	}
	signed, err := sdkReader(ctx, "whatsapp, app secret", graphURL, transport(), whatsapp.WithAppSecret(appSecret))
	if err != nil {
		return nil, err
	}
	return s.inMemory(map[string]figures{"whatsapp": {Time: 0.50, Allocs: 30}}, append(implementations, sdk, signed)...)
}
