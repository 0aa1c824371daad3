package otp

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// A Service sends and checks codes. It is safe for concurrent use.
type Service struct {
	config Config // without its key
	hash   keyedHash

	sendLimits   []Limit
	resendLimits []Limit
}

// New returns a service. It only checks the config: neither the sender nor the
// store is called.
func New(config Config) (*Service, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	sends := []Limit{
		{Name: "codes", Max: config.MaxResends + 1, Window: config.ResendWindow},
		{Name: "day", Max: config.MaxCodesPerDay, Window: 24 * time.Hour},
	}
	resends := append([]Limit{{Name: "resends", Max: config.MaxResends, Window: config.ResendWindow}}, sends...)
	hash := newKeyedHash(config.Key, config.Purpose)
	config.Key = nil
	return &Service{config: config, hash: hash, sendLimits: sends, resendLimits: resends}, nil
}

// Send makes a code and sends it. It replaces an earlier code, unless the error
// is [ErrRateLimited] or [ErrInvalidNumber].
func (s *Service) Send(ctx context.Context, phoneNumber string) error {
	number, err := s.number(phoneNumber)
	if err != nil {
		return err
	}
	return s.send(ctx, number, s.sendLimits)
}

// Resend sends another code to a person who has not received the first. It
// makes a new one, since only the hash of the first is stored. It has its own
// limit in addition to that of [Service.Send].
func (s *Service) Resend(ctx context.Context, phoneNumber string) error {
	number, err := s.number(phoneNumber)
	if err != nil {
		return err
	}
	return s.send(ctx, number, s.resendLimits)
}

// number returns the form of a phone number in which it is stored, counted and
// given to the sender.
func (s *Service) number(phoneNumber string) (string, error) {
	number, err := s.config.Normalize(phoneNumber)
	if err != nil {
		return "", ErrInvalidNumber
	}
	return NormalizeNumber(number)
}

func (s *Service) send(ctx context.Context, number string, limits []Limit) error {
	known, err := s.isKnown(ctx, number)
	if err != nil {
		return err
	}
	place := s.placeOf(number)
	if !known {
		place = s.unknownPlaceOf(number)
	}
	if err := take(ctx, place, limits...); err != nil {
		return err
	}
	code := newCode(s.config.Digits)
	hash := s.codeHash(number, code)
	if !known {
		hash = s.codeHash(number, rand.Text()) // not the hash of any code
	}
	// The code is stored first: it may arrive before the sender returns.
	stored := Code{Hash: hash, Guesses: s.config.MaxGuesses, Lifetime: s.config.Lifetime}
	if err := place.store.PutCode(ctx, place.key, stored); err != nil {
		return fmt.Errorf("otp: storing the code: %w", err)
	}
	if !known {
		return nil
	}
	if err := s.config.Sender.SendCode(ctx, number, code); err != nil {
		return newSendError(err, number, code)
	}
	return nil
}

func (s *Service) isKnown(ctx context.Context, number string) (bool, error) {
	if s.config.Known == nil {
		return true, nil
	}
	known, err := s.config.Known(ctx, number)
	if err != nil {
		return false, fmt.Errorf("otp: looking up the number: %w", err)
	}
	return known, nil
}

// Verify checks a code, and opens a session if it is right. The error is
// [ErrCodeWrong], [ErrTooManyGuesses], [ErrExpired], [ErrInvalidNumber], or
// wraps an error of Role or the store.
func (s *Service) Verify(ctx context.Context, phoneNumber, code string) (*Login, error) {
	number, err := s.number(phoneNumber)
	if err != nil {
		return nil, err
	}
	return s.verify(ctx, number, code)
}

func (s *Service) verify(ctx context.Context, number, code string) (*Login, error) {
	// The guess is counted before it is compared, so that guessing in parallel
	// gains nothing.
	stored, err := s.guess(ctx, number)
	switch {
	case errors.Is(err, ErrExpired), errors.Is(err, ErrTooManyGuesses):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("otp: reading the code: %w", err)
	}
	if !hmac.Equal([]byte(stored), []byte(s.codeHash(number, typed(code)))) {
		return nil, ErrCodeWrong
	}
	role, err := s.config.Role(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("otp: asking for the role: %w", err)
	}
	used, err := s.config.Store.UseCode(ctx, s.numberKey(number), stored)
	if err != nil {
		return nil, fmt.Errorf("otp: using the code: %w", err)
	}
	if !used {
		return nil, ErrExpired // it was used or replaced in the meantime
	}
	return s.open(ctx, number, role)
}

// take counts one event against each of the limits.
func take(ctx context.Context, place place, limits ...Limit) error {
	wait, err := place.store.Take(ctx, place.key, limits...)
	switch {
	case err != nil:
		return fmt.Errorf("otp: counting against a limit: %w", err)
	case wait > 0:
		return &RateLimitError{RetryAfter: wait}
	}
	return nil
}

func (s *Service) numberKey(number string) string      { return s.hash("number", number) }
func (s *Service) codeHash(number, code string) string { return s.hash("code", number, code) }
