package main

import "net/http"

// contenders are the clients to compare, each with its own transport. The
// second raw shows how large the noise is.
type contenders struct {
	first, second raw
	retrying      retryable
	payments      stripeClient
	forge         githubClient
}

func newContenders(base string, transport func() http.RoundTripper) (contenders, error) {
	forge, err := newGitHub(base, transport())
	return contenders{
		first:    newRaw(base, transport()),
		second:   newRaw(base, transport()),
		retrying: newRetryable(base, transport()),
		payments: newStripe(base, transport()),
		forge:    forge,
	}, err
}
