package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

const (
	flakyReads = 10_000
	flakyShare = 0.3
	// shortWait replaces the wait before a retry. Its length affects only how
	// long the workload takes, not how many calls succeed.
	shortWait = time.Nanosecond
)

// measureFlaky reads from a server that fails 30 % of all attempts.
func measureFlaky(ctx context.Context, s settings) ([]result, error) {
	reads := flakyReads
	if s.quick {
		reads /= 20
	}
	once, retried, forged, paid, ours := newFlaky(), newFlaky(), newFlaky(), newFlaky(), newFlaky()
	first, retrying := newRaw(graphURL, once), newRetryable(graphURL, retried)
	retrying.client.RetryWaitMin, retrying.client.RetryWaitMax = shortWait, shortWait
	payments := newQuickStripe(graphURL, paid)
	forge, err := newGitHub(graphURL, forged)
	if err != nil {
		return nil, err
	}
	sdk, err := sdkReader(ctx, "whatsapp", graphURL, ours, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: shortWait}))
	if err != nil {
		return nil, err
	}
	target := endpoint(graphURL, botID, "")
	results := []result{
		once.share(reads, reader("raw", func(bot *whatsapp.Bot) error { return first.get(ctx, target, bot) })),
		retried.share(reads, reader("retryablehttp", func(bot *whatsapp.Bot) error { return retrying.get(ctx, target, bot) })),
		forged.share(reads, reader("go-github", func(bot *whatsapp.Bot) error { return forge.get(ctx, botID, bot) })),
		paid.share(reads, stripeReader(ctx, payments)),
		ours.share(reads, sdk),
	}
	results[len(results)-1].Goal = figures{Succeeded: 99.5, Attempts: 1.47}
	return results, nil
}

// A flaky server fails at random, in every way that Graph does.
type flaky struct {
	http.RoundTripper
	attempts atomic.Int64
}

func newFlaky() *flaky {
	server := &flaky{}
	server.RoundTripper = responder(func(request *http.Request) (*http.Response, error) {
		server.attempts.Add(1)
		if rand.Float64() >= flakyShare {
			return answer(request, http.StatusOK, []byte(bot)), nil
		}
		switch rand.IntN(4) {
		case 0:
			return answer(request, http.StatusInternalServerError, []byte(serviceDown)), nil
		case 1:
			return answer(request, http.StatusServiceUnavailable, []byte(transientDown)), nil
		case 2:
			return answer(request, http.StatusBadGateway, []byte("<html><body>Bad Gateway</body></html>")), nil
		}
		return nil, errDropped
	})
	return server
}

const (
	serviceDown   = `{"error":{"message":"Service temporarily unavailable","type":"OAuthException","code":2,"fbtrace_id":"C8dEfGhIjKl"}}`
	transientDown = `{"error":{"message":"Please try again later","type":"OAuthException","code":2,"is_transient":true,"fbtrace_id":"C8dEfGhIjKl"}}`
)

var errDropped = errors.New("connection reset by peer")

// share returns the percentage of reads that succeed and the attempts that they
// take.
func (f *flaky) share(reads int, implementation abx.Implementation) result {
	succeeded := 0
	for range reads {
		if implementation.Run() == nil {
			succeeded++
		}
	}
	return result{
		Implementation: implementation.Name,
		Figures: figures{
			Succeeded: 100 * float64(succeeded) / float64(reads),
			Attempts:  float64(f.attempts.Load()) / float64(reads),
		},
	}
}
