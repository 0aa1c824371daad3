package otp

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What a [Config] means by a field that is zero.
const (
	DefaultPurpose         = "login"
	DefaultDigits          = 6
	DefaultLifetime        = 10 * time.Minute
	DefaultMaxGuesses      = 5
	DefaultMaxResends      = 3
	DefaultResendWindow    = 15 * time.Minute
	DefaultMaxCodesPerDay  = 20
	DefaultSessionLifetime = 24 * time.Hour
)

const (
	shortestKey  = 32 // bytes: as long as the hash
	fewestDigits = 4
	mostDigits   = 15 // an authentication template takes no more
)

// Config says how a [Service] works. Sender and Key are required; the zero value
// of every other field is a sensible choice.
type Config struct {
	// Sender brings the codes to people.
	Sender Sender

	// Key hashes what is stored: at least 32 random bytes, the same in all
	// processes that share a store. With another key, all codes and sessions are
	// gone.
	Key []byte

	// Store holds codes, limits and sessions. The default is a [MemoryStore] for
	// this process alone.
	Store Store

	// Purpose keeps services apart that share a store and a key: a code or a
	// session of one is worth nothing to the other, and each has limits of its
	// own. The default is "login".
	Purpose string

	// Digits is the length of a code: from 4 to 15, by default 6.
	Digits int

	// Lifetime is how long a code is valid, by default ten minutes. The template
	// should state the same.
	Lifetime time.Duration

	// MaxGuesses is how often a code may be guessed at, by default 5.
	MaxGuesses int

	// MaxResends is how often a number may ask for another code within
	// ResendWindow, by default 3 times in 15 minutes. Send and Resend together
	// make at most one code more than that.
	MaxResends   int
	ResendWindow time.Duration

	// MaxCodesPerDay is how many codes a number gets within 24 hours, by default
	// 20.
	MaxCodesPerDay int

	// SessionLifetime is how long a session lasts, by default 24 hours.
	SessionLifetime time.Duration

	// Normalize makes an international phone number of what somebody has typed,
	// and one of the spellings of a number. It is for what [NormalizeNumber], the
	// default, refuses or takes for two numbers. Its error counts as
	// [ErrInvalidNumber].
	Normalize func(phoneNumber string) (string, error)

	// Role names the role of who has typed the right code. It may return
	// [ErrDenied]. While it fails, the code stays valid. It should do no more than
	// look up: a right code that is typed twice at once asks for the role twice
	// and opens one session. The default is no role.
	Role func(ctx context.Context, phoneNumber string) (string, error)

	// Known tells whether a number may get codes. For one that may not, Send and
	// Resend do everything but send, and return nil: nobody learns which numbers
	// are known. Only the time that sending takes, and [ErrNotSent], tell a known
	// number; [Handler] hides both. The default sends to every number.
	Known func(ctx context.Context, phoneNumber string) (bool, error)
}

func (c Config) withDefaults() Config {
	if c.Store == nil {
		c.Store = NewMemoryStore(0)
	}
	if c.Purpose == "" {
		c.Purpose = DefaultPurpose
	}
	if c.Role == nil {
		c.Role = func(context.Context, string) (string, error) { return "", nil }
	}
	if c.Normalize == nil {
		c.Normalize = NormalizeNumber
	}
	setDefault(&c.Digits, DefaultDigits)
	setDefault(&c.Lifetime, DefaultLifetime)
	setDefault(&c.MaxGuesses, DefaultMaxGuesses)
	setDefault(&c.MaxResends, DefaultMaxResends)
	setDefault(&c.ResendWindow, DefaultResendWindow)
	setDefault(&c.MaxCodesPerDay, DefaultMaxCodesPerDay)
	setDefault(&c.SessionLifetime, DefaultSessionLifetime)
	return c
}

func setDefault[T int | time.Duration](value *T, standard T) {
	if *value == 0 {
		*value = standard
	}
}

// check judges a config with its defaults in place.
func (c Config) check() error {
	switch {
	case c.Sender == nil:
		return errors.New("otp: Config.Sender is nil: give what sends the codes")
	case len(c.Key) < shortestKey:
		return fmt.Errorf("otp: Config.Key has %d bytes, it must have at least %d: make one with crypto/rand and keep it",
			len(c.Key), shortestKey)
	case c.Digits < fewestDigits || c.Digits > mostDigits:
		return fmt.Errorf("otp: Config.Digits is %d, it must be from %d to %d", c.Digits, fewestDigits, mostDigits)
	}
	for _, field := range []struct {
		name  string
		value int64
	}{
		{"Lifetime", int64(c.Lifetime)},
		{"MaxGuesses", int64(c.MaxGuesses)},
		{"MaxResends", int64(c.MaxResends)},
		{"ResendWindow", int64(c.ResendWindow)},
		{"MaxCodesPerDay", int64(c.MaxCodesPerDay)},
		{"SessionLifetime", int64(c.SessionLifetime)},
	} {
		if field.value < 0 {
			return fmt.Errorf("otp: Config.%s is negative", field.name)
		}
	}
	return nil
}
