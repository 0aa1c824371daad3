package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/wabakit/whatsapp"
)

const (
	herdSize     = 1000
	herdRetries  = 4                      // the SDK's default
	herdBaseWait = 500 * time.Millisecond // the SDK's default
)

// A herd returns a function that makes the call of one client over transport.
type herd struct {
	name string
	over func(ctx context.Context, transport http.RoundTripper) (func(client int) error, error)
}

var herds = []herd{
	{"retryablehttp", retryableHerd},
	{"retryablehttp on code 80007", unjitteredHerd},
	{"whatsapp, one client", sharedHerd},
	{"whatsapp, 1,000 clients", separateHerd},
}

// measureHerd starts 1,000 calls at once against a server that admits far
// fewer. The waits are real.
func measureHerd(ctx context.Context, s settings) ([]result, error) {
	size := herdSize
	if s.quick {
		size = admittedInWindow // nobody has to wait
	}
	goal := figures{Succeeded: 99, PeakPart: 1.0 / 8}
	goals := map[string]figures{"whatsapp, one client": goal, "whatsapp, 1,000 clients": goal}
	var results []result
	unjittered := 0.0
	for _, herd := range herds {
		server := newThrottling()
		call, err := herd.over(ctx, server)
		if err != nil {
			return nil, err
		}
		measured := figures{Succeeded: 100 * stampede(size, call) / float64(size), Peak: server.peak()}
		if herd.name == "retryablehttp on code 80007" {
			unjittered = measured.Peak
		}
		if goals[herd.name] != (figures{}) && unjittered > 0 {
			measured.PeakPart = measured.Peak / unjittered
		}
		results = append(results, result{Implementation: herd.name, Figures: measured, Goal: goals[herd.name]})
	}
	return results, nil
}

// stampede makes one call per client, all at once, and counts those that
// succeed.
func stampede(size int, call func(client int) error) float64 {
	var succeeded atomic.Int64
	var group sync.WaitGroup
	begin := make(chan struct{})
	for client := range size {
		group.Go(func() {
			<-begin
			if call(client) == nil {
				succeeded.Add(1)
			}
		})
	}
	close(begin)
	group.Wait()
	return float64(succeeded.Load())
}

// retryableHerd does not see that it is throttled: the status is 400.
func retryableHerd(ctx context.Context, transport http.RoundTripper) (func(int) error, error) {
	client := newRetryable(graphURL, transport)
	return func(number int) error {
		var bot whatsapp.Bot
		return client.get(ctx, endpoint(graphURL, strconv.Itoa(number), ""), &bot)
	}, nil
}

// unjitteredHerd is go-retryablehttp with a policy that reads the code. It
// waits as long as the SDK does on average, but without jitter.
func unjitteredHerd(ctx context.Context, transport http.RoundTripper) (func(int) error, error) {
	client := newRetryable(graphURL, transport)
	client.client.RetryMax = herdRetries
	client.client.RetryWaitMin = herdBaseWait
	client.client.CheckRetry = retryThrottled
	return func(number int) error {
		var bot whatsapp.Bot
		return client.get(ctx, endpoint(graphURL, strconv.Itoa(number), ""), &bot)
	}, nil
}

func retryThrottled(ctx context.Context, response *http.Response, err error) (bool, error) {
	if err != nil || response.StatusCode != http.StatusBadRequest {
		return retryablehttp.DefaultRetryPolicy(ctx, response, err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	return bytes.Contains(body, []byte(`"code":80007`)), err
}

func sharedHerd(ctx context.Context, transport http.RoundTripper) (func(int) error, error) {
	client, err := newSDK(graphURL, transport)
	return func(number int) error {
		_, err := client.Bots.Get(ctx, strconv.Itoa(number))
		return err
	}, err
}

func separateHerd(ctx context.Context, transport http.RoundTripper) (func(int) error, error) {
	clients := make([]*whatsapp.Client, herdSize)
	for i := range clients {
		client, err := newSDK(graphURL, transport)
		if err != nil {
			return nil, err
		}
		clients[i] = client
	}
	return func(number int) error {
		_, err := clients[number].Bots.Get(ctx, strconv.Itoa(number))
		return err
	}, nil
}
