package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// chats are the conversations of all phone numbers with all users.
type chats struct {
	most     int
	messages []*message // of all chats, oldest first
	byID     map[string]*message
	byKey    map[string]*chat
	last     int64
}

// chat is the conversation of a phone number with a user or a group.
type chat struct {
	Key           string `json:"key"`
	PhoneNumberID string `json:"phone_number_id"`
	// User is the key of the user, or Group the id of the group.
	User   string `json:"user,omitempty"`
	Group  string `json:"group_id,omitempty"`
	Unread int    `json:"unread"`
	// Opened says that the user has begun the chat, if only by looking at it.
	Opened   bool `json:"opened"`
	messages []*message
	// wroteAt is when the user wrote last.
	wroteAt time.Time
}

// message is one message as the phone shows it.
type message struct {
	ID            string `json:"id"`
	Sequence      int64  `json:"sequence"`
	Chat          string `json:"chat"`
	PhoneNumberID string `json:"phone_number_id"`
	// User is the key of the user who has sent or received it, and Group the
	// group that it was sent to.
	User     string `json:"user,omitempty"`
	Group    string `json:"group_id,omitempty"`
	WAID     string `json:"wa_id,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	FromUser bool   `json:"from_user"`
	Type     string `json:"type"`
	// Content is the member of the message with the name of its type.
	Content json.RawMessage `json:"content,omitempty"`
	ReplyTo string          `json:"reply_to,omitempty"`
	// Product is the product that the user asks about.
	Product *webhook.ReferredProduct `json:"referred_product,omitempty"`
	At      time.Time                `json:"at"`
	// Status is accepted, sent, delivered, read or failed.
	Status string         `json:"status"`
	Error  *webhook.Error `json:"error,omitempty"`
	// CallbackData is the biz_opaque_callback_data of the request.
	CallbackData string            `json:"biz_opaque_callback_data,omitempty"`
	Template     *renderedTemplate `json:"template,omitempty"`
	// Reactions are emojis of the user and of the business.
	Reactions reactions `json:"reactions,omitzero"`
	Edited    bool      `json:"edited,omitempty"`
	Revoked   bool      `json:"revoked,omitempty"`
	Pinned    bool      `json:"pinned,omitempty"`
	// Payment and OrderStatus are what has become of the order that the message
	// asks to pay for.
	Payment     *payment `json:"payment,omitempty"`
	OrderStatus string   `json:"order_status,omitempty"`
	// Answer is what the user has tapped.
	Answer string `json:"answer,omitempty"`
	// Unusable is why the flow of the message cannot be opened any more.
	Unusable string `json:"unusable,omitempty"`
}

type reactions struct {
	User     string `json:"user,omitempty"`
	Business string `json:"business,omitempty"`
}

func newChats(most int) chats {
	return chats{most: most, byID: map[string]*message{}, byKey: map[string]*chat{}}
}

func chatKey(phoneNumberID, user string) string { return phoneNumberID + "." + user }

// of returns the chat of a phone number with a user.
func (c *chats) of(phoneNumberID, user string) *chat {
	return c.with(phoneNumberID, user, chat{User: user})
}

// ofGroup returns the chat of a phone number with a group.
func (c *chats) ofGroup(phoneNumberID, group string) *chat {
	return c.with(phoneNumberID, group, chat{Group: group})
}

func (c *chats) with(phoneNumberID, other string, begun chat) *chat {
	key := chatKey(phoneNumberID, other)
	found := c.byKey[key]
	if found == nil {
		begun.Key, begun.PhoneNumberID = key, phoneNumberID
		found = &begun
		c.byKey[key] = found
	}
	return found
}

// place returns the chat that a message is in.
func (c *chats) place(m *message) *chat {
	if m.Group != "" {
		return c.ofGroup(m.PhoneNumberID, m.Group)
	}
	return c.of(m.PhoneNumberID, m.User)
}

// add adds a message to its chat, and forgets the oldest of too many.
func (c *chats) add(m *message) {
	c.last++
	m.Sequence = c.last
	in := c.place(m)
	m.Chat = in.Key
	in.messages = append(in.messages, m)
	c.messages = append(c.messages, m)
	c.byID[m.ID] = m
	switch {
	case !m.FromUser:
		in.Unread++
	case m.Type != string(webhook.MessageTypeSystem) && m.Type != noticeType:
		in.wroteAt = m.At
	}
	if len(c.messages) <= c.most {
		return
	}
	old := c.messages[0]
	c.messages[0] = nil
	c.messages = c.messages[1:]
	delete(c.byID, old.ID)
	if of := c.byKey[old.Chat]; len(of.messages) > 0 && of.messages[0] == old {
		of.messages[0] = nil
		of.messages = of.messages[1:]
		if len(of.messages) == 0 && !of.Opened {
			delete(c.byKey, of.Key)
		}
	}
}

// messageQuery selects messages.
type messageQuery struct {
	chat, user, group         string
	phoneNumberID             string
	kind, contains, direction string
	after, before             int64
	fromOldest                bool // the first of them, in place of the latest
	limit                     int
}

// list returns messages, oldest first: the first of them or the latest.
func (c *chats) list(q messageQuery) []message {
	source := c.messages
	if q.chat != "" {
		source = nil
		if of := c.byKey[q.chat]; of != nil {
			source = of.messages
		}
	}
	found := []message{}
	if q.fromOldest {
		for _, m := range source {
			if len(found) < q.limit && q.selects(m) {
				found = append(found, *m)
			}
		}
		return found
	}
	for _, m := range slices.Backward(source) {
		if len(found) == q.limit {
			break
		}
		if q.selects(m) {
			found = append(found, *m)
		}
	}
	slices.Reverse(found)
	return found
}

func (q messageQuery) selects(m *message) bool {
	return m.Sequence > q.after && (q.before == 0 || m.Sequence < q.before) &&
		(q.user == "" || q.user == m.User) &&
		(q.group == "" || q.group == m.Group) &&
		(q.phoneNumberID == "" || q.phoneNumberID == m.PhoneNumberID) &&
		(q.kind == "" || q.kind == m.Type) &&
		(q.direction == "" || m.Type != noticeType && m.FromUser == (q.direction == "received")) &&
		(q.contains == "" || m.contains(q.contains))
}

// contains reports whether a text is in what the message says.
func (m *message) contains(text string) bool {
	return strings.Contains(string(m.Content), text) || m.Template != nil && m.Template.contains(text)
}

// publishMessage tells the pages of a message that is new or has changed, and
// those who wait for one. The mutex must be held.
func (s *Simulator) publishMessage(m *message) {
	of := s.chats.byKey[m.Chat]
	if of == nil || s.chats.byID[m.ID] != m {
		return // a reaction, or forgotten
	}
	s.events.publish("message", map[string]any{"message": m, "chat": s.chatState(of)})
	close(s.waiters)
	s.waiters = make(chan struct{})
}
