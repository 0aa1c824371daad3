package graphtest

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/wabakit/whatsapp/webhook"
)

// Sent is a message that the server accepted.
type Sent struct {
	ID            string
	PhoneNumberID string // of the business
	// To is the recipient's phone number or group id as given in the request,
	// and Recipient the business-scoped user id. One of them is set.
	To        string
	Recipient string
	// RecipientType is individual or group.
	RecipientType string
	// Type is the type of the message, and Content the object with that name.
	Type    string
	Content json.RawMessage
	// ReplyTo is the message that this one quotes: context.message_id.
	ReplyTo string
	// BizOpaqueCallbackData is repeated in the statuses.
	BizOpaqueCallbackData string
	// RecipientIdentityKeyHash and MessagingAccountID are as in the request.
	RecipientIdentityKeyHash string
	MessagingAccountID       string
	// Category is utility or authentication for a message that was sent without
	// a template (Direct Send), and TTLSeconds how long it lives, 0 for the
	// default.
	Category   string
	TTLSeconds int
	// Marketing reports whether it was sent with the Marketing Messages API,
	// which knows ProductPolicy and MessageActivitySharing.
	Marketing              bool
	ProductPolicy          string
	MessageActivitySharing *bool
	At                     time.Time
	// Failure is why the message, once accepted, was not delivered: the code
	// 131047 outside the window of [WithServiceWindow], 2046 or 2047 for a
	// state that its order cannot reach.
	Failure *webhook.Error
}

// Text returns the body of a text message, or "" for any other.
func (s Sent) Text() string {
	var content struct{ Body string }
	if s.Type != "text" || json.Unmarshal(s.Content, &content) != nil {
		return ""
	}
	return content.Body
}

// messageTypes are the message types that can be sent.
var messageTypes = []string{
	"text", "image", "audio", "video", "document", "sticker", "location", "contacts", "reaction", "interactive", "template", "pin",
}

const (
	individual = "individual"
	group      = "group"
)

const maxCallbackData = 512

// sendMessage sends a message, or marks one as read, which is a POST to the
// same edge.
func (c *call) sendMessage() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if _, given := c.params["status"]; given {
		return c.markAsRead()
	}
	message, f := c.readMessage(Sent{})
	if f != nil {
		return nil, f
	}
	return c.accept(message)
}

// accept accepts a message that has passed all checks, unless its flow cannot
// be sent or it exceeds a rate.
func (c *call) accept(message Sent) (any, *failure) {
	if f := c.checkStanding(message); f != nil {
		return nil, f
	}
	if f := c.checkFlow(message); f != nil {
		return nil, f
	}
	if f := c.checkWindow(&message); f != nil {
		return nil, f
	}
	if f := c.checkCallRequest(message); f != nil {
		return nil, f
	}
	if f := c.checkRates(message); f != nil {
		return nil, f
	}
	contact := map[string]any{"input": message.Recipient, "user_id": message.Recipient}
	if message.To != "" {
		contact = map[string]any{"input": message.To, "wa_id": recipientKey(message.To)}
	}
	message.ID = c.graph.newMessageID(recipientKey(orElse(message.To, message.Recipient)), fromBusiness)
	if message.Failure == nil {
		c.followOrder(&message)
	}
	accepted := map[string]any{"id": message.ID}
	if message.Type == "template" {
		accepted["message_status"] = "accepted"
	}
	if message.RecipientType == group {
		accepted["group_id"] = message.To
	}

	c.graph.outbox.add(&message)
	c.server.observers.accepted(message)
	c.graph.countSent(message)
	c.graph.countCallRequest(message)
	if len(c.server.hooks) == 0 { // nobody waits for a status
		c.graph.countStatus(message.ID, webhook.MessageStatusDelivered)
	}
	for _, hooks := range c.server.hooks {
		if err := hooks.queueStatuses(c.graph, message); err != nil {
			return nil, invalid("%v", err)
		}
	}
	return map[string]any{
		"messaging_product": "whatsapp",
		"contacts":          []any{contact},
		"messages":          []any{accepted},
	}, nil
}

func (c *call) markAsRead() (any, *failure) {
	if _, f := c.params.choiceFold("status", "read"); f != nil {
		return nil, f
	}
	if indicator, given := c.params.object("typing_indicator"); given {
		members, _ := indicator.(map[string]any)
		if kind, _ := members["type"].(string); !isAmong(kind, "text") {
			return nil, notAmong("typing_indicator['type']", kind, []string{"text"})
		}
	}
	if id, _ := c.params.text("message_id"); id == "" {
		return nil, missing("message_id")
	}
	return success(), nil
}

// readMessage completes a message from the parameters.
func (c *call) readMessage(message Sent) (Sent, *failure) {
	if c.node.hidden["unregistered"] != "" {
		return message, registrationRefused(133010, "The phone number is not registered")
	}
	message.PhoneNumberID, message.At = c.node.id, c.now()
	if f := c.readRecipient(&message); f != nil {
		return message, f
	}
	message.BizOpaqueCallbackData, _ = c.params.text("biz_opaque_callback_data")
	if length := utf8.RuneCountInString(message.BizOpaqueCallbackData); length > maxCallbackData {
		return message, invalid("Param biz_opaque_callback_data must be at most %d characters long - got %d", maxCallbackData, length)
	}
	if f := c.readEnvelope(&message); f != nil {
		return message, f
	}
	if context, given := c.params.object("context"); given {
		members, isObject := context.(map[string]any)
		if !isObject {
			return message, invalid("Param context must be an object")
		}
		message.ReplyTo, _ = members["message_id"].(string)
	}
	stated, f := c.params.choiceFold("type", messageTypes...)
	if f != nil {
		return message, f
	}
	message.Type = orElse(stated, "text")
	content, given := c.params.object(message.Type)
	if !given {
		return message, missing(message.Type)
	}
	encoded, err := json.Marshal(content)
	if err != nil {
		return message, invalid("Param %s does not encode", message.Type)
	}
	message.Content = encoded
	if f := checkDirectSend(message, content); f != nil {
		return message, f
	}
	if f := c.checkContent(message, content); f != nil || message.RecipientType != group {
		return message, f
	}
	return message, c.checkGroup(message.To)
}
