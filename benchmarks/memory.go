package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
)

const (
	graphURL      = "https://graph.facebook.com"
	apiVersion    = "v23.0"
	token         = "EAAbenchmark"
	appSecret     = "0123456789abcdef0123456789abcdef"
	phoneNumberID = "106540352242922"
	wabaID        = "102290129340398"
	businessID    = "506914307656634"
	botID         = "109834562137709"
)

// bot is a typical answer of about 400 bytes.
const bot = `{"id":"` + botID + `","prompts":["Track my order","Opening hours","Talk to a person"],` +
	`"commands":[{"command_name":"order","command_description":"Show the state of an order"},` +
	`{"command_name":"hours","command_description":"Show the opening hours"},` +
	`{"command_name":"help","command_description":"Talk to a person at the support line"}],` +
	`"enable_welcome_message":true}`

const success = `{"success":true}`

// graphHeader is the header of every answer of Graph.
var graphHeader = http.Header{
	"Content-Type":         {"application/json; charset=UTF-8"},
	"Facebook-Api-Version": {apiVersion},
	"X-Fb-Trace-Id":        {"C8dEfGhIjKl"},
	"X-App-Usage":          {`{"call_count":28,"total_time":25,"total_cputime":25}`},
	"X-Business-Use-Case-Usage": {`{"` + businessID + `":[{"type":"whatsapp_business_management",` +
		`"call_count":12,"total_cputime":4,"total_time":5,"estimated_time_to_regain_access":0}]}`},
}

// A responder answers requests without a network, as cheaply as possible.
type responder func(*http.Request) (*http.Response, error)

// RoundTrip reads the request's body, as a connection would, and answers.
func (r responder) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return nil, err
		}
		request.Body.Close()
	}
	return r(request)
}

// always returns a transport that answers every request with the same body.
func always(body string) http.RoundTripper {
	content := []byte(body)
	return responder(func(request *http.Request) (*http.Response, error) {
		return answer(request, http.StatusOK, content), nil
	})
}

func answer(request *http.Request, status int, body []byte) *http.Response {
	return &http.Response{
		StatusCode:    status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        graphHeader,
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       request,
	}
}

// endpoint returns the URL of a Graph node or edge.
func endpoint(base, id, edge string) string {
	if edge == "" {
		return base + "/" + apiVersion + "/" + url.PathEscape(id)
	}
	return base + "/" + apiVersion + "/" + url.PathEscape(id) + "/" + edge
}
