package whatsapp

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A RequestOption changes one request.
type RequestOption interface{ applyRequest(*requestSettings) error }

// requestSettings is the sum of the options of one request.
type requestSettings struct {
	credential     *credential // nil for the client's own
	maxRetries     int
	query          url.Values
	fields         string
	skipValidation bool
	capture        *Response
}

type requestOption func(*requestSettings) error

func (o requestOption) applyRequest(s *requestSettings) error { return o(s) }

// CaptureResponse stores in response what else the answer carried: status,
// headers, attempts, rate-limit usage and the raw body. It is also filled when the
// call fails, as far as there was an answer.
func CaptureResponse(response *Response) RequestOption {
	return requestOption(func(s *requestSettings) error {
		if response == nil {
			return errors.New("whatsapp: CaptureResponse needs somewhere to store the response, not nil")
		}
		*response = Response{}
		s.capture = response
		return nil
	})
}

// WithQuery adds query parameters that Graph understands and this package does not
// know yet. Parameters that the method sets itself stay as they are.
func WithQuery(query url.Values) RequestOption {
	return requestOption(func(s *requestSettings) error {
		if s.query == nil {
			s.query = url.Values{}
		}
		maps.Copy(s.query, query)
		return refuseCredentials(query)
	})
}

// refuseCredentials keeps tokens and proofs out of queries and forms, where they
// would end up in the logs of proxies.
func refuseCredentials(parameters url.Values) error {
	for name := range parameters {
		if name == "access_token" || strings.HasPrefix(name, "appsecret_") {
			return fmt.Errorf("whatsapp: %s must not be a parameter; use WithToken or WithAppSecret", name)
		}
	}
	return nil
}

// WithFields selects the fields of the answer. Graph returns these and the id
// only. Nested fields are written as Graph has them: "phone_numbers{id,status}".
//
// A method that needs certain fields itself, such as [AutomationService.Get],
// keeps asking for those.
func WithFields(fields ...string) RequestOption {
	return requestOption(func(s *requestSettings) error {
		for _, field := range fields {
			if field == "" {
				return errors.New("whatsapp: WithFields was given an empty field name")
			}
		}
		s.fields = strings.Join(fields, ",")
		return nil
	})
}

// WithoutValidation sends the request without checking it against the limits
// this package knows. Ids that make no path are still refused.
func WithoutValidation() RequestOption {
	return requestOption(func(s *requestSettings) error {
		s.skipValidation = true
		return nil
	})
}

// WithToken uses another access token: for a client made with [Client.Clone], or
// for one request.
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

// WithMaxRetries sets the number of times a failed request is sent again, in place
// of [RetryPolicy.MaxRetries]. Zero turns retries off.
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
		return fmt.Errorf("whatsapp: the number of retries must not be negative: %d", int(o))
	}
	return nil
}
