package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

var (
	acceptJSON  = []string{"application/json"}
	acceptAny   = []string{"*/*"}
	contentJSON = []string{"application/json"}
	contentForm = []string{"application/x-www-form-urlencoded"}
)

// settingsOf adds up the options of one call.
func (c *Client) settingsOf(opts []CallOption) (callSettings, error) {
	settings := callSettings{maxRetries: c.config.retry.MaxRetries}
	if len(opts) == 0 {
		return settings, nil
	}
	chosen := settings
	for _, option := range opts {
		if option == nil {
			return settings, errors.New("whatsapp: a call option is nil")
		}
		if err := option.applyCall(&chosen); err != nil {
			return settings, err
		}
	}
	return chosen, nil
}

// validate runs the request's own checks.
func validate(op *Operation, settings *callSettings) error {
	if settings.skipValidation {
		return nil
	}
	for _, check := range op.checks {
		if err := check.Validate(); err != nil {
			return err
		}
	}
	if request, ok := op.Body.(validator); ok {
		return request.Validate()
	}
	return nil
}

// newRequest builds the request of an operation, without its credentials.
func (c *call) newRequest(ctx context.Context) (*retryablehttp.Request, error) {
	target, err := c.client.target(&c.op, &c.settings)
	if err != nil {
		return nil, err
	}
	body, contentType, err := encodeBody(&c.op)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Accept": acceptJSON, "User-Agent": c.client.config.userAgent}
	if c.op.link != nil {
		header["Accept"] = acceptAny
	}
	for name, value := range c.op.header {
		header[name] = []string{value}
	}
	request := &http.Request{
		Method:     c.op.Method,
		URL:        target,
		Host:       target.Host,
		Header:     header,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
	}
	wrapped := &retryablehttp.Request{Request: request.WithContext(ctx)}
	switch {
	case c.op.content != nil:
		return wrapped, streamBody(wrapped, c.op.content)
	case body == nil:
		return wrapped, nil
	}
	header["Content-Type"] = contentType
	return wrapped, wrapped.SetBody(body)
}

// streamBody sends content as it is read. Its length is stated, since neither
// Graph nor the servers before it like a body without one.
func streamBody(request *retryablehttp.Request, content *content) error {
	request.Header["Content-Type"] = []string{content.mimeType}
	if err := request.SetBody(retryablehttp.ReaderFunc(content.body)); err != nil {
		return err
	}
	request.ContentLength = content.length()
	return nil
}

// target is the URL of an operation, with its query but without proof.
func (c *Client) target(op *Operation, settings *callSettings) (*url.URL, error) {
	switch {
	case op.link != nil:
		return op.link, nil
	case op.session:
		return c.sessionTarget(op, settings)
	}
	path, escaped, err := op.joinedPath()
	if err != nil {
		return nil, err
	}
	target := c.config.base
	target.Path = c.config.base.Path + "/" + c.config.version + "/" + path
	if escaped != path {
		target.RawPath = c.config.base.Path + "/" + c.config.version + "/" + escaped
	}
	target.RawQuery = queryOf(op, settings).Encode()
	return &target, nil
}

func queryOf(op *Operation, settings *callSettings) url.Values {
	if settings.query == nil && settings.fields == "" {
		return op.Query
	}
	query := url.Values{}
	setIfPresent(query, "fields", settings.fields)
	maps.Copy(query, settings.query)
	maps.Copy(query, op.Query)
	return query
}

func encodeBody(op *Operation) (body []byte, contentType []string, err error) {
	switch {
	case op.Body != nil && op.Form != nil:
		return nil, nil, fmt.Errorf("whatsapp: %s: Body and Form exclude each other", op.name())
	case op.Form != nil:
		return []byte(op.Form.Encode()), contentForm, nil
	case op.Body != nil:
		body, err = json.Marshal(op.Body)
		if err != nil {
			return nil, nil, fmt.Errorf("whatsapp: %s: encode the request: %w", op.name(), err)
		}
		return body, contentJSON, nil
	}
	return nil, nil, nil
}

// authorize puts the token into the header and its proof into the query. It
// runs before every attempt, because tokens rotate and proofs expire.
func (c *Client) authorize(request *http.Request, op *Operation, settings *callSettings, query string) (token, proof string, err error) {
	source := c.config.credential
	if settings.credential != nil {
		source = settings.credential
	}
	token, header, err := source(request.Context())
	if err != nil {
		return "", "", err
	}
	request.Header["Authorization"] = header
	if op.session {
		request.Header["Authorization"] = []string{"OAuth " + token}
	}
	if c.config.proof == nil || op.link != nil {
		return token, "", nil
	}
	proof, parameters := c.config.proof.sign(token, time.Now())
	// The query stays as it is spelled: that of an upload session is signed by Meta.
	if query != "" {
		parameters = query + "&" + parameters
	}
	target := *request.URL
	target.RawQuery = parameters
	request.URL = &target
	return token, proof, nil
}
