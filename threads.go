package whatsapp

import (
	"context"
	"net/http"
)

// ThreadService hands conversations over between the apps that share a phone
// number, and to Meta's own agent, which Meta calls conversation routing. A
// thread is a conversation with one person, and one app or nobody has control
// of it: only that app may answer with anything but a template.
//
// Who gets a new conversation is set in Meta Business Suite. Handovers come by
// webhook, in the field messaging_handovers, and what is said in threads of
// others in the field standby. A thread is nobody's again when the person has
// not written for 24 hours.
//
// The business must have accepted Meta's terms for its agents. Nothing reads
// who has control: keep what the webhooks say.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/overview
type ThreadService service

// Pass gives a thread that this app has control of to Meta's agent or to the
// escalation partner of the business.
//
//	POST /{phone-number-id}/thread_control
//
// Permission: whatsapp_business_messaging. A thread of another app is an
// [ErrInvalidRequest].
func (s *ThreadService) Pass(ctx context.Context, phoneNumberID string, request PassThreadRequest, opts ...RequestOption) (*ControlledThread, error) {
	body := threadControl{ThreadRequest: request.ThreadRequest, Action: threadPass}
	if request.Target != "" {
		body.ControlPass = &threadTarget{request.Target}
	}
	return s.control(ctx, phoneNumberID, body, opts)
}

// Release gives up control of a thread. Whoever writes next is routed like a
// new conversation. No webhook tells of it.
//
//	POST /{phone-number-id}/thread_control
//
// Permission: whatsapp_business_messaging. A thread of another app is an
// [ErrInvalidRequest].
func (s *ThreadService) Release(ctx context.Context, phoneNumberID string, request ThreadRequest, opts ...RequestOption) (*ControlledThread, error) {
	return s.control(ctx, phoneNumberID, threadControl{ThreadRequest: request, Action: threadRelease}, opts)
}

// Take takes control of a thread from whoever has it. Only the escalation
// partner of the business may.
//
//	POST /{phone-number-id}/thread_control
//
// Permission: whatsapp_business_messaging. Anybody but the escalation partner
// gets an [ErrPermission] with the code 2494191.
func (s *ThreadService) Take(ctx context.Context, phoneNumberID string, request ThreadRequest, opts ...RequestOption) (*ControlledThread, error) {
	return s.control(ctx, phoneNumberID, threadControl{ThreadRequest: request, Action: threadTake}, opts)
}

func (s *ThreadService) control(ctx context.Context, phoneNumberID string, body threadControl, opts []RequestOption) (*ControlledThread, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/thread_control", phoneNumberID)
	op.Body = body
	op.product = true
	op.reconcile = "wait for the webhook messaging_handovers; a release has none"
	return decode[ControlledThread](ctx, s.client, op, opts)
}

// ThreadRequest names a thread by the person in it: To or Recipient is
// required.
type ThreadRequest struct {
	// To is the phone number of the person, and Recipient the business-scoped
	// user id of somebody who hides it. With both, Graph takes To.
	To        string `json:"to,omitempty"`
	Recipient string `json:"recipient,omitempty"`
	// Metadata is for the next owner, who gets it with the webhook: up to 2,000
	// characters.
	Metadata string `json:"metadata,omitempty"`
}

// Validate checks that there is a person, and the limits that Meta documents.
func (r ThreadRequest) Validate() error {
	var found violations
	found.recipient(r.To, r.Recipient, RecipientTypeIndividual)
	found.length("metadata", r.Metadata, 0, maxThreadMetadata)
	return found.err()
}

const maxThreadMetadata = 2000

// PassThreadRequest says whose a thread becomes.
type PassThreadRequest struct {
	ThreadRequest
	// Target is empty for the escalation partner of the business.
	Target ThreadTarget `json:"-"`
}

// ThreadTarget is who gets a thread.
type ThreadTarget string

// ThreadTargetAIAgent is Meta's agent, the only target that Meta documents.
const ThreadTargetAIAgent ThreadTarget = "ai_agent"

// ControlledThread is the answer to [ThreadService.Pass] and its siblings.
type ControlledThread struct {
	MessagingProduct string `json:"messaging_product"`
}

// threadControl is a request as it is sent.
type threadControl struct {
	ThreadRequest
	Action      threadAction  `json:"action"`
	ControlPass *threadTarget `json:"control_pass,omitempty"`
}

type threadTarget struct {
	Role ThreadTarget `json:"target_role"`
}

type threadAction string

const (
	threadPass    threadAction = "pass"
	threadRelease threadAction = "release"
	threadTake    threadAction = "take"
)
