package whatsapp

import (
	"context"
	"time"
)

// An Observer watches calls, for metrics and traces. Functions left nil are not
// called; the others run on the goroutine of the call and must be quick and safe
// for concurrent use. Nothing they are given holds a secret.
type Observer struct {
	// OperationStarted runs before a call. The context that it returns, which
	// must come from the one it is given, is the context of the call; nil
	// leaves that as it is.
	OperationStarted func(ctx context.Context, call OperationInfo) context.Context
	// AttemptDone runs after each attempt.
	AttemptDone func(ctx context.Context, attempt AttemptInfo)
	// OperationDone runs after a call.
	OperationDone func(ctx context.Context, result OperationResult)
}

// OperationInfo describes a call.
type OperationInfo struct {
	// Operation is the method and the route with placeholders for ids, such as
	// "GET /{waba-id}/phone_numbers": few values, fit for a metric's label.
	Operation string
}

// AttemptInfo is what became of one attempt.
type AttemptInfo struct {
	OperationInfo
	// Number counts the attempts of a call from 1.
	Number int
	// StatusCode is zero when no answer came.
	StatusCode int
	// Duration is the time from sending to the last byte read.
	Duration time.Duration
	// Usage is what the rate-limit headers said.
	Usage Usage
	// Err is nil after success.
	Err error
	// Skipped lists what was left out of the result because it does not have the
	// documented form, at most 16 members.
	Skipped []SkippedMember
	// RetryIn is the wait before the next attempt; Final says that there is none.
	RetryIn time.Duration
	Final   bool
}

// OperationResult is what became of a call.
type OperationResult struct {
	OperationInfo
	// Attempts is how often the request was sent.
	Attempts int
	// StatusCode is the last answer's, zero when none came.
	StatusCode int
	// Duration includes the waits between attempts.
	Duration time.Duration
	// Err is the error the caller gets, nil after success.
	Err error
}
