package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// A Decision says what to do about the outcome of a call; see [Decide].
type Decision struct {
	// Action is what to do.
	Action Action
	// After is the time to wait before an [ActionRetryLater]: what Graph asked
	// for, else what the failure is known to need, else a guess. It is zero for
	// every other action.
	After time.Duration
	// Subject says what else would fail for the same reason. It is empty after
	// success, and when it is not known.
	Subject Subject
	// Weak means that the request was refused, but not by Graph's own word: the
	// answer may come from a proxy that does not know what became of it.
	// Sending it again is reasonable; if that fails for good, the outcome is
	// unknown.
	Weak bool
}

// String returns the decision in a few words, such as
// "retry_later after 24h0m0s (recipient)".
func (d Decision) String() string {
	text := string(d.Action)
	if d.After > 0 {
		text += fmt.Sprintf(" after %s", d.After)
	}
	if d.Subject != "" {
		text += fmt.Sprintf(" (%s)", d.Subject)
	}
	return text
}

// Action says what to do about the outcome of a call. Only after ActionRetryNow
// and ActionRetryLater may a program send the same request again by itself.
//
// An operation that is [RepeatSafe], such as reading, counts as not carried out
// when its outcome is unknown: carrying it out twice does no harm.
type Action string

// The actions. A switch over them can list them in any order.
const (
	// ActionDone: the request was carried out; there is nothing left to do.
	ActionDone Action = "done"
	// ActionRetryNow: the request was not carried out, because the caller's
	// context ended first. It may be sent again at any time.
	ActionRetryNow Action = "retry_now"
	// ActionRetryLater: the request was not carried out. It may be sent again
	// after Decision.After.
	ActionRetryLater Action = "retry_later"
	// ActionChange: the request was not carried out and never will be in this
	// form. Change it, or drop it.
	ActionChange Action = "change"
	// ActionRenewToken: the request was not carried out for lack of a valid
	// access token. It may be sent again with another one.
	ActionRenewToken Action = "renew_token"
	// ActionEscalate: the request was not carried out, and will not be until
	// somebody grants a permission, registers the number or pays a bill. The
	// error says what is needed. The same request may be sent again after that.
	ActionEscalate Action = "escalate"
	// ActionReconcile: the request may have been carried out. Find out first:
	// sending it again could do it twice. For a message, look for a status
	// webhook with its CallbackData.
	ActionReconcile Action = "reconcile"
)

// Subject says what a failure is about.
type Subject string

// The subjects.
const (
	// SubjectRequest: this request and its content.
	SubjectRequest Subject = "request"
	// SubjectRecipient: the recipient. Messages to others are not affected.
	SubjectRecipient Subject = "recipient"
	// SubjectTemplate: the template or the flow that the message uses. Other
	// messages that use it would fail too.
	SubjectTemplate Subject = "template"
	// SubjectSender: the phone number or other object that the request
	// addresses, its account, the app, or the access token. Other requests that
	// use it would fail too.
	SubjectSender Subject = "sender"
	// SubjectService: Meta's servers or the connection to them. All requests
	// are affected at this time.
	SubjectService Subject = "service"
)

// Decide says what to do about the outcome of a call. It knows the errors of
// this package, wrapped or not; nil is success. For joined errors, it returns
// the most cautious decision.
//
// An error of another package does not tell whether the request had an effect,
// so the decision is [ActionReconcile]. The same holds for a context error that
// did not come from a call. An error with a method Decision() Decision decides
// for itself.
//
//	switch decision := whatsapp.Decide(err); decision.Action {
//	case whatsapp.ActionDone:
//		job.Finish()
//	case whatsapp.ActionRetryNow, whatsapp.ActionRetryLater:
//		job.Defer(decision.After)
//	default:
//		job.Park(decision, err)
//	}
func Decide(err error) Decision {
	switch {
	case err == nil:
		return Decision{Action: ActionDone}
	case errors.Is(err, ErrOutcomeUnknown):
		return Decision{Action: ActionReconcile}
	}
	return decide(err)
}

// decide returns the decision of the outermost error that has one.
func decide(err error) Decision {
	switch known := err.(type) {
	case *GraphAPIError:
		return known.decision()
	case *TransportError:
		return known.decision()
	case interface{ Decision() Decision }:
		return known.Decision()
	case *misuseError:
		return Decision{Action: ActionEscalate, Subject: SubjectSender}
	case *ValidationError, *MediaSizeError, *json.MarshalerError, *json.UnsupportedTypeError, *json.UnsupportedValueError:
		return Decision{Action: ActionChange, Subject: SubjectRequest}
	case *MediaHashError:
		return Decision{Action: ActionRetryLater, After: passingWait, Subject: SubjectService}
	case interface{ Unwrap() error }:
		if cause := known.Unwrap(); cause != nil {
			return decide(cause)
		}
	case interface{ Unwrap() []error }:
		return mostCautious(known.Unwrap())
	}
	return decisionOfClass(classOf(err), nil)
}

