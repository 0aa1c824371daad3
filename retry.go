package whatsapp

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// An outcome is what one attempt has shown.
type outcome uint8

const (
	succeeded  outcome = iota
	notSent            // nothing left this machine
	throttling         // refused: a limit was hit
	askedAgain         // refused: the server asks to send the same request again
	faulted            // the server failed, before or after the effect
	broken             // no answer, or none that can be read
	unusable           // an answer that would be no better next time: without end, or of another shape
	refused            // refused for good
	misrouted          // not sent, and never will be: bad certificate, bad token source
)

// A verdict is what to do after an attempt.
type verdict uint8

const (
	repeat verdict = iota
	stop
	stopUnknown // stop, and say that the request may have been carried out
)

// verdicts is the one policy for repetition: what an attempt has shown, by how
// safe the operation is to repeat.
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

// A verdictRow has one verdict for each Repeat.
type verdictRow [3]verdict

// outcomeOfRefusal classifies an answer that Graph has not carried out, or may
// not have: by its code first, by its HTTP status where the code says nothing.
func (c *call) outcomeOfRefusal(failure *GraphAPIError) outcome {
	rule := failure.rule()
	switch {
	case failure.StatusCode == http.StatusTooManyRequests, rule == throttled, rule == spread:
		return throttling
	case failure.IsTransient && failure.hasNoCode():
		// Only upload sessions ask for another attempt without a code.
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

// rule is what the error's code proves.
func (e *GraphAPIError) rule() retryRule {
	if row := e.row(); row != nil {
		return row.retry
	}
	return never
}

// hasNoCode reports whether the error lacks what every error of Graph has.
func (e *GraphAPIError) hasNoCode() bool { return e.byStatus || e.Code == 0 && e.row() == nil }

// isWeak reports whether an error that allows another attempt is not Graph's
// word that it has refused the request: a page, or an error whose code leaves
// that open.
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
		// A redirect may follow what was done, as 303 does.
		return unusable
	}
	return refused
}

// outcomeOfConnection classifies an attempt without an answer. Only evidence
// that nothing was sent counts as not sent; a custom transport may fail in ways
// that prove nothing.
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

// attemptTimeoutError says that one attempt ran out of time. It is not
// context.DeadlineExceeded: the caller's context has not ended.
type attemptTimeoutError struct{ after time.Duration }

func (e *attemptTimeoutError) Error() string {
	return "no complete answer within the attempt timeout of " + e.after.String()
}

// Timeout reports true, as net.Error has it.
func (e *attemptTimeoutError) Timeout() bool { return true }
