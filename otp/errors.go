package otp

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// What can go wrong. Test with errors.Is. Show none of them to people as they
// are: that a number has a code at all is nobody's business.
var (
	// ErrInvalidNumber means that the text is not an international phone number.
	ErrInvalidNumber = errors.New("otp: not an international phone number: write + and the country code first")

	// ErrCodeWrong means that the code is not the one that was sent.
	ErrCodeWrong = errors.New("otp: the code is wrong")

	// ErrTooManyGuesses means that the code has been guessed at too often. Only
	// another code helps.
	ErrTooManyGuesses = errors.New("otp: too many guesses at this code")

	// ErrExpired means that there is no code to compare with: it was never sent,
	// has expired, or has been used.
	ErrExpired = errors.New("otp: no valid code")

	// ErrRateLimited means that a limit is reached. The error is a
	// [*RateLimitError], which says how long to wait.
	ErrRateLimited = errors.New("otp: rate limited")

	// ErrNotSent means that the sender failed. The code is valid, because it may
	// have arrived.
	ErrNotSent = errors.New("otp: the code may not have been sent")

	// ErrDenied is for [Config].Role to return: the code is right, and this
	// number may not log in.
	ErrDenied = errors.New("otp: this number may not log in")

	// ErrNoSession means that there is no session with this token: it was never
	// opened, has expired, or was revoked.
	ErrNoSession = errors.New("otp: no such session")

	// ErrStoreFull means that a [MemoryStore] has no room left. A store of your own
	// may return it for the same reason.
	ErrStoreFull = errors.New("otp: the memory store is full")
)

// A RateLimitError is an [ErrRateLimited] that says when to come back.
type RateLimitError struct {
	RetryAfter time.Duration
}

// Error says how long to wait.
func (e *RateLimitError) Error() string {
	return fmt.Sprintf("%v: try again in %v", ErrRateLimited, e.RetryAfter.Round(time.Second))
}

// Is reports whether target is [ErrRateLimited].
func (e *RateLimitError) Is(target error) bool { return target == ErrRateLimited }

// sendError is an ErrNotSent with its cause, whose text may hold what was sent.
type sendError struct {
	cause error
	text  string
}

func newSendError(cause error, number, code string) *sendError {
	const redacted = "[REDACTED]"
	hide := strings.NewReplacer(number, redacted, number[1:], redacted, code, redacted)
	return &sendError{cause: cause, text: hide.Replace(cause.Error())}
}

func (e *sendError) Error() string   { return ErrNotSent.Error() + ": " + e.text }
func (e *sendError) Unwrap() []error { return []error{ErrNotSent, e.cause} }
