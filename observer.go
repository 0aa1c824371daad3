package whatsapp

import (
	"context"
	"time"
)

// An Observer watches calls, for metrics and traces. Nil functions are not
// called; the others run on the goroutine of the call, and must be quick and
// safe for concurrent use. Their arguments never contain a secret.
type Observer struct {
	// OperationStarted runs before a call. The context that it returns becomes
	// the context of the call, and must be derived from its argument. Nil
	// leaves the context unchanged.
	OperationStarted func(ctx context.Context, call OperationInfo) context.Context
	// AttemptDone runs after each attempt.
	AttemptDone func(ctx context.Context, attempt AttemptInfo)
	// OperationDone runs after a call.
	OperationDone func(ctx context.Context, result OperationResult)
}

// OperationInfo describes a call.
type OperationInfo struct {
	// Operation is the method and the route with placeholders for ids, such as
	// "GET /{waba-id}/phone_numbers". It has few values and suits as a metric's
	// label.
	Operation string

	// TargetID is the id of the phone number, the WhatsApp Business Account,
	// the business portfolio or the app that the route begins with; empty for
	// calls of anything else, such as media. It has as many values as the
	// caller has numbers and accounts: [BoundLabels] bounds them for a metric.
	TargetID string
}

// AttemptInfo describes one attempt and its result.
type AttemptInfo struct {
	OperationInfo
	// Host is the host that the attempt went to, such as "graph.facebook.com",
	// with the port where the URL has one.
	Host string
	// Number is the number of the attempt within the call, from 1.
	Number int
	// StatusCode is the HTTP status, zero if there was no answer.
	StatusCode int
	// Duration is the time from sending to the last byte read.
	Duration time.Duration
	// PlaceWait is the time before it that was spent waiting for a place of the
	// client's [Limiter].
	PlaceWait time.Duration
	// Usage holds the rate-limit headers.
	Usage Usage
	// Err is nil after success.
	Err error
	// Skipped lists up to 16 members that were left out of the result because
	// they do not have the documented form.
	Skipped []SkippedMember
	// RetryIn is the wait before the next attempt. Final says that there is no
	// other.
	RetryIn time.Duration
	Final   bool
}

// OperationResult describes a call and its result.
type OperationResult struct {
	OperationInfo
	// Attempts is the number of times the request was sent.
	Attempts int
	// StatusCode is the status of the last answer, zero if there was none.
	StatusCode int
	// Duration includes the waits for places and between attempts.
	Duration time.Duration
	// PlaceWait is the part of Duration that was spent waiting for places of
	// the client's [Limiter].
	PlaceWait time.Duration
	// Throttles is the number of attempts that were refused with
	// [ErrRateLimited].
	Throttles int
	// Err is the error that the caller gets, nil after success.
	Err error
}
