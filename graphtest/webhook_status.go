package graphtest

import (
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// StatusUpdate is a status of a message that the business sent. Messages sent
// to the server get the usual statuses automatically (see [WithStatuses]); this
// type is for all others, such as played.
//
//	graphtest.StatusUpdate{
//		MessageID: srv.Outbox()[0].ID,
//		Status:    webhook.MessageStatusPlayed,
//	}
type StatusUpdate struct {
	// MessageID is the id of the message. For a message in [Server.Outbox] the
	// phone number and the recipient may be omitted.
	MessageID string
	Status    webhook.MessageStatus
	// PhoneNumberID is the business phone number that sent the message.
	PhoneNumberID string
	// To is the phone number of the recipient, and UserID the business-scoped
	// user id.
	To     string
	UserID string
	// Time is when the status changed, by default now.
	Time time.Time
	// Errors are the reasons that the message failed.
	Errors []webhook.Error
	// Fields holds further members of the status under their names in the
	// payload, such as conversation or recipient_type, and takes precedence.
	Fields map[string]any
}

// undeliverable is the default reason for a failed message.
var undeliverable = webhook.Error{
	Code: 131026, Title: "Message undeliverable", Message: "Message undeliverable",
	ErrorData: &webhook.ErrorData{Details: "Message undeliverable."},
}

func (u StatusUpdate) change(g *graph) (entry, error) {
	if u.MessageID == "" || u.Status == "" {
		return entry{}, errors.New("graphtest: a status update needs MessageID and Status")
	}
	return u.entry(g, g.outbox.message(u.MessageID))
}

// entry returns the entry for a message, which is empty if it is unknown.
func (u StatusUpdate) entry(g *graph, sent Sent) (entry, error) {
	phone, err := g.receiver(orElse(u.PhoneNumberID, sent.PhoneNumberID))
	if err != nil {
		return entry{}, err
	}
	g.countStatus(u.MessageID, u.Status)
	var value messagesValue
	for _, status := range u.statuses(g, sent) {
		encoded, err := withFields(status, u.Fields)
		if err != nil {
			return entry{}, fmt.Errorf("graphtest: the status does not encode: %w", err)
		}
		value.Statuses = append(value.Statuses, encoded)
		// Statuses with a user id include the profile, except for failures.
		switch {
		case status.Status == webhook.MessageStatusFailed:
		case status.RecipientUserID != "":
			value.Contacts = append(value.Contacts, webhook.Contact{WAID: status.RecipientID, UserID: status.RecipientUserID})
		case status.RecipientParticipantUserID != "":
			value.Contacts = append(value.Contacts, webhook.Contact{UserID: status.RecipientParticipantUserID})
		}
	}
	return messagesEntry(phone, value), nil
}

// statuses returns the status, one for each participant of a group once it has
// reached them.
func (u StatusUpdate) statuses(g *graph, sent Sent) []webhook.Status {
	status := u.complete(g, sent)
	isAccepted := u.Status == webhook.MessageStatusSent || u.Status == webhook.MessageStatusFailed
	chat := g.find(groupKind, sent.To)
	if sent.RecipientType != group || chat == nil || len(chat.connected(participantsEdge)) == 0 || isAccepted {
		return []webhook.Status{status}
	}
	var found []webhook.Status
	for _, participant := range chat.connected(participantsEdge) {
		if digits.MatchString(participant.id) {
			status.RecipientParticipantID, status.RecipientParticipantUserID = participant.id, ""
		} else {
			status.RecipientParticipantID, status.RecipientParticipantUserID = "", participant.id
		}
		found = append(found, status)
	}
	return found
}

// complete returns the status with everything that Meta would add.
func (u StatusUpdate) complete(g *graph, sent Sent) webhook.Status {
	status := webhook.Status{
		ID:                    u.MessageID,
		Status:                u.Status,
		Timestamp:             webhook.Unix(orElse(u.Time, g.now()).Unix()),
		RecipientID:           recipientKey(orElse(u.To, sent.To)),
		RecipientUserID:       orElse(u.UserID, sent.Recipient),
		BizOpaqueCallbackData: sent.BizOpaqueCallbackData,
		Errors:                u.Errors,

		RecipientIdentityKeyHash: sent.RecipientIdentityKeyHash,
	}
	if status.RecipientID == "" && status.RecipientUserID == "" {
		status.RecipientID = sampleUser
	}
	if sent.RecipientType == group {
		status.RecipientType = webhook.RecipientTypeGroup
	}
	switch u.Status {
	case webhook.MessageStatusSent, webhook.MessageStatusDelivered:
		status.Pricing = priceOf(g, sent)
		status.Conversation = g.conversationOf(status, sent)
	case webhook.MessageStatusFailed:
		if u.Errors == nil {
			status.Errors = []webhook.Error{undeliverable}
		}
	}
	return status
}

// priceOf returns what Meta charges: replies are free, templates are not.
func priceOf(g *graph, sent Sent) *webhook.Pricing {
	if sent.RecipientType == group {
		return priceInGroup(g, sent)
	}
	if sent.Type == "template" || sent.Category != "" {
		return &webhook.Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: g.categoryOf(sent)}
	}
	return &webhook.Pricing{PricingModel: "PMP", Type: "free_customer_service", Category: "service"}
}

// priceInGroup returns what Meta charges for each participant.
func priceInGroup(g *graph, sent Sent) *webhook.Pricing {
	if sent.Type == "template" {
		return &webhook.Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: "group_" + g.categoryOf(sent)}
	}
	return &webhook.Pricing{PricingModel: "PMP", Type: "free_group_customer_service", Category: "group_service"}
}

// statusOfSent is a status of a known message.
type statusOfSent struct {
	StatusUpdate
	sent Sent
}

func (u statusOfSent) change(g *graph) (entry, error) { return u.entry(g, u.sent) }

// queueStatuses queues the statuses of a message that was sent.
func (h *Webhooks) queueStatuses(g *graph, sent Sent) error {
	for _, update := range h.statusesOf(sent) {
		body, err := g.notification(update)
		if err != nil {
			return err
		}
		h.enqueue(h.add(body)...)
	}
	return nil
}

func (h *Webhooks) statusesOf(sent Sent) []Update {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	cause, fails := h.failures[recipientKey(orElse(sent.To, sent.Recipient))]
	if sent.Failure != nil {
		cause, fails = *sent.Failure, true
	}
	if fails {
		failed := StatusUpdate{MessageID: sent.ID, Status: webhook.MessageStatusFailed, Errors: []webhook.Error{cause}}
		return []Update{statusOfSent{failed, sent}}
	}
	var updates []Update
	for _, status := range h.config.statuses {
		// Reactions are never delivered or read.
		if sent.Type == "reaction" && status != webhook.MessageStatusSent {
			continue
		}
		updates = append(updates, statusOfSent{StatusUpdate{MessageID: sent.ID, Status: status}, sent})
	}
	return updates
}
