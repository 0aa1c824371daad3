package whatsapp

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A RequestOption changes one request.
type RequestOption interface {
	applyRequest(settings *requestSettings) error
}

// requestSettings holds the result of the options of one request.
type requestSettings struct {
	credential     *credential // nil for the client's own
	maxRetries     int
	query          url.Values
	fields         string
	skipValidation bool
	capture        *Response
	placeReserved  bool // the first attempt takes no place of the limiter
}

type requestOption func(*requestSettings) error

func (o requestOption) applyRequest(s *requestSettings) error { return o(s) }

// CaptureResponse stores the other parts of the answer in response: status,
// headers, attempts, rate-limit usage and the raw body. They are also stored
// when the call fails, as far as there was an answer.
func CaptureResponse(response *Response) RequestOption {
	return requestOption(func(s *requestSettings) error {
		if response == nil {
			return errors.New("whatsapp: CaptureResponse needs a response to fill, not nil")
		}
		*response = Response{}
		s.capture = response
		return nil
	})
}

// WithQuery adds query parameters that this package does not know. It does not
// replace the parameters that the method sets itself.
func WithQuery(query url.Values) RequestOption {
	return requestOption(func(s *requestSettings) error {
		if s.query == nil {
			s.query = url.Values{}
		}
		maps.Copy(s.query, query)
		return refuseCredentials(query)
	})
}

// refuseCredentials keeps tokens and proofs out of queries and forms, where
// they would end up in the logs of proxies.
func refuseCredentials(parameters url.Values) error {
	for name := range parameters {
		if name == "access_token" || strings.HasPrefix(name, "appsecret_") {
			return fmt.Errorf("whatsapp: %s must not be a parameter; use WithToken or WithAppSecret", name)
		}
	}
	return nil
}

// WithFields selects the fields of the answer. Graph returns only these and the
// id. Nested fields have Graph's syntax: "phone_numbers{id,status}".
//
// A method that needs certain fields itself, such as [AutomationService.Get],
// still asks for those.
func WithFields(fields ...string) RequestOption {
	return requestOption(func(s *requestSettings) error {
		if slices.Contains(fields, "") {
			return errors.New("whatsapp: WithFields was given an empty field name")
		}
		s.fields = strings.Join(fields, ",")
		return nil
	})
}

// WithoutValidation sends the request without checking it against the limits
// that this package knows. Ids that cannot be part of a path are still
// rejected.
func WithoutValidation() RequestOption {
	return requestOption(func(s *requestSettings) error {
		s.skipValidation = true
		return nil
	})
}

// WithToken uses another access token: for a client made with [Client.Clone],
// or for one request.
func WithToken(token string) SharedOption { return tokenOption(redact.Hide(token)) }

type tokenOption redact.Secret

func (o tokenOption) applyClient(c *config) error {
	credential, err := fixedCredential(o())
	c.setCredential(credential)
	return err
}

func (o tokenOption) applyRequest(s *requestSettings) (err error) {
	s.credential, err = fixedCredential(o())
	return err
}

// WithMaxRetries sets the number of times a failed request is sent again,
// instead of [RetryPolicy.MaxRetries]. Zero turns retries off.
func WithMaxRetries(retries int) SharedOption { return maxRetriesOption(retries) }

type maxRetriesOption int

func (o maxRetriesOption) applyClient(c *config) error {
	c.retry.MaxRetries = int(o)
	return o.check()
}

func (o maxRetriesOption) applyRequest(s *requestSettings) error {
	s.maxRetries = int(o)
	return o.check()
}

func (o maxRetriesOption) check() error {
	if o < 0 {
		return fmt.Errorf("whatsapp: invalid number of retries %d; it must not be negative", int(o))
	}
	return nil
}
