package graphtest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"

	"github.com/wabakit/whatsapp/webhook"
)

// CallbackURL returns a handler that forwards requests to a callback at an http
// or https URL. It panics if the address is neither, which is a mistake in the
// test.
func CallbackURL(address string) http.Handler {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		panic("graphtest: the callback URL " + strconv.Quote(address) + " is not an http or https address")
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			query := target.Query()
			for name, values := range r.In.URL.Query() {
				query[name] = values
			}
			*r.Out.URL = *target
			r.Out.URL.RawQuery = query.Encode()
			r.Out.Host = ""
		},
		// Like a panic, a failed connection means that there is no answer.
		ErrorHandler: func(_ http.ResponseWriter, _ *http.Request, err error) { panic(err) },
	}
}

// post posts a body with this signature, or without one if it is empty.
func (h *Webhooks) post(ctx context.Context, body []byte, signature string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, callbackHost+h.config.path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "facebookexternalua")
	if signature != "" {
		request.Header.Set(webhook.SignatureHeader, signature)
	}
	answer, err := ask(h.callback, request)
	if err != nil {
		return 0, err
	}
	return answer.status, nil
}

// ask calls the callback. As in net/http, there is no answer if the handler
// panics.
func ask(callback http.Handler, r *http.Request) (answer *recorder, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			answer, err = nil, fmt.Errorf("graphtest: the callback did not answer: %v", cause)
		}
	}()
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "192.0.2.1:443"
	answer = &recorder{header: http.Header{}}
	callback.ServeHTTP(answer, r)
	answer.WriteHeader(http.StatusOK) // unless the status is already set
	return answer, nil
}
