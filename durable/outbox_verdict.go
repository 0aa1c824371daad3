package durable

import (
	"errors"
	"time"

	"github.com/wabakit/whatsapp"
)

// The codes that say more than their class.
const (
	codeThroughput  = 130429 // the number's pace
	codePair        = 131056 // the recipient's pace
	codeSpam        = 131048
	codePolicy      = 368
	codeNoTemplate  = 132001 // or none that is approved
	codePaused      = 132015 // a template
	codeDisabled    = 132016 // a template, for good
	codeFlowBlocked = 132068 // of a template
)

// stopsCampaign reports whether a code tells of the state of a template, which
// all messages with it meet, and which somebody can change while they wait.
// What it tells of a message is that message's affair; and what asks for
// another message, such as one through another API, does not get better by
// waiting.
func stopsCampaign(code int) bool {
	switch code {
	case codeNoTemplate, codePaused, codeDisabled, codeFlowBlocked:
		return true
	}
	return false
}

// A verdict is what becomes of a message after an attempt.
type verdict struct {
	state     State
	reason    string
	code      int
	messageID string
	refusals  int
	weak      int

	due       time.Time // of the message alone; others to the recipient go first
	laneUntil time.Time // for all messages to the recipient
	hold      newHold
}

// The waits of a verdict.
const (
	tokenWait     = time.Minute     // for somebody to renew an access token
	elsewhereWait = 5 * time.Minute // for something that is in the way to Graph
	soon          = time.Second
	// ownWait is from where on a wait is the message's own business: nobody
	// wants a passcode to wait for a day behind an offer.
	ownWait = time.Hour
)

// judge decides what becomes of the message.
func (m *messageJob) judge(sent *whatsapp.SentMessage) verdict {
	v := verdict{state: StateQueued, refusals: m.refusals, weak: m.weak}
	decision := whatsapp.Decide(m.err)
	if m.err == nil && (sent == nil || sent.ID() == "") {
		m.err = errors.New("the answer has no id of a message")
		decision = whatsapp.Decision{Action: whatsapp.ActionReconcile}
	}
	if m.err != nil {
		v.reason = errorText(m.err)
	}
	if refusal, ok := errors.AsType[*whatsapp.GraphAPIError](m.err); ok {
		v.code = refusal.Code
	}
	switch decision.Action {
	case whatsapp.ActionDone:
		v.accepted(sent)
	case whatsapp.ActionRetryNow:
		v.laneUntil = time.Now().Add(soon)
	case whatsapp.ActionRetryLater:
		m.judgeRefusal(&v, decision)
	case whatsapp.ActionRenewToken:
		v.hold = newHold{number: true, until: time.Now().Add(tokenWait), reason: v.reason, code: v.code}
	case whatsapp.ActionEscalate:
		m.judgeTrouble(&v, decision)
	case whatsapp.ActionChange:
		m.judgeTemplate(&v)
	default:
		v.state = StateUnknown
	}
	return v
}

func (v *verdict) accepted(sent *whatsapp.SentMessage) {
	v.state, v.messageID, v.refusals = StateAccepted, sent.ID(), 0
	switch status := sent.Status(); status {
	case whatsapp.MessageStatusHeldForQualityAssessment, whatsapp.MessageStatusPaused:
		v.state, v.reason = StateHeld, string(status)
	}
}

// judgeRefusal is for what Graph may take later.
func (m *messageJob) judgeRefusal(v *verdict, decision whatsapp.Decision) {
	v.refusals++
	if decision.Weak {
		v.weak = 1
	}
	if v.refusals >= m.outbox.config.MaxRefusals {
		v.state = StateFailed
		if v.weak > 0 {
			v.state = StateUnknown // a proxy may have refused what Graph had taken
		}
		return
	}
	now := time.Now()
	wait := min(decision.After, ladder(v.refusals))
	switch {
	case v.code == codePair:
		v.laneUntil = now.Add(wait)
	case v.code == codeThroughput && m.outbox.config.Limiter != nil:
		v.laneUntil = now.Add(wait) // the limiter slows down the others
	case decision.After >= ownWait && decision.Subject != whatsapp.SubjectSender:
		v.due = now.Add(decision.After)
	case decision.Subject == whatsapp.SubjectTemplate:
		v.due = now.Add(decision.After)
	case decision.Subject == whatsapp.SubjectRecipient:
		v.laneUntil = now.Add(decision.After)
	case decision.Subject == whatsapp.SubjectSender && v.code != codeThroughput:
		v.hold = newHold{number: true, until: now.Add(decision.After), reason: v.reason, code: v.code}
	default:
		v.hold = newHold{number: true, until: now.Add(wait), reason: v.reason, code: v.code}
	}
}

// ladder is the wait that Meta asks for: 4 to the power of the refusals, in
// seconds.
func ladder(refusals int) time.Duration { return usualBackoff(refusals) }

// judgeTrouble is for what somebody has to see to.
func (m *messageJob) judgeTrouble(v *verdict, decision whatsapp.Decision) {
	switch decision.Subject {
	case whatsapp.SubjectTemplate:
		m.judgeTemplate(v)
	case whatsapp.SubjectRecipient, whatsapp.SubjectRequest:
		v.state = StateFailed
	case whatsapp.SubjectService:
		v.hold = newHold{number: true, until: time.Now().Add(elsewhereWait), reason: v.reason, code: v.code}
	default:
		v.hold = newHold{number: true, reason: v.reason, code: v.code}
	}
}

// judgeTemplate has a campaign stop whose template is of no use. Its message
// goes with the others when it is resumed. Any other one has failed.
func (m *messageJob) judgeTemplate(v *verdict) {
	v.state = StateFailed
	if m.campaign != 0 && stopsCampaign(v.code) {
		v.state = StateQueued
		v.hold = newHold{campaign: true, reason: v.reason, code: v.code}
	}
}
