package otp

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of a [Service], for errors.Is. Do not show them to end users as they
// are: they tell whether there is a code for a number.
var (
	// ErrInvalidNumber means that the text is not an international phone
	// number.
	ErrInvalidNumber = errors.New("otp: not an international phone number; want + and the country code first, and no (0)")

	// ErrCodeWrong means that the code differs from the one that was sent.
	ErrCodeWrong = errors.New("otp: the code is wrong")

	// ErrTooManyGuesses means that there are no guesses left at the code. A new
	// code is needed.
	ErrTooManyGuesses = errors.New("otp: too many guesses at this code")

	// ErrExpired means that the number has no valid code: none was sent, or it
	// has expired or been used.
	ErrExpired = errors.New("otp: no valid code")

	// ErrRateLimited means that a limit has been reached. The error is a
	// [*RateLimitError], which says how long to wait.
	ErrRateLimited = errors.New("otp: rate limited")

	// ErrNotSent means that the sender failed. The code is valid all the same,
	// because it may have arrived.
	ErrNotSent = errors.New("otp: the code may not have been sent")

	// ErrDenied is for [Config].Role to return: the code is right, but this
	// number may not log in.
	ErrDenied = errors.New("otp: this number may not log in")

	// ErrNoSession means that the token has no session: none was opened, or it
	// has expired or been revoked.
	ErrNoSession = errors.New("otp: no such session")

	// ErrStoreFull means that a [MemoryStore] has no room left. Other stores
	// may return it for the same reason.
	ErrStoreFull = errors.New("otp: the memory store is full")
)

// A RateLimitError is an [ErrRateLimited] with the time to wait.
type RateLimitError struct {
	RetryAfter time.Duration
}

// Error returns the message, with the time to wait.
func (e *RateLimitError) Error() string {
	return fmt.Sprintf("%v; try again in %v", ErrRateLimited, e.RetryAfter.Round(time.Second))
}

// Is reports whether target is [ErrRateLimited].
func (e *RateLimitError) Is(target error) bool { return target == ErrRateLimited }

// sendError is an ErrNotSent with its cause. The text of the cause may contain
// the number and the code, so it is redacted.
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
