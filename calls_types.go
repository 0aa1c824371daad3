package whatsapp

// CallAction is what a request does with a call; each has its method.
type CallAction string

// What requests do with calls.
const (
	CallActionConnect   CallAction = "connect"
	CallActionPreAccept CallAction = "pre_accept"
	CallActionAccept    CallAction = "accept"
	CallActionReject    CallAction = "reject"
	CallActionTerminate CallAction = "terminate"
	// CallActionMediaUpdate is not in Meta's document.
	CallActionMediaUpdate CallAction = "media_update"
)

// SDPType says which part of a negotiation a session is.
type SDPType string

// The two parts of a negotiation: who calls makes an offer, and who is called
// answers it.
const (
	SDPTypeOffer  SDPType = "offer"
	SDPTypeAnswer SDPType = "answer"
)

// CallSession describes the media of one side of a call.
type CallSession struct {
	SDPType SDPType `json:"sdp_type"`
	// SDP is a session description by RFC 8866, as WebRTC makes it.
	SDP string `json:"sdp"`
}

func (s CallSession) violations() violations {
	var found violations
	found.require("sdp_type", string(s.SDPType))
	found.require("sdp", s.SDP)
	return found
}

// session checks a session that must be of one type.
func (v *violations) session(session CallSession, want SDPType) {
	v.within("session", session.violations())
	if session.SDPType != "" && session.SDPType != want {
		v.add("session.sdp_type", "must be %q, not %q", want, session.SDPType)
	}
}

// maxCallPurpose is the longest purpose, in characters.
const maxCallPurpose = 250

// CallCapture has a call recorded or transcribed. Both sides hear an
// announcement with the purpose first.
type CallCapture struct {
	Status FeatureStatus `json:"status"`
	// Purpose is what the announcement gives as the reason, in its language, at
	// most 250 characters. It is required if the status is
	// [FeatureStatusEnabled].
	Purpose string `json:"purpose,omitzero"`
	// AnnouncementLanguage is the language of the announcement, such as "en_US"
	// or "es". It is required if the status is [FeatureStatusEnabled].
	AnnouncementLanguage string `json:"announcement_language,omitzero"`
}

func (v *violations) capture(member string, capture *CallCapture) {
	if capture == nil {
		return
	}
	var found violations
	found.require("status", string(capture.Status))
	required := 0
	if capture.Status.IsEnabled() {
		required = 1
		found.require("announcement_language", capture.AnnouncementLanguage)
	}
	found.length("purpose", capture.Purpose, required, maxCallPurpose)
	v.within(member, found)
}

// ConnectCallRequest describes a call to a user.
type ConnectCallRequest struct {
	// To is the user's phone number in international form, with or without a
	// plus. Recipient is the user's business-scoped id. One of them is
	// required; if both are set, Graph takes To.
	To        string `json:"to,omitzero"`
	Recipient string `json:"recipient,omitzero"`
	// Session is an offer.
	Session CallSession `json:"session"`
	// CallbackData comes back in the webhooks of the call as
	// biz_opaque_callback_data: at most 512 characters.
	CallbackData string `json:"biz_opaque_callback_data,omitzero"`
	// Recording and Transcription are independent of each other. With both on,
	// there is one announcement, which Recording describes.
	Recording     *CallCapture `json:"recording,omitzero"`
	Transcription *CallCapture `json:"transcription,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r ConnectCallRequest) Validate() error { return r.violations().err() }

func (r ConnectCallRequest) violations() violations {
	var found violations
	found.recipient(r.To, r.Recipient, RecipientTypeIndividual)
	found.session(r.Session, SDPTypeOffer)
	found.length("biz_opaque_callback_data", r.CallbackData, 0, maxCallbackData)
	found.capture("recording", r.Recording)
	found.capture("transcription", r.Transcription)
	return found
}

// PreAcceptCallRequest prepares the answer to a call of a user.
type PreAcceptCallRequest struct {
	// Session is an answer.
	Session CallSession `json:"session"`
}

// Validate checks the limits that Meta documents.
func (r PreAcceptCallRequest) Validate() error { return r.violations().err() }

func (r PreAcceptCallRequest) violations() violations {
	var found violations
	found.session(r.Session, SDPTypeAnswer)
	return found
}

// AcceptCallRequest answers a call of a user.
type AcceptCallRequest struct {
	// Session is an answer, after [CallService.PreAccept] the same one.
	Session CallSession `json:"session"`
	// CallbackData comes back in the webhook terminate as
	// biz_opaque_callback_data: at most 512 characters.
	CallbackData string `json:"biz_opaque_callback_data,omitzero"`
	// Recording and Transcription are independent of each other. With both on,
	// there is one announcement, which Recording describes.
	Recording     *CallCapture `json:"recording,omitzero"`
	Transcription *CallCapture `json:"transcription,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r AcceptCallRequest) Validate() error { return r.violations().err() }

func (r AcceptCallRequest) violations() violations {
	var found violations
	found.session(r.Session, SDPTypeAnswer)
	found.length("biz_opaque_callback_data", r.CallbackData, 0, maxCallbackData)
	found.capture("recording", r.Recording)
	found.capture("transcription", r.Transcription)
	return found
}

// UpdateCallMediaRequest changes the media of a call.
type UpdateCallMediaRequest struct {
	// Session is an offer, or the answer to one.
	Session CallSession `json:"session"`
}

// Validate checks that there is a session.
func (r UpdateCallMediaRequest) Validate() error { return r.violations().err() }

func (r UpdateCallMediaRequest) violations() violations {
	var found violations
	found.within("session", r.Session.violations())
	return found
}
