package otp

import (
	"context"
	"time"
)

// A Store holds codes, limits and sessions. Each method is one atomic step, also
// among processes that share the store; the limits of a [Service] rest on that.
// Codes, limits and sessions have separate keys: the same key may be in use for
// each.
//
// Package storetest proves a store.
type Store interface {
	// Take counts one event of the key against each of the limits, or against
	// none of them when one is reached. It then returns how long it takes until
	// all have room, and zero otherwise. An event that is as old as a limit's
	// window no longer counts.
	Take(ctx context.Context, key string, limits ...Limit) (wait time.Duration, err error)

	// PutCode stores a code in the place of the key's earlier one, for its
	// lifetime.
	PutCode(ctx context.Context, key string, code Code) error

	// Guess takes one of the guesses at the key's code and returns the code's
	// hash. The error is [ErrExpired] when there is no code, and
	// [ErrTooManyGuesses] when there are no guesses left.
	Guess(ctx context.Context, key string) (hash string, err error)

	// UseCode removes the key's code and returns true, if it is the one with this
	// hash. Of several callers, one gets true.
	UseCode(ctx context.Context, key, hash string) (bool, error)

	// PutSession stores a session for its lifetime.
	PutSession(ctx context.Context, key string, session Session, lifetime time.Duration) error

	// Session returns the session of the key. The error is [ErrNoSession] when
	// there is none.
	Session(ctx context.Context, key string) (Session, error)

	// DeleteSession removes the session of the key, if there is one.
	DeleteSession(ctx context.Context, key string) error
}

// A Limit allows Max events within any Window.
type Limit struct {
	// Name tells the limits of one key apart. A key's events under one name count
	// against one Max and one Window.
	Name   string
	Max    int // at least 1
	Window time.Duration
}

// A Code is what a store keeps of a code.
type Code struct {
	Hash     string
	Guesses  int // that are left
	Lifetime time.Duration
}
