package main

import (
	"context"
	"net/http"

	"github.com/google/go-github/v88/github"
)

// githubClient is go-github's generic core, pointed at Graph.
type githubClient struct{ client *github.Client }

func newGitHub(base string, transport http.RoundTripper) (githubClient, error) {
	root := base + "/" + apiVersion + "/"
	client, err := github.NewClient(
		github.WithHTTPClient(&http.Client{Transport: transport}),
		github.WithAuthToken(token),
		github.WithURLs(&root, &root),
	)
	return githubClient{client}, err
}

func (g githubClient) get(ctx context.Context, path string, out any) error {
	return g.do(ctx, http.MethodGet, path, nil, out)
}

func (g githubClient) post(ctx context.Context, path string, in, out any) error {
	return g.do(ctx, http.MethodPost, path, in, out)
}

func (g githubClient) do(ctx context.Context, method, path string, in, out any) error {
	request, err := g.client.NewRequest(ctx, method, path, in)
	if err != nil {
		return err
	}
	_, err = g.client.Do(request, out)
	return err
}
