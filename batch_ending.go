package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// An ending is what an attempt means for its message and for the batch.
type ending uint8

const (
	endedNotSent       ending = iota
	endedAccepted             // Graph has the message
	endedRejected             // refused for good
	endedUnfit                // not sent: Graph would not understand it
	endedUnknown              // it may have been sent
	endedPairThrottled        // not sent: this recipient has to wait
	endedThrottled            // not sent: the whole batch has to wait
	endedStopping             // not sent, and no other message would be
)

// senderCodes are refusals for the sake of the sending number, its account or
// the request's address: the next message would fare no better.
var senderCodes = []int{
	33, 368, 803, 2500, 2635, 131031, 131037, 131042, 131045, 131048, 131064, 133006, 133010,
}

// groupThrottled is what 131056 is for a person.
const groupThrottled = 131208

// endingOf judges the outcome of an attempt that was not repeated.
func endingOf(ctx context.Context, err error) ending {
	refusal, refused := errors.AsType[*GraphAPIError](err)
	switch {
	case err == nil:
		return endedAccepted
	case errors.Is(err, ErrOutcomeUnknown):
		return endedUnknown
	case refused:
		return endingOfRefusal(refusal)
	case isUnfit(err):
		return endedUnfit
	case ctx.Err() != nil:
		return endedNotSent
	}
	if failure, ok := errors.AsType[*TransportError](err); ok && failure.gaveUp != "" {
		return endedThrottled // the network may come back
	}
	return endedStopping // no certificate or no token to send with
}

// endingOfRefusal judges what Graph has answered. A reason to give up repeating
// means that the policy for repetition would have sent the message again, had
// it been allowed to.
func endingOfRefusal(refusal *GraphAPIError) ending {
	again := refusal.gaveUp != ""
	switch {
	case errors.Is(refusal, ErrPairRateLimited), refusal.Code == groupThrottled:
		return endedPairThrottled
	case slices.Contains(senderCodes, refusal.Code), isElsewhere(refusal):
		return endedStopping
	case !again && (errors.Is(refusal, ErrUnauthorized) || errors.Is(refusal, ErrPermission)):
		return endedStopping
	case again && (refusal.IsTransient || !errors.Is(refusal, ErrPolicy)):
		return endedThrottled
	}
	return endedRejected
}

// isElsewhere reports whether something else than Graph has answered, which
// knows no such page or has moved it.
func isElsewhere(refusal *GraphAPIError) bool {
	moved := refusal.StatusCode >= http.StatusMultipleChoices && refusal.StatusCode < http.StatusBadRequest
	return refusal.byStatus && (moved || errors.Is(refusal, ErrNotFound))
}

// isUnfit reports whether the message itself could not be sent.
func isUnfit(err error) bool {
	_, invalid := errors.AsType[*ValidationError](err)
	_, unencodable := errors.AsType[*json.MarshalerError](err)
	return invalid || unencodable
}

// isGraphs reports whether Graph itself has refused the message.
func isGraphs(err error) bool {
	_, refused := errors.AsType[*GraphAPIError](err)
	return refused
}
