package otp

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// A Session is the session of a token. Its role is the one that the person had
// when they logged in: to take a role away, or lock somebody out, before the
// session expires, look that up yourself.
type Session struct {
	PhoneNumber string    `json:"phone_number"`
	Role        string    `json:"role"`
	ExpiresAt   time.Time `json:"expires_at"`
}

// A Login is the result of verifying a code.
type Login struct {
	// Token is for [Service.Session]. It is not stored; only its hash is.
	Token string
	Session
}

// String describes the login without its token.
func (l Login) String() string {
	return fmt.Sprintf("otp.Login{%s, role %q, until %s}", l.PhoneNumber, l.Role, l.ExpiresAt.Format(time.RFC3339))
}

// GoString describes the login without its token.
func (l Login) GoString() string { return l.String() }

// LogValue returns the login without its token.
func (l Login) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("phone_number", l.PhoneNumber),
		slog.String("role", l.Role),
		slog.Time("expires_at", l.ExpiresAt),
	)
}

const tokenSize = 32 // bytes

func (s *Service) open(ctx context.Context, number, role string) (*Login, error) {
	token := make([]byte, tokenSize)
	rand.Read(token) // never fails
	login := &Login{
		Token: base64.RawURLEncoding.EncodeToString(token),
		Session: Session{
			PhoneNumber: number,
			Role:        role,
			ExpiresAt:   time.Now().Add(s.config.SessionLifetime).UTC(),
		},
	}
	err := s.config.Store.PutSession(ctx, s.sessionKey(login.Token), login.Session, s.config.SessionLifetime)
	if err != nil {
		return nil, fmt.Errorf("otp: storing the session: %w", err)
	}
	return login, nil
}

// Session returns the session of a token, or [ErrNoSession].
func (s *Service) Session(ctx context.Context, token string) (*Session, error) {
	session, err := s.config.Store.Session(ctx, s.sessionKey(token))
	switch {
	case errors.Is(err, ErrNoSession):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("otp: reading the session: %w", err)
	}
	return &session, nil
}

// Revoke ends the session of a token, if it has one.
func (s *Service) Revoke(ctx context.Context, token string) error {
	if err := s.config.Store.DeleteSession(ctx, s.sessionKey(token)); err != nil {
		return fmt.Errorf("otp: revoking the session: %w", err)
	}
	return nil
}

func (s *Service) sessionKey(token string) string { return s.hash("session", token) }
