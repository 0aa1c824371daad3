package whatsapp

import (
	"context"
	"net/http"
)

// MessageService sends messages from a business phone number.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
type MessageService service

// Send sends a message. It is sent once: when it cannot be known whether Graph
// has accepted it, the error is [ErrOutcomeUnknown], and a status webhook with
// the message's CallbackData settles the question. An accepted message is not
// delivered yet; webhooks report its progress.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging. More than 24 hours after the
// recipient last wrote or called, only a [Template] or a message with a
// Category may be sent. Anything else ends with code 131047, as a rule in the
// errors of a status webhook, and where Graph refuses it at once, as
// [ErrReEngagementWindow].
// Too many messages are [ErrRateLimited], to one recipient
// [ErrPairRateLimited].
func (s *MessageService) Send(ctx context.Context, phoneNumberID string, message Message, opts ...RequestOption) (*SentMessage, error) {
	return decode[SentMessage](ctx, s.client, sendOperation(phoneNumberID, message), opts)
}

// SendText sends a text to a phone number; see [MessageService.Send], which
// also sends to groups and to people whose number is not known.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) SendText(ctx context.Context, phoneNumberID, to, body string, opts ...RequestOption) (*SentMessage, error) {
	return s.Send(ctx, phoneNumberID, Message{To: to, Content: Text{Body: body}}, opts...)
}

// SendImage sends an image; see [MessageService.Send].
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) SendImage(ctx context.Context, phoneNumberID, to string, image Image, opts ...RequestOption) (*SentMessage, error) {
	return s.Send(ctx, phoneNumberID, Message{To: to, Content: image}, opts...)
}

// SendAudio sends a sound file or a voice message; see [MessageService.Send].
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) SendAudio(ctx context.Context, phoneNumberID, to string, audio Audio, opts ...RequestOption) (*SentMessage, error) {
	return s.Send(ctx, phoneNumberID, Message{To: to, Content: audio}, opts...)
}

// SendAuthenticationCode sends a one-time passcode by an authentication
// template; see [MessageService.Send].
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) SendAuthenticationCode(ctx context.Context, phoneNumberID, to string, code AuthenticationCode, opts ...RequestOption) (*SentMessage, error) {
	return s.Send(ctx, phoneNumberID, Message{To: to, Content: code}, opts...)
}

// Limiter returns the limiter of the client, nil if it has none, for callers
// that reserve places themselves; see [WithReservedPlace].
func (s *MessageService) Limiter() Limiter { return s.client.config.limiter }

// Advice for when it is unknown whether a message was sent.
const (
	awaitStatus = "the message may have been sent; wait for a status webhook with its biz_opaque_callback_data before sending it again"
	noStatus    = "the message may have been sent; give messages CallbackData, and status webhooks with biz_opaque_callback_data tell"
)

func sendOperation(phoneNumberID string, message Message) Operation {
	op := operation(http.MethodPost, "/{phone-number-id}/messages", phoneNumberID)
	message.To = address(message.To, message.RecipientType)
	op.Body = message
	op.messageRoute = message.Route(phoneNumberID)
	op.reconcile = reconciliation(message.CallbackData)
	return op
}

func reconciliation(callbackData string) string {
	if callbackData == "" {
		return noStatus
	}
	return awaitStatus
}
