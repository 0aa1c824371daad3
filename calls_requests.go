package whatsapp

// The requests as they are sent: with the call and what to do with it.

// ofCall is a request about a call that there is.
type ofCall struct {
	CallID string     `json:"call_id"`
	Action CallAction `json:"action"`
}

// Validate checks that there is a call id.
func (r ofCall) Validate() error { return r.with(nil).err() }

// with adds a missing call id to what is wrong with the rest of a request.
func (r ofCall) with(rest violations) violations {
	var found violations
	found.require("call_id", r.CallID)
	return append(found, rest...)
}

type connectRequest struct {
	Action CallAction `json:"action"`
	ConnectCallRequest
}

type preAcceptRequest struct {
	ofCall
	PreAcceptCallRequest
}

// Validate also checks the call id.
func (r preAcceptRequest) Validate() error { return r.with(r.PreAcceptCallRequest.violations()).err() }

type acceptRequest struct {
	ofCall
	AcceptCallRequest
}

// Validate also checks the call id.
func (r acceptRequest) Validate() error { return r.with(r.AcceptCallRequest.violations()).err() }

type updateMediaRequest struct {
	ofCall
	UpdateCallMediaRequest
}

// Validate also checks the call id.
func (r updateMediaRequest) Validate() error {
	return r.with(r.UpdateCallMediaRequest.violations()).err()
}
