package webhook

import (
	"cmp"
	"time"
)

// A StatusEvent is one status of a message that the business sent: one element
// of "statuses" in the field messages. A message to a group has one status for
// each participant.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
type StatusEvent struct {
	Envelope
	Status Status `json:"status"`
	// Contact is the profile of the recipient, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the message, the status, and every id of
// the recipient. A message to a group has one key for each participant.
func (e *StatusEvent) Key() string {
	return e.elementKey(e.Status.ID, e.Status.keyParts(e.Contact)...)
}

// Time returns when the status changed.
func (e *StatusEvent) Time() time.Time { return e.timeOr(e.Status.Timestamp) }

func (e *StatusEvent) attach(v *valueContext) {
	e.Contact = e.Status.contactIn(&v.contacts)
}

func (e *StatusEvent) finish([]byte) { e.Status.fillPricing() }

// MessageStatus is how far a message has come. Meta adds values without notice.
type MessageStatus string

// The values of [Status.Status].
const (
	MessageStatusSent      MessageStatus = "sent"
	MessageStatusDelivered MessageStatus = "delivered"
	MessageStatusRead      MessageStatus = "read"
	MessageStatusPlayed    MessageStatus = "played"
	MessageStatusFailed    MessageStatus = "failed"
)

// The values of [Status.Type].
const (
	StatusTypeMessage = "message"
	StatusTypePayment = "payment"
)

// RecipientTypeGroup is the [Status.RecipientType] of messages to a group.
const RecipientTypeGroup = "group"

// Status is how far a message that the business sent has come. It may arrive
// more than once and out of order: see [DeliveryState].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
type Status struct {
	// ID is the id of the message.
	ID     string        `json:"id"`
	Status MessageStatus `json:"status"`
	// Type is [StatusTypePayment] for a payment, and empty or
	// [StatusTypeMessage] for a message.
	Type      string `json:"type,omitzero"`
	Timestamp Time   `json:"timestamp,omitzero"`
	// RecipientID is the phone number of the recipient, or the id of the group.
	// It is empty for users who hide their number behind a username:
	// [StatusEvent.Recipient] says who it is either way.
	RecipientID   string `json:"recipient_id,omitzero"`
	RecipientType string `json:"recipient_type,omitzero"`
	// RecipientParticipantID is the phone number of the participant of the
	// group.
	RecipientParticipantID string `json:"recipient_participant_id,omitzero" alias:"participant_recipient_id"`
	// RecipientParticipantUserID is the business-scoped user id of the
	// participant, RecipientParticipantParentUserID the one in the parent
	// portfolio.
	RecipientParticipantUserID       string `json:"recipient_participant_user_id,omitzero"`
	RecipientParticipantParentUserID string `json:"recipient_participant_parent_user_id,omitzero"`
	GroupID                          string `json:"group_id,omitzero"`
	// RecipientUserID is the business-scoped user id of the recipient.
	RecipientUserID string `json:"recipient_user_id,omitzero"`
	// ParentRecipientUserID is the recipient's id in the parent portfolio, for
	// linked portfolios.
	ParentRecipientUserID string `json:"parent_recipient_user_id,omitzero"`
	// ParentUserID is another name that some payloads give it.
	ParentUserID             string `json:"parent_user_id,omitzero"`
	RecipientIdentityKeyHash string `json:"recipient_identity_key_hash,omitzero"`
	// BizOpaqueCallbackData is what the request to send gave.
	BizOpaqueCallbackData string        `json:"biz_opaque_callback_data,omitzero"`
	Conversation          *Conversation `json:"conversation,omitzero"`
	Pricing               *Pricing      `json:"pricing,omitzero"`
	// Payment is set for a payment, and From is who paid.
	Payment *Payment `json:"payment,omitzero"`
	From    string   `json:"from,omitzero"`
	// Errors says why a message failed.
	Errors []Error `json:"errors,omitzero"`
}

// keyParts tells the statuses of one message apart. A recipient may be named in
// several ways at once, and in a group only one of them differs between
// participants, so all of them count. So do the attempts to pay one order.
func (s *Status) keyParts(contact *Contact) []string {
	parts := []string{
		string(s.Status), s.RecipientID, s.RecipientParticipantID, s.RecipientUserID,
		s.RecipientParticipantUserID, s.RecipientParticipantParentUserID,
		s.ParentRecipientUserID, s.ParentUserID, s.GroupID, s.From,
	}
	parts = append(parts, s.Payment.keyParts()...)
	return append(parts, contact.keyParts(s.waID(), s.userID(), s.parentUserID())...)
}

// contactIn finds the contact of the recipient, which is the participant in a
// group.
func (s *Status) contactIn(book *contactBook) *Contact {
	return book.find(s.userID(), s.waID())
}

// waID, userID and parentUserID return the recipient's ids, in a group the
// participant's.
func (s *Status) waID() string   { return cmp.Or(s.RecipientParticipantID, s.RecipientID) }
func (s *Status) userID() string { return cmp.Or(s.RecipientParticipantUserID, s.RecipientUserID) }
func (s *Status) parentUserID() string {
	return cmp.Or(s.RecipientParticipantParentUserID, s.ParentRecipientUserID, s.ParentUserID)
}

// fillPricing fills in the pricing that some payloads nest in the conversation.
func (s *Status) fillPricing() {
	if s.Pricing == nil && s.Conversation != nil {
		s.Pricing = s.Conversation.Pricing
	}
}

// Conversation is the conversation that a message was billed in.
type Conversation struct {
	ID                  string              `json:"id"`
	Type                string              `json:"type,omitzero"`
	ExpirationTimestamp Time                `json:"expiration_timestamp,omitzero"`
	Origin              *ConversationOrigin `json:"origin,omitzero"`
	// Pricing is where some payloads put it. [Status.Pricing] has it either
	// way.
	Pricing *Pricing `json:"pricing,omitzero"`
}

// ConversationOrigin says how a conversation began.
type ConversationOrigin struct {
	Type string `json:"type"`
}

// Pricing says what a message costs.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
type Pricing struct {
	Billable     bool   `json:"billable"`
	PricingModel string `json:"pricing_model"` // PMP, CBP
	Type         string `json:"type,omitzero"` // regular, free_customer_service, free_entry_point, ...
	Category     string `json:"category"`      // marketing, utility, service, authentication, ...
}
