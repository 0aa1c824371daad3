package batch

import (
	"errors"
	"time"

	"github.com/wabakit/whatsapp"
)

// A fate is what the outcome of an attempt means for the rest of the batch.
type fate uint8

const (
	settled    fate = iota // the message needs no more sending
	unfit                  // it was settled without a word from Graph
	unanswered             // it may have been sent
	heldBack               // its recipient has to wait
	setAside               // it is left for the next run; the others go on
	slowedDown             // the whole batch has to wait
	stopping               // no other message would be sent
)

// judge says what has become of the message, and what it means for the others.
func (a *attempt) judge(sent *whatsapp.SentMessage, err error) {
	decision := whatsapp.Decide(err)
	a.doubted = a.doubted || decision.Weak
	a.result.Err = withoutBallast(err)
	concernsAll := decision.Subject == whatsapp.SubjectSender || decision.Subject == whatsapp.SubjectService
	switch decision.Action {
	case whatsapp.ActionDone:
		a.result.State, a.result.Sent = StateAccepted, sent
		if sent != nil {
			a.result.MessageID = sent.ID()
		}
	case whatsapp.ActionReconcile:
		a.result.State, a.fate = StateUnknown, unanswered
	case whatsapp.ActionRetryNow, whatsapp.ActionRetryLater:
		a.fate = fateOfWaiting(decision)
		a.wait(err, decision)
	default:
		a.fate = setAside
		switch {
		case concernsAll, decision.Action == whatsapp.ActionRenewToken:
			a.fate = stopping
		case decision.Action == whatsapp.ActionChange:
			a.result.State, a.fate = StateRejected, settled
			if !isGraphs(err) {
				a.fate = unfit
			}
		}
	}
	if a.doubted && a.result.State == StateRejected {
		a.result.State, a.result.Err, a.fate = StateUnknown, doubt(a.result.Err), unanswered
	}
}

// doubt makes the error of a message that fails after a refusal that was not
// Graph's own word: an attempt before it may have succeeded.
func doubt(err error) error {
	return &restoredUnknown{text: "batch: an earlier attempt was refused, but not by Graph itself, so the message may have been sent; wait for a status webhook with its biz_opaque_callback_data: " + err.Error()}
}

// fateOfWaiting is the fate of a message that may go out later.
func fateOfWaiting(decision whatsapp.Decision) fate {
	switch decision.Subject {
	case whatsapp.SubjectRecipient:
		return heldBack
	case whatsapp.SubjectRequest, whatsapp.SubjectTemplate:
		return setAside
	}
	return slowedDown
}

// wait notes how long Graph wants to hear nothing of this message.
func (a *attempt) wait(err error, decision whatsapp.Decision) {
	refusal, refused := errors.AsType[*whatsapp.GraphAPIError](err)
	if !refused {
		return
	}
	a.asked = refusal.RetryAfter
	if a.fate != slowedDown && a.asked > 0 {
		a.result.NotBefore = time.Now().Add(decision.After).UTC()
	}
}

// isGraphs reports whether Graph itself has refused the message.
func isGraphs(err error) bool {
	_, refused := errors.AsType[*whatsapp.GraphAPIError](err)
	return refused
}
