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
	// After is how long to wait before an [ActionRetryLater]: as long as Graph
	// has asked for, else as long as the failure is known to last, else a guess.
	// It is zero for every other action.
	After time.Duration
	// Subject is what the failure is about, and so what else would fail for the
	// same reason. It is empty when nothing has failed, and when nobody knows.
	Subject Subject
	// Weak means that the request was refused, but not by Graph's own word: the
	// answer may come from a proxy that does not know what became of it. Sending
	// it again is reasonable; if that fails for good, the outcome is unknown.
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

// Action is what to do about the outcome of a call. Only after ActionRetryNow and
// ActionRetryLater may the same request go out again as it is and unattended.
//
// An operation that is [RepeatSafe], such as reading, counts as not carried out
// when its outcome is not known: carrying it out a second time does no harm.
type Action string

// The actions. A switch over them can list them in any order.
const (
	// ActionDone: it has been carried out; there is nothing left to do.
	ActionDone Action = "done"
	// ActionRetryNow: it has not been carried out, because the caller's context
	// ended first. The same request may go out as soon as it is wanted.
	ActionRetryNow Action = "retry_now"
	// ActionRetryLater: it has not been carried out. The same request may go out
	// when Decision.After has passed.
	ActionRetryLater Action = "retry_later"
	// ActionChange: it has not been carried out and never will be as it is.
	// Change the request, or drop it.
	ActionChange Action = "change"
	// ActionRenewToken: it has not been carried out for want of a valid access
	// token. The same request may go out with another one.
	ActionRenewToken Action = "renew_token"
	// ActionEscalate: it has not been carried out, and will not be until somebody
	// has acted: granted a permission, registered the number, paid a bill. The
	// error says what. The same request may go out then.
	ActionEscalate Action = "escalate"
	// ActionReconcile: it may have been carried out. Find out before anything
	// else: doing it again could do it twice. Of a message, a status webhook with
	// its CallbackData tells.
	ActionReconcile Action = "reconcile"
)

// Subject is what a failure is about.
type Subject string

// The subjects.
const (
	// SubjectRequest: this one request, by what it holds.
	SubjectRequest Subject = "request"
	// SubjectRecipient: the recipient. Messages to others are not affected.
	SubjectRecipient Subject = "recipient"
	// SubjectTemplate: the template or the flow that the message uses. Other
	// messages with it would fail as well.
	SubjectTemplate Subject = "template"
	// SubjectSender: the phone number or other object that the request addresses,
	// its account, or the access token. Nothing else can be sent from there either.
	SubjectSender Subject = "sender"
	// SubjectService: Meta's servers or the way to them. It concerns whatever is
	// sent at this time.
	SubjectService Subject = "service"
)

// Decide says what to do about the outcome of a call, in one word and with a
// time. It knows the errors of this package, wrapped or not, and takes nil for
// success. Of several errors joined, the most cautious decision counts.
//
// What it does not know could have happened before or after an effect, so that
// the decision is [ActionReconcile]: for errors of other packages, and also for
// a context error that no call has returned. An error with a method
// Decision() Decision decides for itself.
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

// decide takes the decision of the outermost error that has one.
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
	worst := Decision{Action: ActionReconcile} // of no error at all, nothing is known
	for i, err := range joined {
		found := decide(err)
		rank, known := caution[found.Action]
		if !known {
			return Decision{Action: ActionReconcile}
		}
		worstRank := caution[worst.Action]
		if i == 0 || rank > worstRank || rank == worstRank && found.After > worst.After {
			found.Weak = found.Weak || worst.Weak
			worst = found
		} else {
			worst.Weak = worst.Weak || found.Weak
		}
	}
	return worst
}

// classOf is the class that an error of another package claims to be of.
func classOf(err error) class {
	for place, sentinel := range sentinels {
		if found := class(1) << place; !found.isOneOf(singleFailures) && errors.Is(err, sentinel) {
			return found
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
		row = nil // Graph's word on this refusal counts for more than the code
	}
	decided := decisionOfClass(found, row)
	if decided.Action == ActionRetryLater && e.RetryAfter > 0 {
		decided.After = e.RetryAfter
	}
	asks := e.StatusCode == http.StatusTooManyRequests || e.IsTransient
	decided.Weak = decided.Action == ActionRetryLater && asks && e.isWeak()
	return decided
}

// cameFromElsewhere reports whether not Graph has answered, but something on the
// way that knows no such page or wants to send the caller elsewhere.
func (e *GraphAPIError) cameFromElsewhere() bool {
	moved := e.StatusCode >= http.StatusMultipleChoices && e.StatusCode < http.StatusBadRequest
	return e.byStatus && !e.IsTransient && (moved || classOfStatus(e.StatusCode) == notFound)
}

func (e *TransportError) decision() Decision {
	switch refusal, refused := errors.AsType[*GraphAPIError](e.Err); {
	case !e.judged:
		return Decision{Action: ActionReconcile}
	case e.passing:
		return Decision{Action: ActionRetryLater, After: passingWait, Subject: SubjectService}
	case errors.Is(e.Err, ErrUnauthorized):
		return Decision{Action: ActionRenewToken, Subject: SubjectSender}
	case refused: // the context has ended before the next attempt
		return refusal.decision()
	case isContextError(e.Err):
		return Decision{Action: ActionRetryNow}
	}
	return Decision{Action: ActionEscalate, Subject: SubjectService}
}

// The waits for want of a better knowledge.
const (
	passingWait    = 30 * time.Second // for servers and connections to come back
	throughputWait = time.Minute      // for messages to one recipient, or of one number
	quotaWait      = 5 * time.Minute  // for a quota that is counted by the hour
	unstatedWait   = time.Hour        // for a limit of which Meta says nothing
)

// decisionOfClass is the decision of a class, and of the row of its code where
// there is one.
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
