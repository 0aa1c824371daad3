package whatsapp

import (
	"context"
	"errors"
	"strings"
)

// A TokenSource supplies the access token of each request, for tokens that are
// rotated, fetched from a vault or chosen per tenant.
//
// Token is called once per attempt, from many goroutines at a time: cache
// inside it what is slow to get. Its error ends the call before anything is
// sent.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// TokenSourceFunc makes a function a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (string, error)

// Token calls f.
func (f TokenSourceFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// A credential yields the token of a request together with the value of the
// Authorization header that carries it.
type credential func(ctx context.Context) (token string, header []string, err error)

func fixedCredential(token string) (credential, error) {
	if err := checkToken(token); err != nil {
		return nil, err
	}
	header := bearer(token)
	return func(context.Context) (string, []string, error) { return token, header, nil }, nil
}

func sourceCredential(source TokenSource) credential {
	return func(ctx context.Context) (string, []string, error) {
		token, err := source.Token(ctx)
		if err == nil {
			err = checkToken(token)
		}
		if err != nil {
			return "", nil, &noTokenError{err}
		}
		return token, bearer(token), nil
	}
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
		return errors.New("whatsapp: the access token contains white space or control characters; was it copied correctly?")
	}
	return nil
}
