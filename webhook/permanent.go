package webhook

import "errors"

// Permanent wraps an error that another delivery of the event would only
// repeat, or must not repeat: the user has blocked the business, say, or it is
// unknown whether a reply was sent. The event is done all the same: the handler
// reports the error to [Config.OnError] and accepts the event, and
// [Deduplicate] does not pass it on again. The result is nil if err is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// IsPermanent reports whether the error is, or wraps, one made by [Permanent].
func IsPermanent(err error) bool {
	_, ok := errors.AsType[*permanentError](err)
	return ok
}

type permanentError struct{ cause error }

func (e *permanentError) Error() string { return e.cause.Error() }
func (e *permanentError) Unwrap() error { return e.cause }
