package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// raw is the code one would write without a library: no retries, no timeouts,
// no typed errors, no limits.
type raw struct {
	client *http.Client
	base   string
	codec  codec
}

// A codec is a version of encoding/json.
type codec struct {
	encode func(any) ([]byte, error)
	decode func([]byte, any) error
}

var classic = codec{json.Marshal, json.Unmarshal}

// modern is encoding/json/v2, or nil before Go 1.27.
var modern *codec

func newRaw(base string, transport http.RoundTripper) raw {
	return raw{client: &http.Client{Transport: transport}, base: base, codec: classic}
}

// withModern adds what run does with encoding/json/v2, where there is one.
func withModern(implementations []abx.Implementation, base string, transport http.RoundTripper, run func(raw) error) []abx.Implementation {
	if modern == nil {
		return implementations
	}
	client := newRaw(base, transport)
	client.codec = *modern
	return append(implementations, abx.Implementation{Name: "raw, encoding/json/v2", Run: func() error { return run(client) }})
}

func (r raw) get(ctx context.Context, target string, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	return r.do(request, out)
}

func (r raw) post(ctx context.Context, target string, in, out any) error {
	body, err := r.codec.encode(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	return r.do(request, out)
}

func (r raw) do(request *http.Request, out any) error {
	setHeaders(request)
	response, err := r.client.Do(request)
	if err != nil {
		return err
	}
	return readAnswer(response, out, r.codec.decode)
}

func setHeaders(request *http.Request) {
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "benchmarks")
}

func readAnswer(response *http.Response, out any, decode func([]byte, any) error) error {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d: %s", response.StatusCode, body)
	}
	return decode(body, out)
}
