package whatsapp

import (
	"context"
	"errors"
	"net/http"
)

// CallService starts and ends phone calls on WhatsApp, and answers those of
// users.
//
// The requests carry the signalling of a call as text, the offers and answers
// of WebRTC; its sound goes directly between Meta and the program that made
// them. The other side's part comes with the webhook calls: see CallEvent and
// CallStatusEvent of package [github.com/wabakit/whatsapp/webhook].
//
// A user who calls is answered with [CallService.PreAccept] and
// [CallService.Accept], or with [CallService.Reject], within 30 to 60 seconds.
// [CallService.Connect] calls a user who permits it: see
// [CallService.GetPermissions] and [InteractiveCallPermission]. Whoever started
// the call, [CallService.Terminate] ends it.
//
// Calls must be enabled in the settings of the number, and must not use SIP:
// code 138000 ([ErrPolicy]) says that they are not enabled, and code 131055
// that they use SIP. Code 131044 says that there is a problem with the payment
// of calls.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
type CallService service

const callsOfNumber = "/{phone-number-id}/calls"

// Connect calls a user. The webhooks that follow say how it goes: connect
// brings Meta's answer to the offer, the statuses say that it rings and whether
// the user accepts it, and terminate says that it is over.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. It is never repeated: a repetition
// could ring twice, and after a wait the offer is out of date. A refusal is
// [ErrRateLimited] with the codes 138002 (1,000 calls at a time), 138005 (too
// many requests) and 138012 (too many calls to this user), and [ErrPolicy] with
// the codes 138006 (the user has not permitted it), 138001 (the user cannot be
// called) and 138013 (not available to the number). Code 138003 says that there
// is a call with the user already. With the codes 138004 and 138007 it is not
// known whether it has rung.
func (s *CallService) Connect(ctx context.Context, phoneNumberID string, request ConnectCallRequest, opts ...RequestOption) (*ConnectedCall, error) {
	request.To = internationalNumber(request.To)
	op := callOperation(phoneNumberID, connectRequest{CallActionConnect, request})
	op.Repeat = RepeatNever
	op.reconcile = "wait for the webhooks of a call with this callback data"
	return decode[ConnectedCall](ctx, s.client, op, opts)
}

// PreAccept makes the connection for a call of a user before it is accepted, so
// that nothing is lost of its first words. Sound may be sent only once
// [CallService.Accept] has succeeded, with the same session.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. A call that has been accepted,
// rejected or ended is [ErrInvalidRequest].
func (s *CallService) PreAccept(ctx context.Context, phoneNumberID, callID string, request PreAcceptCallRequest, opts ...RequestOption) error {
	op := callOperation(phoneNumberID, preAcceptRequest{ofCall{callID, CallActionPreAccept}, request})
	op.reconcile = "accept the call, or wait for the webhook that ends it"
	return s.client.perform(ctx, op, nil, opts)
}

// Accept answers the call of a user. Sound may be sent as soon as it returns:
// earlier, the user misses the first words.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. A call that has been accepted,
// rejected or ended, and a session other than the one of
// [CallService.PreAccept], are [ErrInvalidRequest].
func (s *CallService) Accept(ctx context.Context, phoneNumberID, callID string, request AcceptCallRequest, opts ...RequestOption) error {
	op := callOperation(phoneNumberID, acceptRequest{ofCall{callID, CallActionAccept}, request})
	op.reconcile = "see whether sound arrives, or terminate the call"
	return s.client.perform(ctx, op, nil, opts)
}

// Reject declines the call of a user, which has not been accepted. The webhook
// terminate follows.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. It may be repeated: an id is of one
// call, which ends once. A call that has been accepted, rejected or ended is
// [ErrInvalidRequest].
func (s *CallService) Reject(ctx context.Context, phoneNumberID, callID string, opts ...RequestOption) error {
	return s.end(ctx, phoneNumberID, ofCall{callID, CallActionReject}, opts)
}

// Terminate ends a call, whoever started it. Do so even if the media says
// goodbye (RTCP BYE), because Meta charges until then; but not after the
// webhook terminate, which says that it is over.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. It may be repeated: an id is of one
// call, which ends once. A call that has ended already is [ErrInvalidRequest].
func (s *CallService) Terminate(ctx context.Context, phoneNumberID, callID string, opts ...RequestOption) error {
	return s.end(ctx, phoneNumberID, ofCall{callID, CallActionTerminate}, opts)
}

// UpdateMedia changes the media of a call that is under way. Neither Meta's
// document nor its reference describes this action; other SDKs send it in this
// form.
//
//	POST /{phone-number-id}/calls
//
// Permission: whatsapp_business_messaging. A call that is not under way is
// [ErrInvalidRequest].
func (s *CallService) UpdateMedia(ctx context.Context, phoneNumberID, callID string, request UpdateCallMediaRequest, opts ...RequestOption) error {
	op := callOperation(phoneNumberID, updateMediaRequest{ofCall{callID, CallActionMediaUpdate}, request})
	op.reconcile = "see whether the media changes, or terminate the call"
	return s.client.perform(ctx, op, nil, opts)
}

func (s *CallService) end(ctx context.Context, phoneNumberID string, request ofCall, opts []RequestOption) error {
	op := callOperation(phoneNumberID, request)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

func callOperation(phoneNumberID string, request any) Operation {
	op := operation(http.MethodPost, callsOfNumber, phoneNumberID)
	op.Body = request
	op.product = true
	return op
}

// ConnectedCall is the answer to [CallService.Connect]. The call has been
// accepted by Meta, not by the user.
type ConnectedCall struct {
	MessagingProduct string          `json:"messaging_product"`
	Calls            []CallReference `json:"calls"`
}

// CallReference names a call.
type CallReference struct {
	// ID is "wacid...", which webhooks name.
	ID string `json:"id"`
}

// ID returns the id of the call, "wacid...".
func (c *ConnectedCall) ID() string {
	if len(c.Calls) == 0 {
		return ""
	}
	return c.Calls[0].ID
}

// answers returns an error when the call has no id, by which to end it.
func (c *ConnectedCall) answers(any) error {
	if c.ID() == "" {
		return errors.New(`the answer has no "calls[0].id"`)
	}
	return nil
}
