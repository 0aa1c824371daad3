package whatsapp

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A TransportError is a call that ended without a usable answer: the connection
// failed, an attempt ran out of time, or the context ended. It unwraps to the
// cause; errors.Is finds context.Canceled and context.DeadlineExceeded only if
// the caller's own context ended.
type TransportError struct {
	// Operation names the call: "GET /{waba-id}/phone_numbers".
	Operation string
	// Attempts is the number of times the request was sent.
	Attempts int
	// Err is the cause, without the request's URL.
	Err error

	fromCall       bool // made by a call, which knows the outcome
	outcomeUnknown bool
	reconcile      string // how to find out what happened
	passing        bool
	gaveUp         string
}

// Error says on one line what happened, and whether the request may have been
// carried out.
func (e *TransportError) Error() string {
	text := fmt.Sprintf("whatsapp: %s: %s", e.Operation, redact.Line(e.Err.Error()))
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

// Unwrap returns the cause. When the outcome is unknown, the cause matches no
// class of failure: the refusal of an earlier attempt proves nothing then.
func (e *TransportError) Unwrap() error {
	if e.outcomeUnknown {
		return &unclassified{e.Err}
	}
	return e.Err
}

// Is reports whether target is ErrOutcomeUnknown or ErrTransient and the error
// is of that class.
func (e *TransportError) Is(target error) bool {
	if e.outcomeUnknown {
		return target == ErrOutcomeUnknown
	}
	return target == ErrTransient && e.passing
}

// unclassified hides only the classes of an error.
type unclassified struct{ cause error }

func (e *unclassified) Error() string { return e.cause.Error() }

func (e *unclassified) Is(target error) bool {
	_, isClass := target.(*classError)
	return !isClass && errors.Is(e.cause, target)
}

func (e *unclassified) As(target any) bool { return errors.As(e.cause, target) }

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
		slog.String("cause", redact.Line(e.Err.Error())),
		slog.Bool("outcome_unknown", e.outcomeUnknown),
	)
}
