package otp

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Defaults for the fields of a [Config].
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
	mostDigits   = 15 // the limit of authentication templates
)

// Config configures a [Service]. Sender and Key are required; all other fields
// have defaults.
type Config struct {
	// Sender delivers the codes.
	Sender Sender

	// Key is the key of the hashes that are stored: at least 32 random bytes,
	// the same in all processes that share a store. Changing it ends all codes
	// and sessions.
	Key []byte

	// Store holds codes, limits and sessions. The default is a [MemoryStore],
	// which serves this process only.
	Store Store

	// Purpose separates services that share a store and a key. A code or
	// session of one is not valid in another, and each has its own limits. The
	// default is "login".
	Purpose string

	// Digits is the length of a code, from 4 to 15. The default is 6.
	Digits int

	// Lifetime is how long a code is valid. The default is ten minutes. The
	// template should state the same time.
	Lifetime time.Duration

	// MaxGuesses is the number of guesses at a code. The default is 5.
	MaxGuesses int

	// MaxResends is the number of times that a phone number may ask for another
	// code within ResendWindow. The default is 3 times in 15 minutes. Send and
	// Resend together make at most one code more than that.
	MaxResends   int
	ResendWindow time.Duration

	// MaxCodesPerDay is the number of codes that a phone number gets within 24
	// hours. The default is 20.
	MaxCodesPerDay int

	// SessionLifetime is how long a session lasts. The default is 24 hours.
	SessionLifetime time.Duration

	// Normalize turns what somebody has typed into an international phone
	// number, and all spellings of a number into the same one. The default is
	// [NormalizeNumber]; replace it for numbers that it refuses or takes for
	// two different ones. An error of Normalize is reported as
	// [ErrInvalidNumber].
	Normalize func(phoneNumber string) (string, error)

	// Role returns the role of a person who has typed the right code, or
	// [ErrDenied]. If it fails, the code stays valid. It should only look
	// things up: when the right code is submitted twice at the same time, Role
	// is called twice and one session is opened. The default is no role.
	Role func(ctx context.Context, phoneNumber string) (string, error)

	// Known reports whether a phone number may get codes. For any other number,
	// Send and Resend do everything except send, and return nil, so that nobody
	// learns which numbers are known. Two things still give a known number
	// away: the time that sending takes, and [ErrNotSent]. [Handler] hides
	// both. By default, codes go to every number.
	//
	// What unknown numbers cost is bounded, and none of it is at the expense of
	// known ones. In a [MemoryStore] they have room of their own, in which the
	// newest displaces the oldest. In any other store they share 65,536 places:
	// two numbers with the same place share its limits. So a flood of requests
	// for unknown numbers, beyond the size of the store or 65,536, can tell an
	// unknown number by its limits, which are lifted early or reached early; it
	// cannot lift the limit of a known number or keep one from its code.
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

// check validates a config whose defaults have been set.
func (c Config) check() error {
	switch {
	case c.Sender == nil:
		return errors.New("otp: Config.Sender is required: it sends the codes")
	case len(c.Key) < shortestKey:
		return fmt.Errorf("otp: Config.Key has %d bytes; want at least %d, made with crypto/rand and kept",
			len(c.Key), shortestKey)
	case c.Digits < fewestDigits || c.Digits > mostDigits:
		return fmt.Errorf("otp: Config.Digits is %d; want %d to %d", c.Digits, fewestDigits, mostDigits)
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
			return fmt.Errorf("otp: Config.%s must not be negative", field.name)
		}
	}
	return nil
}
