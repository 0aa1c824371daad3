package whatsapp

import (
	"slices"
	"strings"
)

// An EmbeddedSignupError says where [EmbeddedSignup.Run] has stopped, and what
// to do about it.
type EmbeddedSignupError struct {
	Step EmbeddedSignupStep
	// PhoneNumberID is the number that the error is about, if it is about one.
	PhoneNumberID string
	// NextStep says what to do.
	NextStep string
	// NeedsNewCode says that running again does not help: the customer must go
	// through Embedded Signup again, and what comes of that is a new state.
	NeedsNewCode bool
	Err          error
}

// Error returns the step, the cause and what to do.
func (e *EmbeddedSignupError) Error() string {
	text := "whatsapp: embedded signup: " + string(e.Step)
	if e.PhoneNumberID != "" {
		text += " " + e.PhoneNumberID
	}
	text += ": " + strings.TrimPrefix(e.Err.Error(), "whatsapp: ")
	if e.NextStep != "" {
		text += "; " + e.NextStep
	}
	return text
}

// Unwrap returns the cause.
func (e *EmbeddedSignupError) Unwrap() error { return e.Err }

// Decision returns what [Decide] says of the error. What only the customer or
// you can mend is [ActionEscalate].
func (e *EmbeddedSignupError) Decision() Decision {
	decided := decide(e.Err)
	if e.NeedsNewCode || decided.Action == ActionReconcile { // an unknown outcome has been told before
		return Decision{Action: ActionEscalate, Subject: SubjectSender}
	}
	return decided
}

// embeddedSignupErrors are the errors of several numbers.
type embeddedSignupErrors []error

// joined returns the errors as one, or nil if there is none.
func joined(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	return embeddedSignupErrors(errs)
}

// Error returns the errors on one line.
func (e embeddedSignupErrors) Error() string {
	texts := make([]string, len(e))
	for i, err := range e {
		texts[i] = err.Error()
	}
	return strings.Join(texts, " | ")
}

// Unwrap returns the errors.
func (e embeddedSignupErrors) Unwrap() []error { return e }
