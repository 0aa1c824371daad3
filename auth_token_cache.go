package whatsapp

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

const (
	// renewAhead is the time before its expiry at which a token is replaced. An
	// attempt that has started with the old token can still finish.
	renewAhead = 5 * time.Minute
	// renewPause is the time between two attempts to replace a token that is
	// still valid.
	renewPause = 10 * time.Second
)

// NewCachingTokenSource returns a [TokenSource] that caches the token that
// fetch returns, together with its expiry. The zero time means that the token
// never expires.
//
// When several calls need a token at the same time, one of them fetches it and
// the others wait. A token is replaced five minutes before it expires, or when
// a tenth of its lifetime is left if that is later. If fetch fails, the old
// token is used until it expires. A token that Graph rejects with code 190 is
// dropped.
//
// Fetch is given the context of the call that needs the token. If that context
// ends, one of the waiting calls fetches instead.
func NewCachingTokenSource(fetch func(ctx context.Context) (token string, expires time.Time, err error)) *CachingTokenSource {
	return &CachingTokenSource{fetch: fetch}
}

// CachingTokenSource is the [TokenSource] of [NewCachingTokenSource].
type CachingTokenSource struct {
	fetch func(ctx context.Context) (string, time.Time, error)

	mutex    sync.Mutex
	token    redact.Secret // nil for none
	expires  time.Time
	renewAt  time.Time
	fetching *tokenFetch // nil when nobody fetches
}

// A tokenFetch is a fetch under way, which other calls may wait for.
type tokenFetch struct {
	done      chan struct{}
	err       error
	abandoned bool // the fetching call's context ended; another call has to fetch
}

// Token returns the cached token, or fetches one.
func (s *CachingTokenSource) Token(ctx context.Context) (string, error) {
	if s.fetch == nil {
		return "", errors.New("whatsapp: the fetch function given to NewCachingTokenSource is nil")
	}
	for {
		token, fetch, leads := s.join(time.Now())
		switch {
		case fetch == nil:
			return token, nil
		case leads:
			return s.lead(ctx, fetch)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-fetch.done:
		}
		if fetch.err != nil && !fetch.abandoned {
			return "", fetch.err
		}
	}
}

// join returns the cached token if it is usable, else the fetch to wait for, or
// to perform if leads is true.
func (s *CachingTokenSource) join(now time.Time) (token string, fetch *tokenFetch, leads bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	usable := s.isUsable(now)
	fresh := usable && (s.renewAt.IsZero() || now.Before(s.renewAt))
	if fresh || usable && s.fetching != nil {
		return s.token(), nil, false
	}
	if s.fetching != nil {
		return "", s.fetching, false
	}
	s.fetching = &tokenFetch{done: make(chan struct{})}
	return "", s.fetching, true
}

// lead fetches a token on behalf of all waiting calls.
func (s *CachingTokenSource) lead(ctx context.Context, fetch *tokenFetch) (string, error) {
	fetch.err = errFetchPanicked
	defer s.finish(fetch)
	token, expires, err := s.fetch(ctx)
	if err == nil {
		err = checkToken(token)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := time.Now()
	switch {
	case err == nil:
		s.keep(token, expires, now)
	case s.isUsable(now):
		s.renewAt = now.Add(renewPause)
		token = s.token()
	default:
		fetch.err, fetch.abandoned = redact.Secrets{Values: []string{token}}.Error(err), ctx.Err() != nil
		return "", fetch.err
	}
	fetch.err = nil
	return token, nil
}

func (s *CachingTokenSource) isUsable(now time.Time) bool {
	return s.token != nil && (s.expires.IsZero() || now.Before(s.expires))
}

var errFetchPanicked = errors.New("whatsapp: the fetch function of the token source panicked")

func (s *CachingTokenSource) finish(fetch *tokenFetch) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.fetching = nil
	close(fetch.done)
}

func (s *CachingTokenSource) keep(token string, expires, now time.Time) {
	s.token, s.expires, s.renewAt = redact.Hide(token), expires, time.Time{}
	if !expires.IsZero() {
		s.renewAt = expires.Add(-min(renewAhead, expires.Sub(now)/10))
	}
}

// Forget drops a token that is no longer accepted, unless it has already been
// replaced.
func (s *CachingTokenSource) Forget(token string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.token != nil && s.token() == token {
		s.token = nil
	}
}