// caution orders the actions by what a mistake would cost.
var caution = map[Action]int{
	ActionDone: 1, ActionRetryNow: 2, ActionRetryLater: 3, ActionRenewToken: 4, ActionEscalate: 5, ActionChange: 6,
}

func mostCautious(joined []error) Decision {
	worst := Decision{Action: ActionReconcile} // an empty list proves nothing
	for _, err := range joined {
		found := decide(err)
		rank, known := caution[found.Action]
		if !known {
			return Decision{Action: ActionReconcile}
		}
		worstRank := caution[worst.Action]
		if rank > worstRank || rank == worstRank && found.After > worst.After {
			found.Weak = found.Weak || worst.Weak
			worst = found
		} else {
			worst.Weak = worst.Weak || found.Weak
		}
	}
	return worst
}

// classOf returns the class that an error of another package claims with Is,
// or a single failure, which alone decides nothing.
func classOf(err error) class {
	for bit, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			return class(1) << bit
		}
	}
	return 0
}

func (e *GraphAPIError) decision() Decision {
	if e.cameFromElsewhere() {
		return Decision{Action: ActionEscalate, Subject: SubjectService}
	}
	row := e.row()
	found := e.class()
	if e.classOfCode() != found {
		row = nil // what Graph says of this refusal counts for more than its code
	}
	decided := decisionOfClass(found, row)
	if decided.Action == ActionRetryLater && e.RetryAfter > 0 {
		decided.After = e.RetryAfter
	}
	asks := e.StatusCode == http.StatusTooManyRequests || e.IsTransient
	decided.Weak = decided.Action == ActionRetryLater && asks && e.isWeak()
	return decided
}

// cameFromElsewhere reports whether the answer came from something between the
// client and Graph: a page that was not found, or a redirect.
func (e *GraphAPIError) cameFromElsewhere() bool {
	moved := e.StatusCode >= http.StatusMultipleChoices && e.StatusCode < http.StatusBadRequest
	return e.byStatus && !e.IsTransient && (moved || classOfStatus(e.StatusCode) == notFound)
}

func (e *TransportError) decision() Decision {
	refusal, refused := errors.AsType[*GraphAPIError](e.Err)
	pace, paced := errors.AsType[*PaceError](e.Err)
	switch {
	case !e.fromCall:
		return Decision{Action: ActionReconcile}
	case paced:
		return pace.Decision()
	case e.passing:
		return Decision{Action: ActionRetryLater, After: passingWait, Subject: SubjectService}
	case errors.Is(e.Err, ErrUnauthorized):
		return Decision{Action: ActionRenewToken, Subject: SubjectSender}
	case refused: // the context ended before the next attempt
		return refusal.decision()
	case isContextError(e.Err):
		return Decision{Action: ActionRetryNow}
	}
	return Decision{Action: ActionEscalate, Subject: SubjectService}
}

// The waits where neither Graph nor the code table states one.
const (
	passingWait    = 30 * time.Second // for servers and connections to come back
	throughputWait = time.Minute      // for messages to one recipient, or from one number
	quotaWait      = 5 * time.Minute  // for a quota that is counted by the hour
	unstatedWait   = time.Hour        // for a limit that Meta does not document
)

// decisionOfClass returns the decision for a class, refined by the row of the
// error's code unless that is nil.
func decisionOfClass(found class, row *errorCode) Decision {
	decided := usualDecision(found)
	if row == nil {
		return decided
	}
	if row.action != "" {
		decided.Action, decided.After = row.action, 0
	}
	if row.about != "" {
		decided.Subject = row.about
	}
	if decided.Action != ActionRetryLater {
		return decided
	}
	switch {
	case row.wait > 0:
		decided.After = row.wait
	case row.retry == spread:
		decided.After = throughputWait
	case row.retry == never:
		decided.After = unstatedWait
	}
	return decided
}

func usualDecision(found class) Decision {
	switch {
	case found.isOneOf(rateLimited):
		return Decision{Action: ActionRetryLater, After: quotaWait, Subject: SubjectSender}
	case found.isOneOf(transient):
		return Decision{Action: ActionRetryLater, After: passingWait, Subject: SubjectService}
	case found.isOneOf(unauthorized):
		return Decision{Action: ActionRenewToken, Subject: SubjectSender}
	case found.isOneOf(permission):
		return Decision{Action: ActionEscalate, Subject: SubjectSender}
	case found.isOneOf(policy):
		return Decision{Action: ActionChange, Subject: SubjectRecipient}
	case found.isOneOf(notFound | invalid):
		return Decision{Action: ActionChange, Subject: SubjectRequest}
	}
	return Decision{Action: ActionReconcile}
}
