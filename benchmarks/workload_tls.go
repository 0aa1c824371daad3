package main

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

const tlsGoroutines = 64

// measureTLS reads a small object over TLS. With HTTP/2 all goroutines share a
// connection; with HTTP/1.1 the size of the pool decides.
func measureTLS(http2 bool) func(context.Context, settings) ([]result, error) {
	return func(ctx context.Context, s settings) ([]result, error) {
		server := httptest.NewUnstartedServer(http.HandlerFunc(serveBot))
		server.EnableHTTP2 = http2
		server.StartTLS()
		defer server.Close()
		trust(server.Certificate())
		base := server.URL

		tuned, plain := newRaw(base, tunedTransport()), newRaw(base, defaultTransport())
		retrying := newRetryable(base, tunedTransport())
		sdk, err := sdkReader(ctx, "whatsapp", base, nil)
		if err != nil {
			return nil, err
		}
		goals := map[string]figures{}
		if http2 {
			goals["whatsapp"] = figures{Time: 0.95}
		}
		return s.rarely().overConnections(tlsGoroutines, goals, []abx.Implementation{
			reader("raw, tuned pool", func(bot *whatsapp.Bot) error { return tuned.get(ctx, endpoint(base, botID, ""), bot) }),
			reader("raw, default transport", func(bot *whatsapp.Bot) error { return plain.get(ctx, endpoint(base, botID, ""), bot) }),
			reader("retryablehttp, tuned pool", func(bot *whatsapp.Bot) error { return retrying.get(ctx, endpoint(base, botID, ""), bot) }),
			sdk,
		}...)
	}
}

var trustOnce sync.Once

// trust makes the test server's certificate a root of this process, so that the
// SDK can be measured with its own transport; see the go:debug line in main.go.
// All test servers have the same certificate.
func trust(certificate *x509.Certificate) {
	trustOnce.Do(func() {
		roots := x509.NewCertPool()
		roots.AddCert(certificate)
		x509.SetFallbackRoots(roots)
	})
}
