package otp

import (
	"context"
	"time"
)

// A Store holds codes, limits and sessions. Each method is atomic, even among
// processes that share the store; the limits of a [Service] depend on that.
// Codes, limits and sessions have separate key spaces: each may use the same
// key.
//
// Package storetest tests a store.
type Store interface {
	// Take counts one event of the key against each of the limits and returns
	// zero. If one of them has been reached, it counts nothing and returns how
	// long it takes until all have room. An event that is as old as a limit's
	// window no longer counts.
	Take(ctx context.Context, key string, limits ...Limit) (wait time.Duration, err error)

	// PutCode stores a code for its lifetime and replaces an earlier one of the
	// key.
	PutCode(ctx context.Context, key string, code Code) error

	// Guess uses one of the guesses at the key's code and returns the code's
	// hash. The error is [ErrExpired] if there is no code, and
	// [ErrTooManyGuesses] if there are no guesses left.
	Guess(ctx context.Context, key string) (hash string, err error)

	// UseCode removes the key's code and returns true if the code has this
	// hash. If there are several callers, only one gets true.
	UseCode(ctx context.Context, key, hash string) (bool, error)

	// PutSession stores a session for its lifetime.
	PutSession(ctx context.Context, key string, session Session, lifetime time.Duration) error

	// Session returns the session of the key. The error is [ErrNoSession] if
	// there is none.
	Session(ctx context.Context, key string) (Session, error)

	// DeleteSession removes the session of the key, if it has one.
	DeleteSession(ctx context.Context, key string) error
}

// A Limit allows Max events within any Window.
type Limit struct {
	// Name distinguishes the limits of a key. Events of a key under one name
	// count against one Max and one Window.
	Name   string
	Max    int // at least 1
	Window time.Duration
}

// A Code is a code as a store keeps it.
type Code struct {
	Hash     string
	Guesses  int // the number left
	Lifetime time.Duration
}
