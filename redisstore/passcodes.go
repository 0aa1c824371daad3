package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/otp"
)

// DefaultPasscodesPrefix is the default prefix of the keys of [Passcodes].
const DefaultPasscodesPrefix = "whatsapp:otp:" //nolint:gosec // it begins a key, and is not a secret

// Passcodes is an [otp.Store].
type Passcodes struct {
	client redis.UniversalClient
	prefix string
}

var _ otp.Store = (*Passcodes)(nil)

// NewPasscodes returns a store whose keys begin with prefix. An empty prefix
// means [DefaultPasscodesPrefix].
func NewPasscodes(client redis.UniversalClient, prefix string) *Passcodes {
	if prefix == "" {
		prefix = DefaultPasscodesPrefix
	}
	return &Passcodes{client: client, prefix: prefix}
}

// Take implements [otp.Store].
func (p *Passcodes) Take(ctx context.Context, key string, limits ...otp.Limit) (time.Duration, error) {
	keys := make([]string, len(limits))
	arguments := make([]any, 0, 2*len(limits))
	for i, limit := range limits {
		// The braces keep all limits of a key in one slot of a cluster.
		keys[i] = fmt.Sprintf("%slimit:{%s}:%s", p.prefix, key, limit.Name)
		arguments = append(arguments, limit.Max, milliseconds(limit.Window))
	}
	wait, err := takeScript.Run(ctx, p.client, keys, arguments...).Int64()
	return time.Duration(wait) * time.Millisecond, wrap("take", err)
}

// PutCode implements [otp.Store].
func (p *Passcodes) PutCode(ctx context.Context, key string, code otp.Code) error {
	arguments := []any{code.Hash, code.Guesses, milliseconds(code.Lifetime), rand.Text()}
	return wrap("put code", putCodeScript.Run(ctx, p.client, p.codeKeys(key), arguments...).Err())
}

// Guess implements [otp.Store].
func (p *Passcodes) Guess(ctx context.Context, key string) (string, error) {
	hash, err := guessScript.Run(ctx, p.client, p.codeKeys(key)).Text()
	switch {
	case errors.Is(err, redis.Nil):
		return "", otp.ErrExpired
	case err != nil:
		return "", wrap("guess", err)
	case hash == "":
		return "", otp.ErrTooManyGuesses
	}
	return hash, nil
}

// UseCode implements [otp.Store].
func (p *Passcodes) UseCode(ctx context.Context, key, hash string) (bool, error) {
	used, err := useCodeScript.Run(ctx, p.client, p.codeKeys(key), hash).Bool()
	return used, wrap("use code", err)
}

// PutSession implements [otp.Store].
func (p *Passcodes) PutSession(ctx context.Context, key string, session otp.Session, lifetime time.Duration) error {
	value, err := json.Marshal(session)
	if err != nil {
		return wrap("put session", err)
	}
	return wrap("put session", p.client.Set(ctx, p.sessionKey(key), value, atLeastOne(lifetime)).Err())
}

// Session implements [otp.Store].
func (p *Passcodes) Session(ctx context.Context, key string) (otp.Session, error) {
	value, err := p.client.Get(ctx, p.sessionKey(key)).Bytes()
	if errors.Is(err, redis.Nil) {
		return otp.Session{}, otp.ErrNoSession
	}
	var session otp.Session
	if err == nil {
		err = json.Unmarshal(value, &session)
	}
	return session, wrap("session", err)
}

// DeleteSession implements [otp.Store].
func (p *Passcodes) DeleteSession(ctx context.Context, key string) error {
	return wrap("delete session", p.client.Del(ctx, p.sessionKey(key)).Err())
}

func (p *Passcodes) codeKeys(key string) []string { return []string{p.prefix + "code:" + key} }
func (p *Passcodes) sessionKey(key string) string { return p.prefix + "session:" + key }
