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

	"github.com/wabakit/whatsapp/internal/filebody"
)

var (
	acceptJSON  = []string{"application/json"}
	acceptAny   = []string{"*/*"}
	contentJSON = []string{"application/json"}
	contentForm = []string{"application/x-www-form-urlencoded"}
)

// settingsOf applies the options of one call to the client's settings.
func (c *Client) settingsOf(opts []RequestOption) (requestSettings, error) {
	settings := requestSettings{maxRetries: c.config.retry.MaxRetries}
	if len(opts) == 0 {
		return settings, nil
	}
	chosen := settings
	for _, option := range opts {
		if option == nil {
			return settings, &misuseError{errors.New("whatsapp: a request option is nil")}
		}
		if err := option.applyRequest(&chosen); err != nil {
			return settings, &misuseError{err}
		}
	}
	return chosen, nil
}

// misuseError is a mistake in the program, found before anything was sent.
// Every call like this one would fail.
type misuseError struct{ error }

// validate runs the request's own checks.
func validate(op *Operation, settings *requestSettings) error {
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

// newRequest builds the request of an operation. Each attempt adds its own
// header, and a body that is in memory.
func (c *call) newRequest(ctx context.Context) (err error) {
	if c.target, err = c.client.target(&c.op, &c.settings); err != nil {
		return err
	}
	c.query = c.target.RawQuery
	if c.body, c.mimeType, err = c.encodeBody(ctx); err != nil {
		return err
	}
	request := http.Request{
		Method:     c.op.Method,
		URL:        &c.target,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
	}
	c.first = *request.WithContext(ctx)
	c.request.Request = &c.first
	if c.op.content == nil {
		return nil
	}
	return c.streamBody(c.op.content)
}

// streamBody sends a file as it is read. The length is stated, because neither
// Graph nor the servers in front of it cope well with a body of unknown length.
func (c *call) streamBody(body *filebody.Body) error {
	c.mimeType = []string{body.ContentType}
	if err := c.request.SetBody(retryablehttp.ReaderFunc(body.Open)); err != nil {
		return err
	}
	c.request.ContentLength = body.Size()
	return nil
}

// target returns the URL of an operation, with its query but without the proof.
func (c *Client) target(op *Operation, settings *requestSettings) (url.URL, error) {
	switch {
	case op.link != nil:
		return *op.link, nil
	case op.session:
		return c.sessionTarget(op, settings)
	}
	path, escaped, err := op.pathBelow(c.config.root)
	if err != nil {
		return url.URL{}, err
	}
	target := c.config.base
	if op.Host != "" && target.Host == defaultHost {
		target.Host = op.Host
	}
	target.Path = path
	if escaped != path {
		target.RawPath = escaped
	}
	target.RawQuery = queryOf(op, settings).Encode()
	return target, nil
}

func queryOf(op *Operation, settings *requestSettings) url.Values {
	form := op.Form
	if op.Method != http.MethodDelete {
		form = nil
	}
	if settings.query == nil && settings.fields == "" && form == nil {
		return op.Query
	}
	query := url.Values{}
	setIfPresent(query, "fields", settings.fields)
	maps.Copy(query, settings.query)
	maps.Copy(query, op.Query)
	maps.Copy(query, form)
	return query
}

// A graphEncoder writes its own JSON, which json.Marshal would check and copy
// once more.
type graphEncoder interface {
	encodeGraph() ([]byte, error)
}

// encodeBody returns the body, unless it streams: then the operation's content
// holds it.
func (c *call) encodeBody(ctx context.Context) (body []byte, contentType []string, err error) {
	op := &c.op
	switch {
	case op.Body != nil && op.Form != nil, op.Multipart != nil && (op.Body != nil || op.Form != nil):
		return nil, nil, fmt.Errorf("whatsapp: %s: Body, Form and Multipart exclude each other", op.name())
	case op.Multipart != nil:
		return c.encodeMultipart(ctx, op.Multipart)
	case op.Form != nil && op.Method == http.MethodDelete:
		return nil, nil, nil // it is in the query
	case op.Form != nil:
		return []byte(op.Form.Encode()), contentForm, nil
	case op.Body != nil:
		if own, ok := op.Body.(graphEncoder); ok {
			body, err = own.encodeGraph()
		} else {
			body, err = json.Marshal(op.Body)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("whatsapp: %s: encode the request: %w", op.name(), err)
		}
		if op.product {
			body = withProduct(body)
		}
		return body, contentJSON, nil
	}
	return nil, nil, nil
}

// authorize makes the header of the next attempt, and puts the token's proof
// into the query. It runs before every attempt, because tokens rotate and
// proofs expire.
func (c *call) authorize(request *http.Request) error {
	if c.op.noToken {
		c.header = c.newHeader(nil)
		return nil
	}
	config := c.client.config
	token, authorization, err := c.supplyToken(request.Context())
	if err != nil {
		return err
	}
	c.token = token
	if c.op.session {
		authorization = []string{"OAuth " + token}
	}
	c.header = c.newHeader(authorization)
	if config.proof == nil || c.op.link != nil {
		return nil
	}
	proof, parameters := config.proof.Sign(token, time.Now())
	c.proof = proof
	// The query stays as it is spelled: Meta signs the query of an upload
	// session.
	if c.query != "" {
		parameters = c.query + "&" + parameters
	}
	request.URL.RawQuery = parameters
	return nil
}

// newHeader makes the header of one attempt. The transport may still hold the
// header of the attempt before.
func (c *call) newHeader(authorization []string) http.Header {
	header := maps.Clone(c.client.config.header)
	if authorization != nil {
		header["Authorization"] = authorization
	}
	if c.op.link != nil {
		header["Accept"] = acceptAny
	}
	if c.mimeType != nil {
		header["Content-Type"] = c.mimeType
	}
	for name, value := range c.op.header {
		header[name] = []string{value}
	}
	return header
}
