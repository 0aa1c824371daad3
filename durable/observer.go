package durable

import (
	"context"
	"time"
)

// An Observer watches a store, for metrics. Every function is optional, is
// called by several goroutines at once and should return soon; a panic of one
// is caught. None is told an id, a phone number or a text, so what they are
// told can label a metric.
type Observer struct {
	// Accepted is called for each body that the inbox has stored.
	Accepted func(ctx context.Context, accepted Accepted)
	// Worked is called for each attempt at an event or a message.
	Worked func(ctx context.Context, work Work)
	// Held is called when the refusal of a message, or a status webhook, has
	// stopped a number or a campaign that was not stopped.
	Held func(ctx context.Context, held Held)
}

// Accepted is what became of a body that the inbox has stored.
type Accepted struct {
	Events     int           // new ones
	Duplicates int           // that had been stored before
	Malformed  bool          // it does not parse, and is a dead letter
	Took       time.Duration // to store it
}

// Work is one attempt at an event or a message.
type Work struct {
	// Queue is "inbox" or "outbox".
	Queue string
	// Kind is the webhook field of an event, such as "messages", or "message"
	// and "marketing_message" in the outbox.
	Kind string
	// Outcome is, for an event, "done", "retry", "dead", or "released" where a
	// stop cut the attempt short; for a message its state after the attempt.
	Outcome string
	// Attempt is 1 for the first one.
	Attempt int
	// Lag is how late the attempt began. It is counted from when the event or
	// the message was stored, from the message's NotBefore, or from the end of
	// the wait after a refusal or a failed attempt, whichever is the latest. It
	// includes the time during which a number or a campaign was stopped.
	// Behind is the time from when an event happened to the attempt.
	Lag, Behind time.Duration
	// Took is how long the callback or the request took.
	Took time.Duration
	// Code is Meta's code if a message was refused.
	Code int
}

// Held is a number or a campaign that was stopped; [Outbox.Holds] says which.
type Held struct {
	// Kind is "number" or "campaign".
	Kind string
	// Code is Meta's error code.
	Code int
	// Passing reports that it goes on by itself.
	Passing bool
}

func observe[T any](ctx context.Context, function func(context.Context, T), value T) {
	if function == nil {
		return
	}
	defer func() { _ = recover() }()
	function(ctx, value)
}
