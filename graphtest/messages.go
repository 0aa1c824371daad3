package graphtest

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"
)

// Sent is a message that was sent to the server.
type Sent struct {
	ID            string
	PhoneNumberID string // of the business
	// To is the recipient's phone number or group as the request has it, and
	// Recipient the business-scoped user id. One of them is set.
	To        string
	Recipient string
	// Type is the type of the message, and Content the object of that name.
	Type    string
	Content json.RawMessage
	// BizOpaqueCallbackData comes back in the statuses.
	BizOpaqueCallbackData string
	At                    time.Time
}

// Text is the body of a text message.
func (s Sent) Text() string {
	var content struct{ Body string }
	if s.Type != "text" || json.Unmarshal(s.Content, &content) != nil {
		return ""
	}
	return content.Body
}

// Outbox returns the messages that were sent to the server, in order.
func (s *Server) Outbox() []Sent {
	s.world.Lock()
	defer s.world.Unlock()
	return slices.Clone(s.graph.outbox)
}

// sent returns the message with this id, or an empty one.
func (g *graph) sent(id string) Sent {
	i := slices.IndexFunc(g.outbox, func(s Sent) bool { return s.ID == id })
	if i < 0 {
		return Sent{}
	}
	return g.outbox[i]
}

// messageTypes are the types of messages that can be sent.
var messageTypes = []string{
	"text", "image", "audio", "video", "document", "sticker", "location", "contacts", "reaction", "interactive", "template",
}

const longestText = 4096

// sendMessage also marks a message as read, which is a POST to the same edge.
func (c *call) sendMessage() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if _, given := c.params["status"]; given {
		return c.markAsRead()
	}
	message, f := c.readMessage()
	if f != nil {
		return nil, f
	}
	contact := map[string]any{"input": message.Recipient, "user_id": message.Recipient}
	if message.To != "" {
		contact = map[string]any{"input": message.To, "wa_id": recipientKey(message.To)}
	}
	message.ID = c.graph.newMessageID(recipientKey(orElse(message.To, message.Recipient)), fromBusiness)
	accepted := map[string]any{"id": message.ID}
	if message.Type == "template" {
		accepted["message_status"] = "accepted"
	}

	c.graph.outbox = append(c.graph.outbox, message)
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
	if _, f := c.params.choice("status", "read"); f != nil {
		return nil, f
	}
	if id, _ := c.params.text("message_id"); id == "" {
		return nil, missing("message_id")
	}
	return success(), nil
}

func (c *call) readMessage() (Sent, *failure) {
	message := Sent{PhoneNumberID: c.node.id, Type: "text", At: time.Now()}
	message.BizOpaqueCallbackData, _ = c.params.text("biz_opaque_callback_data")
	message.To, _ = c.params.text("to")
	if message.To == "" {
		message.Recipient, _ = c.params.text("recipient")
	}
	if message.To == "" && message.Recipient == "" {
		return message, missing("to")
	}
	stated, f := c.params.choice("type", messageTypes...)
	if f != nil {
		return message, f
	}
	message.Type = orElse(stated, message.Type)
	content, given := c.params[message.Type]
	if !given {
		return message, missing(message.Type)
	}
	if f := checkContent(message.Type, content); f != nil {
		return message, f
	}
	encoded, err := json.Marshal(content)
	if err != nil {
		return message, invalid("Param %s does not encode", message.Type)
	}
	message.Content = encoded
	return message, nil
}

func checkContent(messageType string, content any) *failure {
	if messageType == "contacts" {
		if _, isList := content.([]any); !isList {
			return invalid("Param contacts must be an array")
		}
		return nil
	}
	object, isObject := content.(map[string]any)
	if !isObject {
		return invalid("Param %s must be an object", messageType)
	}
	if messageType != "text" {
		return nil
	}
	body, _ := object["body"].(string)
	if body == "" {
		return invalid("The parameter text['body'] is required.")
	}
	if length := utf8.RuneCountInString(body); length > longestText {
		return invalid("Param text['body'] must be at most %d characters long - got %d", longestText, length)
	}
	return nil
}

// recipientKey makes the ways to write a phone number equal. User ids begin with
// a country code in letters.
func recipientKey(recipient string) string {
	if internationalNumber.MatchString(recipient) {
		return digitsOf(recipient)
	}
	return recipient
}
