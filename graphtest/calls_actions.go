package graphtest

import (
	"strings"
	"unicode/utf8"

	"github.com/wabakit/whatsapp/webhook"
)

var callActions = []string{"connect", "pre_accept", "accept", "reject", "terminate", "media_update"}

const maxCallPurpose = 250

// manageCalls does what the action says.
func (c *call) manageCalls() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	action, f := c.params.choiceFold("action", callActions...)
	switch {
	case f != nil:
		return nil, f
	case action == "":
		return nil, missing("action")
	}
	if f := checkCalling(c.node); f != nil {
		return nil, f
	}
	if action == "connect" {
		return c.connectCall()
	}
	known, f := c.namedCall(action)
	if f != nil {
		return nil, f
	}
	switch action {
	case "pre_accept":
		known.preAccepted, f = c.session("answer")
	case "accept":
		f = c.acceptCall(known)
	case "media_update":
		_, f = c.session("offer", "answer")
	default:
		c.server.endCall(known, nil)
	}
	if f != nil {
		return nil, f
	}
	return map[string]any{"messaging_product": "whatsapp", "success": true}, nil
}

// checkCalling refuses phone numbers whose calls are off, or go over SIP.
func checkCalling(phone *node) *failure {
	calling := phone.settings()["calling"]
	sip, _ := calling["sip"].(map[string]any)
	switch {
	case phone.hidden["unregistered"] != "":
		return registrationRefused(133010, "The phone number is not registered")
	case calling["status"] != enabled:
		return refused(138000, "Calling is not enabled for the phone number: see its settings")
	case sip["status"] == enabled:
		return refused(131055, "The calls of the phone number are signalled over SIP")
	}
	return nil
}

// namedCall returns the call that a request names, if the action fits its
// state.
func (c *call) namedCall(action string) (*Call, *failure) {
	id, _ := c.params.text("call_id")
	known := c.graph.calls.byID[id]
	switch {
	case id == "":
		return nil, missing("call_id")
	case known == nil || known.PhoneNumberID != c.node.id:
		return nil, refused(131009, "Param call_id: the phone number has no call %q", id)
	case known.State == CallStateEnded:
		return nil, refused(131009, "Param call_id: the call has ended")
	}
	needsAccepted := action == "media_update" || action == "terminate" && !known.isOfBusiness()
	switch {
	case needsAccepted && known.State == CallStateRinging:
		return nil, refused(131009, "Param action: the call has not been accepted")
	case needsAccepted, action == "terminate":
		return known, nil
	case known.isOfBusiness():
		return nil, refused(131009, "Param action: only a call of a user can be accepted or rejected")
	case known.State == CallStateAccepted:
		return nil, refused(131009, "Param action: the call has been accepted already")
	}
	return known, nil
}

func (c *call) connectCall() (any, *failure) {
	var callee Sent
	if f := c.readRecipient(&callee); f != nil {
		return nil, f
	}
	now := c.now()
	started := Call{
		PhoneNumberID: c.node.id, User: recipientKey(orElse(callee.To, callee.Recipient)),
		Direction: webhook.CallDirectionBusinessInitiated, At: now, ringsUntil: now.Add(ringingTime),
	}
	offer, f := c.session("offer")
	if f != nil {
		return nil, f
	}
	started.Offer = offer
	if f := c.readCallOptions(&started); f != nil {
		return nil, f
	}
	with := started.pair()
	current, count := c.graph.calls.current(with)
	switch permission := c.graph.callPermission(with); {
	case !permission.holds():
		return nil, refused(138006, "The user has not permitted the phone number to call")
	case current != nil:
		return nil, refused(138003, "The call %s with the user is in progress", current.ID)
	case count >= maxCallsAtATime:
		return nil, refused(138002, "The phone number has %d calls", count)
	case permission.startLimit().reached():
		return nil, refused(138012, "The phone number has called the user %d times within 24 hours", maxStartedCalls)
	}
	known := c.graph.addCall(started)
	known.Answer = sampleAnswer
	c.server.announceConnect(known)
	c.server.announceProgress(known, webhook.CallProgressRinging)
	return map[string]any{"messaging_product": "whatsapp", "calls": []any{map[string]any{"id": known.ID}}}, nil
}

func (c *call) acceptCall(known *Call) *failure {
	answer, f := c.session("answer")
	if f != nil {
		return f
	}
	if known.preAccepted != "" && answer != known.preAccepted {
		return refused(131009, "Param session['sdp'] must be the one with which the call was pre-accepted")
	}
	if f := c.readCallOptions(known); f != nil {
		return f
	}
	c.server.pickUp(known, answer)
	return nil
}

// session returns the description of a session of one of some types.
func (c *call) session(types ...string) (sdp string, f *failure) {
	value, given := c.params.object("session")
	members, isObject := value.(map[string]any)
	switch {
	case !given:
		return "", missing("session")
	case !isObject:
		return "", invalid("Param session must be an object")
	}
	kind, _ := members["sdp_type"].(string)
	sdp, _ = members["sdp"].(string)
	switch {
	case !isAmong(kind, types...):
		return "", notAmong("session['sdp_type']", kind, types)
	case !strings.HasPrefix(sdp, "v=0"):
		return "", invalid("Param session['sdp'] must be a session description by RFC 8866")
	}
	return sdp, nil
}

// readCallOptions reads what goes with connecting and accepting.
func (c *call) readCallOptions(into *Call) *failure {
	data, _ := c.params.text("biz_opaque_callback_data")
	if length := utf8.RuneCountInString(data); length > maxCallbackData {
		return invalid("Param biz_opaque_callback_data must be at most %d characters long - got %d", maxCallbackData, length)
	}
	recorded, f := c.capture("recording")
	if f != nil {
		return f
	}
	transcribed, f := c.capture("transcription")
	if f != nil {
		return f
	}
	into.CallbackData, into.Recorded, into.Transcribed = data, recorded, transcribed
	return nil
}

// capture reports whether a call is to be recorded, or transcribed.
func (c *call) capture(name string) (bool, *failure) {
	value, given := c.params.object(name)
	if !given {
		return false, nil
	}
	members, isObject := value.(map[string]any)
	if !isObject {
		return false, invalid("Param %s must be an object", name)
	}
	status, f := featureStatus(members, name+"['status']")
	if f != nil || status == disabled {
		return false, f
	}
	purpose, _ := members["purpose"].(string)
	language, _ := members["announcement_language"].(string)
	switch length := utf8.RuneCountInString(purpose); {
	case purpose == "":
		return false, required(name + "['purpose']")
	case length > maxCallPurpose:
		return false, invalid("Param %s['purpose'] must be at most %d characters long - got %d", name, maxCallPurpose, length)
	case language == "":
		return false, required(name + "['announcement_language']")
	}
	return true, nil
}
