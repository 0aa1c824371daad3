package whatsapp

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// An outcome classifies the result of one attempt.
type outcome uint8

const (
	succeeded  outcome = iota
	notSent            // nothing left this machine
	throttling         // refused: a limit was hit
	askedAgain         // refused: the server asks for the same request again
	faulted            // the server failed, before or after the effect
	broken             // no answer, or an incomplete one
	unusable           // an answer that a retry would not improve: endless, or of another form
	refused            // refused for good
	misrouted          // not sent, and never will be: bad certificate, bad token source
)

// A verdict says what to do after an attempt.
type verdict uint8

const (
	repeat verdict = iota
	stop
	stopUnknown // stop, and report that the request may have been carried out
)

// verdicts is the policy for repeating requests: the verdict by the outcome of
// the attempt and the safety of the operation.
var verdicts = [...]verdictRow{
	succeeded:  {RepeatSafe: stop, RepeatUnsafe: stop, RepeatNever: stop},
	notSent:    {RepeatSafe: repeat, RepeatUnsafe: repeat, RepeatNever: repeat},
	throttling: {RepeatSafe: repeat, RepeatUnsafe: repeat, RepeatNever: stop},
	askedAgain: {RepeatSafe: repeat, RepeatUnsafe: repeat, RepeatNever: stop},
	faulted:    {RepeatSafe: repeat, RepeatUnsafe: stopUnknown, RepeatNever: stopUnknown},
	broken:     {RepeatSafe: repeat, RepeatUnsafe: stopUnknown, RepeatNever: stopUnknown},
	unusable:   {RepeatSafe: stop, RepeatUnsafe: stopUnknown, RepeatNever: stopUnknown},
	refused:    {RepeatSafe: stop, RepeatUnsafe: stop, RepeatNever: stop},
	misrouted:  {RepeatSafe: stop, RepeatUnsafe: stop, RepeatNever: stop},
}

// A verdictRow has a verdict for each Repeat.
type verdictRow [3]verdict

// outcomeOfRefusal classifies an error answer: by its code first, and by its
// HTTP status if the code is not known.
func (c *call) outcomeOfRefusal(failure *GraphAPIError) outcome {
	rule := failure.rule()
	switch {
	case failure.StatusCode == http.StatusTooManyRequests, rule == throttled, rule == spread:
		return throttling
	case failure.IsTransient && failure.hasNoCode():
		// Only upload sessions ask for another attempt without an error code.
		if c.op.session {
			return askedAgain
		}
		return faulted
	case failure.byStatus:
		return outcomeOfStatus(failure.StatusCode)
	case rule == asksAgain, rule == delayed, failure.IsTransient:
		return askedAgain
	case rule == ambiguous:
		return faulted
	case failure.row() == nil && failure.StatusCode >= http.StatusInternalServerError:
		return faulted
	}
	return refused
}

// rule returns what the error's code proves.
func (e *GraphAPIError) rule() retryRule {
	if row := e.row(); row != nil {
		return row.retry
	}
	return never
}

// hasNoCode reports whether the error lacks the code that all errors of Graph
// have.
func (e *GraphAPIError) hasNoCode() bool { return e.Code == 0 && e.row() == nil }

// isWeak reports whether an error that allows another attempt fails to prove
// that Graph refused the request: a proxy's page, or an error with an ambiguous
// code.
func (e *GraphAPIError) isWeak() bool {
	switch e.rule() {
	case throttled, spread, delayed, asksAgain:
		return false
	case ambiguous:
		return true
	}
	return e.hasNoCode() || !e.IsTransient
}

func outcomeOfStatus(status int) outcome {
	switch {
	case status == http.StatusTooManyRequests:
		return throttling
	case status == http.StatusRequestTimeout, status >= http.StatusInternalServerError:
		return faulted
	case status < http.StatusBadRequest && !isSuccess(status):
		// The request may have been carried out: 303 redirects after success.
		return unusable
	}
	return refused
}

// outcomeOfConnection classifies an attempt without an answer. It counts as not
// sent only if that is proved; a custom transport may fail in ways that prove
// nothing.
func (c *call) outcomeOfConnection(err error) outcome {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok || c.isProxyRefusal(err) {
		return misrouted
	}
	if c.unsent {
		return notSent
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return notSent
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok && (operation.Op == "dial" || operation.Op == "proxyconnect") {
		return notSent
	}
	return broken
}

// attemptTimeoutError says that one attempt timed out. It is not
// context.DeadlineExceeded, because the caller's context has not ended.
type attemptTimeoutError struct{ after time.Duration }

func (e *attemptTimeoutError) Error() string {
	return "no complete answer within the attempt timeout of " + e.after.String()
}

// Timeout returns true, as in net.Error.
func (e *attemptTimeoutError) Timeout() bool { return true }
