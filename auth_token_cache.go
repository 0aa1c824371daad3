package whatsapp

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

const (
	// renewAhead is how long before its end a token is replaced: long enough
	// for an attempt that has begun with it.
	renewAhead = 5 * time.Minute
	// renewPause is how long a token that could not be replaced is used before
	// the next try.
	renewPause = 10 * time.Second
)

// NewCachingTokenSource makes a [TokenSource] that keeps the token that fetch
// returns. Fetch says when the token expires; the zero time stands for never.
//
// However many calls need a token at a time, one of them fetches it and the
// others wait. A token is replaced five minutes before it expires, or when a
// tenth of its life is left if that is later. Where it cannot be replaced yet,
// it is used until it expires. A token that Graph refuses with code 190 is
// forgotten.
//
// Fetch is given the context of the call that needs the token. When that call
// ends, another one that waits fetches in its place.
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

// A tokenFetch is one that others wait for.
type tokenFetch struct {
	done      chan struct{}
	err       error
	abandoned bool // the call that fetched has ended; somebody else has to
}

// Token returns the token that is kept, or fetches one.
func (s *CachingTokenSource) Token(ctx context.Context) (string, error) {
	if s.fetch == nil {
		return "", errors.New("whatsapp: NewCachingTokenSource was given nil for the function that fetches")
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

// join returns the token where it will do, and else the fetch to wait for or to
// lead.
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

// lead fetches a token for everybody who waits.
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

var errFetchPanicked = errors.New("whatsapp: the function that fetches tokens has panicked")

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

// Forget drops a token that is no longer accepted, unless another one has taken
// its place.
func (s *CachingTokenSource) Forget(token string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.token != nil && s.token() == token {
		s.token = nil
	}
}
