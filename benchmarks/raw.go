package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// raw is the code one would write without a library: no retries, no timeouts,
// no typed errors, no limits.
type raw struct {
	client *http.Client
	base   string
}

func newRaw(base string, transport http.RoundTripper) raw {
	return raw{client: &http.Client{Transport: transport}, base: base}
}

func (r raw) get(ctx context.Context, target string, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	return r.do(request, out)
}

func (r raw) post(ctx context.Context, target string, in, out any) error {
	body, err := json.Marshal(in)
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
	return readAnswer(response, out)
}

func setHeaders(request *http.Request) {
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "benchmarks")
}

func readAnswer(response *http.Response, out any) error {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d: %s", response.StatusCode, body)
	}
	return json.Unmarshal(body, out)
}
