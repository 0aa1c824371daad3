package whatsapp

import (
	"context"
	"net/http"
)

// MarkRead shows the sender of a message that it has been read, and all earlier
// messages of the conversation with it. Messages older than 30 days cannot be
// marked.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) MarkRead(ctx context.Context, phoneNumberID, messageID string, opts ...RequestOption) error {
	return s.client.perform(ctx, readOperation(phoneNumberID, readReceipt{MessageID: messageID}), nil, opts)
}

// ShowTyping marks a message as read like [MessageService.MarkRead], and shows
// its sender that a reply is being typed, for 25 seconds or until it arrives.
//
//	POST /{phone-number-id}/messages
//
// Permission: whatsapp_business_messaging.
func (s *MessageService) ShowTyping(ctx context.Context, phoneNumberID, messageID string, opts ...RequestOption) error {
	receipt := readReceipt{MessageID: messageID, TypingIndicator: &typingIndicator{Type: "text"}}
	return s.client.perform(ctx, readOperation(phoneNumberID, receipt), nil, opts)
}

func readOperation(phoneNumberID string, receipt readReceipt) Operation {
	op := operation(http.MethodPost, "/{phone-number-id}/messages", phoneNumberID)
	receipt.Status = "read"
	op.Body = receipt
	op.product = true
	op.Repeat = RepeatSafe
	return op
}

type readReceipt struct {
	Status          string           `json:"status"`
	MessageID       string           `json:"message_id"`
	TypingIndicator *typingIndicator `json:"typing_indicator,omitzero"`
}

type typingIndicator struct {
	Type string `json:"type"`
}

// Validate checks that there is a message id.
func (r readReceipt) Validate() error {
	var found violations
	found.require("message_id", r.MessageID)
	return found.err()
}
