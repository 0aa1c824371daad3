package batch

import (
	"errors"
	"time"

	"github.com/wabakit/whatsapp"
)

// An effect is what the outcome of an attempt means for the rest of the batch.
type effect uint8

const (
	settled    effect = iota // the message is not sent again
	unfit                    // it was rejected, but not by Graph
	unanswered               // it may have been sent
	heldBack                 // its recipient has to wait
	setAside                 // it is left for the next run; the others continue
	slowedDown               // the whole batch has to wait
	stopping                 // the other messages would fail too
)

// classify records the outcome of the message and its effect on the others.
func (a *attempt) classify(sent *whatsapp.SentMessage, err error) {
	decision := whatsapp.Decide(err)
	a.doubted = a.doubted || decision.Weak
	a.result.Err = trimmed(err)
	concernsAll := decision.Subject == whatsapp.SubjectSender || decision.Subject == whatsapp.SubjectService
	switch decision.Action {
	case whatsapp.ActionDone:
		a.result.State, a.result.Sent = StateAccepted, sent
		if sent != nil {
			a.result.MessageID = sent.ID()
		}
	case whatsapp.ActionReconcile:
		a.result.State, a.effect = StateUnknown, unanswered
	case whatsapp.ActionRetryNow, whatsapp.ActionRetryLater:
		a.effect = effectOfWaiting(decision)
		a.wait(err, decision)
	default:
		a.effect = setAside
		switch {
		case concernsAll, decision.Action == whatsapp.ActionRenewToken:
			a.effect = stopping
		case decision.Action == whatsapp.ActionChange:
			a.result.State, a.effect = StateRejected, settled
			if !isGraphError(err) {
				a.effect = unfit
			}
		}
	}
	if a.doubted && a.result.State == StateRejected {
		a.result.State, a.result.Err, a.effect = StateUnknown, doubt(a.result.Err), unanswered
	}
}

// doubt returns the error of a message that fails after a refusal that did not
// come from Graph: an earlier attempt may have succeeded.
func doubt(err error) error {
	return &restoredUnknown{text: "batch: an earlier attempt was refused, but not by Graph itself, so the message may have been sent; wait for a status webhook with its biz_opaque_callback_data: " + err.Error()}
}

// effectOfWaiting returns the effect of a message that may be sent later.
func effectOfWaiting(decision whatsapp.Decision) effect {
	switch decision.Subject {
	case whatsapp.SubjectRecipient:
		return heldBack
	case whatsapp.SubjectRequest, whatsapp.SubjectTemplate:
		return setAside
	}
	return slowedDown
}

// wait records how long Graph asks to wait before this message is sent again.
func (a *attempt) wait(err error, decision whatsapp.Decision) {
	refusal, refused := errors.AsType[*whatsapp.GraphAPIError](err)
	if !refused {
		return
	}
	a.asked = refusal.RetryAfter
	if a.effect != slowedDown && a.asked > 0 {
		a.result.NotBefore = time.Now().Add(decision.After).UTC()
	}
}

// isGraphError reports whether Graph itself refused the message.
func isGraphError(err error) bool {
	_, refused := errors.AsType[*whatsapp.GraphAPIError](err)
	return refused
}
