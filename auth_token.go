package whatsapp

import (
	"context"
	"errors"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A TokenSource supplies the access token of each request, for tokens that are
// rotated, fetched from a vault or chosen per tenant.
//
// Token is called once per attempt, by many goroutines at the same time. Cache
// tokens that are slow to get, or let [NewCachingTokenSource] do it. An error
// ends the call before anything is sent.
//
// A source may also have a method Forget(token string). It is called with a
// token that Graph rejected with code 190, before Token is called again.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// TokenSourceFunc is a function that is a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (string, error)

// Token calls f.
func (f TokenSourceFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// A credential is a token and the Authorization header that carries it, or the
// source that supplies tokens.
type credential struct {
	token  redact.Secret
	header []string
	source TokenSource // nil for a fixed token
}

func fixedCredential(token string) (*credential, error) {
	if err := checkToken(token); err != nil {
		return nil, err
	}
	return &credential{token: redact.Hide(token), header: bearer(token)}, nil
}

func sourceCredential(source TokenSource) *credential { return &credential{source: source} }

// setCredential replaces the client's credential and gives the client its own
// retry budget, so that one tenant's failures do not stop the retries of
// another's calls.
func (c *config) setCredential(other *credential) {
	c.ownBudget = c.credential != nil
	c.credential = other
}

// supply returns the token of an attempt and its header.
func (c *credential) supply(ctx context.Context) (token string, header []string, err error) {
	if c.source == nil {
		return c.token(), c.header, nil
	}
	token, err = c.source.Token(ctx)
	if err == nil {
		err = checkToken(token)
	}
	if err != nil {
		err = redact.Secrets{Values: []string{token}}.Error(err)
		if ctx.Err() == nil {
			err = redact.NotTheCallers(err)
		}
		return "", nil, &noTokenError{err}
	}
	return token, bearer(token), nil
}

func (c *call) credential() *credential {
	if c.settings.credential != nil {
		return c.settings.credential
	}
	return c.client.config.credential
}

// supplyToken returns the token of the next attempt and its header.
func (c *call) supplyToken(ctx context.Context) (token string, header []string, err error) {
	if c.another != "" {
		token, c.another = c.another, ""
		return token, bearer(token), nil
	}
	return c.credential().supply(ctx)
}

const codeTokenInvalid = 190

// renewToken asks the token source for another token, once per call, when Graph
// has refused the request because it no longer accepts the last one. Such a
// request had no effect, so any operation may be sent again.
func (c *call) renewToken(ctx context.Context) bool {
	if c.op.noToken || c.err.(*GraphAPIError).Code != codeTokenInvalid {
		return false
	}
	if forgetter, ok := c.credential().source.(interface{ Forget(token string) }); ok {
		forgetter.Forget(c.token)
	}
	if c.renewed || ctx.Err() != nil || !c.op.content.CanRepeat() {
		return false
	}
	c.renewed = true
	token, _, err := c.credential().supply(ctx)
	if err != nil || token == c.token {
		return false
	}
	c.another = token
	return true
}

// noTokenError is the failure of a token source.
type noTokenError struct{ cause error }

func (e *noTokenError) Error() string { return "whatsapp: token source: " + e.cause.Error() }
func (e *noTokenError) Unwrap() error { return e.cause }

// Is reports whether target is ErrUnauthorized.
func (e *noTokenError) Is(target error) bool { return target == ErrUnauthorized }

func bearer(token string) []string { return []string{"Bearer " + token} }

func checkToken(token string) error {
	if token == "" {
		return errors.New("whatsapp: the access token is empty")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errors.New("whatsapp: the access token contains characters that no token has, such as spaces or line breaks; was it copied correctly?")
	}
	return nil
}
