package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/wabakit/whatsapp"
)

// tokenStore holds the access token of each account.
type tokenStore struct{ tokens sync.Map }

func (s *tokenStore) set(wabaID, token string) { s.tokens.Store(wabaID, token) }

// of returns the token of an account. It is called before every attempt, so a
// new token is used at once.
func (s *tokenStore) of(wabaID string) whatsapp.TokenSource {
	return whatsapp.TokenSourceFunc(func(context.Context) (string, error) {
		token, found := s.tokens.Load(wabaID)
		if !found {
			return "", fmt.Errorf("no token for account %s", wabaID)
		}
		return token.(string), nil
	})
}
