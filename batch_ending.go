package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
)

// An ending is what an attempt means for its message and for the batch.
type ending uint8

const (
	endedNotSent       ending = iota
	endedAccepted             // Graph has the message
	endedRejected             // refused for good
	endedUnknown              // it may have been sent
	endedPairThrottled        // not sent: this recipient has to wait
	endedThrottled            // not sent: the whole batch has to wait
	endedStopping             // not sent, and no other message would be
)

// endingOf judges the outcome of an attempt that was not repeated.
func endingOf(ctx context.Context, err error) ending {
	_, refusedByGraph := errors.AsType[*GraphAPIError](err)
	switch {
	case err == nil:
		return endedAccepted
	case errors.Is(err, ErrOutcomeUnknown):
		return endedUnknown
	case errors.Is(err, ErrPairRateLimited):
		return endedPairThrottled
	case ctx.Err() != nil && !refusedByGraph && !isUnfit(err):
		return endedNotSent
	case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrPermission):
		return endedStopping // the next message would fare no better
	case errors.Is(err, ErrRateLimited) && !mayRepeat(err):
		return endedStopping // the number is restricted
	case errors.Is(err, ErrPolicy):
		return endedRejected
	case mayRepeat(err):
		return endedThrottled
	case refusedByGraph, isUnfit(err):
		return endedRejected
	}
	return endedStopping // no certificate or no token to send with
}

// isUnfit reports whether the message itself could not be sent.
func isUnfit(err error) bool {
	_, invalid := errors.AsType[*ValidationError](err)
	_, unencodable := errors.AsType[*json.MarshalerError](err)
	return invalid || unencodable
}

// mayRepeat reports whether the policy for repetition would have sent the
// message again, had it been allowed to.
func mayRepeat(err error) bool {
	if failure, ok := errors.AsType[*GraphAPIError](err); ok {
		return failure.gaveUp != ""
	}
	if failure, ok := errors.AsType[*TransportError](err); ok {
		return failure.gaveUp != ""
	}
	return false
}
