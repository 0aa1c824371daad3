package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

// retryable is raw on go-retryablehttp with its defaults, except for the
// logger, which writes two lines per call.
type retryable struct {
	client *retryablehttp.Client
	base   string
}

func newRetryable(base string, transport http.RoundTripper) retryable {
	client := retryablehttp.NewClient()
	client.HTTPClient = &http.Client{Transport: transport}
	client.Logger = nil
	return retryable{client: client, base: base}
}

func (r retryable) get(ctx context.Context, target string, out any) error {
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	return r.do(request, out)
}

func (r retryable) post(ctx context.Context, target string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, target, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	return r.do(request, out)
}

func (r retryable) do(request *retryablehttp.Request, out any) error {
	setHeaders(request.Request)
	response, err := r.client.Do(request)
	if err != nil {
		return err
	}
	return readAnswer(response, out, classic.decode)
}

// upload passes the form as a plain reader, which go-retryablehttp reads into
// memory so that it can be sent again.
func (r retryable) upload(ctx context.Context, target string, file *io.SectionReader) (string, error) {
	form, contentType, _, err := uploadForm(file)
	if err != nil {
		return "", err
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, target, form)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", contentType)
	setHeaders(request.Request)
	response, err := r.client.Do(request)
	if err != nil {
		return "", err
	}
	return uploadedID(response)
}
