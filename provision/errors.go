package provision

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

var (
	// ErrBlocked means that a change cannot be made in the present state of the
	// thing, such as an edit of a template that is under review.
	ErrBlocked = errors.New("blocked")
	// ErrPlanOutdated means that what there is has changed so much since the
	// plan was made that the change would now do what the plan does not say.
	// Make a new plan.
	ErrPlanOutdated = errors.New("the plan is outdated; make a new one")
	// ErrRejected means that Meta has reviewed something and refused it.
	ErrRejected = errors.New("rejected by the review")
)

// A DocumentError lists the mistakes in a document.
type DocumentError struct {
	Mistakes []Mistake
}

// A Mistake is a mistake in a document.
type Mistake struct {
	// Path is where it is, such as "accounts[0].templates[2].name".
	Path string
	// Problem completes a sentence that begins with the path.
	Problem string
}

// String returns the path and the problem.
func (m Mistake) String() string {
	if m.Path == "" {
		return "the document " + m.Problem
	}
	return m.Path + " " + m.Problem
}

// Error has a line for each mistake.
func (e *DocumentError) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, mistake := range e.Mistakes {
		lines[i] = mistake.String()
	}
	return "provision: " + strings.Join(lines, "\n")
}

// mistakesAt turns the violations of a request into mistakes of the document.
func mistakesAt(path string, err error) []Mistake {
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*whatsapp.ValidationError](err)
	if !ok {
		return []Mistake{{path, err.Error()}}
	}
	mistakes := make([]Mistake, len(invalid.Violations))
	for i, violation := range invalid.Violations {
		place := path
		if violation.Field != "" {
			place += "." + violation.Field
		}
		mistakes[i] = Mistake{place, violation.Problem}
	}
	return mistakes
}

// A StepError is a change that has failed.
type StepError struct {
	Target Target
	Action Action
	Err    error
}

// Error names the change and the reason.
func (e *StepError) Error() string {
	return fmt.Sprintf("provision: %s the %s: %v", e.Action, e.Target, e.Err)
}

// Unwrap returns the reason.
func (e *StepError) Unwrap() error { return e.Err }

// Decision says what to do about the reason; see [whatsapp.Decide]. Running
// [Plan.Apply] again is always safe.
func (e *StepError) Decision() whatsapp.Decision {
	local := []error{ErrBlocked, ErrPlanOutdated, ErrRejected}
	if slices.ContainsFunc(local, func(sentinel error) bool { return errors.Is(e.Err, sentinel) }) {
		return whatsapp.Decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}
	}
	return whatsapp.Decide(e.Err)
}
