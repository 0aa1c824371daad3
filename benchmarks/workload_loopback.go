package main

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// maxIdle is larger than the number of goroutines of any workload. With
// net/http's default of two per host, the others would dial again and again.
const maxIdle = 256

// measureLoopback reads a small object from a server in this process, which
// shares the processor with its clients.
func measureLoopback(ctx context.Context, s settings) ([]result, error) {
	server := httptest.NewServer(http.HandlerFunc(serveBot))
	defer server.Close()
	implementations, err := readers(ctx, server.URL, tunedTransport)
	if err != nil {
		return nil, err
	}
	sdk, err := sdkReader(ctx, "whatsapp", server.URL, nil)
	if err != nil {
		return nil, err
	}
	return s.overConnections(16, map[string]figures{"whatsapp": {Time: 0.90}}, append(implementations, sdk)...)
}

func serveBot(w http.ResponseWriter, _ *http.Request) {
	maps.Copy(w.Header(), graphHeader)
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(bot))}
	io.WriteString(w, bot)
}

// defaultTransport returns a copy of net/http's default transport, with its own
// pool.
func defaultTransport() http.RoundTripper {
	return http.DefaultTransport.(*http.Transport).Clone()
}

// tunedTransport returns the same with a pool that has room for all goroutines.
func tunedTransport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = maxIdle, maxIdle
	return transport
}
