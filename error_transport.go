package whatsapp

import (
	"cmp"
	"fmt"
	"log/slog"
	"time"
)

// A TransportError is a call that ended without a usable answer: the connection
// failed, an attempt ran out of time, or the context ended. It unwraps to the
// cause, so errors.Is finds context.Canceled and context.DeadlineExceeded when
// the caller's own context has ended, and only then.
type TransportError struct {
	// Operation names the call: "GET /{waba-id}/phone_numbers".
	Operation string
	// Attempts is the number of times the request was sent.
	Attempts int
	// Err is the cause, without the request's URL.
	Err error

	outcomeUnknown bool
	reconcile      string // how to find out what has happened
	passing        bool
	gaveUp         string
}

// Error says on one line what happened, and whether the request may have been
// carried out.
func (e *TransportError) Error() string {
	text := fmt.Sprintf("whatsapp: %s: %s", e.Operation, oneLine(e.Err.Error()))
	if e.outcomeUnknown {
		text += "; the outcome is unknown: " + e.reconcile
	}
	switch {
	case e.Attempts > 1 && e.gaveUp != "":
		text += fmt.Sprintf(" [%d attempts, %s]", e.Attempts, e.gaveUp)
	case e.Attempts > 1:
		text += fmt.Sprintf(" [%d attempts]", e.Attempts)
	case e.gaveUp != "":
		text += " [" + e.gaveUp + "]"
	}
	return text
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// Is reports whether target is ErrOutcomeUnknown or ErrTransient and the error
// is of that class.
func (e *TransportError) Is(target error) bool {
	return target == ErrOutcomeUnknown && e.outcomeUnknown || target == ErrTransient && e.passing
}

func (e *TransportError) advises() (time.Duration, *errorCode) { return 0, nil }
func (e *TransportError) giveUp(reason string)                 { e.gaveUp = reason }

func (e *TransportError) markUnknown(advice string) {
	e.outcomeUnknown, e.reconcile = true, cmp.Or(advice, usualReconciliation)
}

// LogValue groups the fields that are safe to log.
func (e *TransportError) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("operation", e.Operation),
		slog.Int("attempts", e.Attempts),
		slog.String("cause", oneLine(e.Err.Error())),
		slog.Bool("outcome_unknown", e.outcomeUnknown),
	)
}
