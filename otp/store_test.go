package otp_test

import (
	"context"
	"time"

	"github.com/wabakit/whatsapp/otp"
)

// hookedStore passes the arguments of a store to a hook. If the hook returns an
// error, that is returned in place of the store's answer.
type hookedStore struct {
	otp.Store
	hook func(method string, given ...any) error
}

// brokenStore fails in one of its methods.
func brokenStore(broken string) otp.Store {
	return hookedStore{otp.NewMemoryStore(0), func(method string, _ ...any) error {
		if method == broken {
			return errDown
		}
		return nil
	}}
}

func (h hookedStore) Take(ctx context.Context, key string, limits ...otp.Limit) (time.Duration, error) {
	if err := h.hook("Take", key, limits); err != nil {
		return 0, err
	}
	return h.Store.Take(ctx, key, limits...)
}

func (h hookedStore) PutCode(ctx context.Context, key string, code otp.Code) error {
	if err := h.hook("PutCode", key, code); err != nil {
		return err
	}
	return h.Store.PutCode(ctx, key, code)
}

func (h hookedStore) Guess(ctx context.Context, key string) (string, error) {
	if err := h.hook("Guess", key); err != nil {
		return "", err
	}
	return h.Store.Guess(ctx, key)
}

func (h hookedStore) UseCode(ctx context.Context, key, hash string) (bool, error) {
	if err := h.hook("UseCode", key, hash); err != nil {
		return false, err
	}
	return h.Store.UseCode(ctx, key, hash)
}

func (h hookedStore) PutSession(ctx context.Context, key string, session otp.Session, lifetime time.Duration) error {
	if err := h.hook("PutSession", key, session); err != nil {
		return err
	}
	return h.Store.PutSession(ctx, key, session, lifetime)
}

func (h hookedStore) Session(ctx context.Context, key string) (otp.Session, error) {
	if err := h.hook("Session", key); err != nil {
		return otp.Session{}, err
	}
	return h.Store.Session(ctx, key)
}

func (h hookedStore) DeleteSession(ctx context.Context, key string) error {
	if err := h.hook("DeleteSession", key); err != nil {
		return err
	}
	return h.Store.DeleteSession(ctx, key)
}

// oneCodeStore has one code for all keys.
type oneCodeStore struct{ otp.Store }

func (o oneCodeStore) PutCode(ctx context.Context, _ string, code otp.Code) error {
	return o.Store.PutCode(ctx, "", code)
}

func (o oneCodeStore) Guess(ctx context.Context, _ string) (string, error) {
	return o.Store.Guess(ctx, "")
}

func (o oneCodeStore) UseCode(ctx context.Context, _, hash string) (bool, error) {
	return o.Store.UseCode(ctx, "", hash)
}
