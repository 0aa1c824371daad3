package simulator

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// The statuses of messages, in their order.
const (
	statusAccepted  = "accepted"
	statusSent      = string(webhook.MessageStatusSent)
	statusDelivered = string(webhook.MessageStatusDelivered)
	statusRead      = string(webhook.MessageStatusRead)
	statusFailed    = string(webhook.MessageStatusFailed)
)

// observeSent shows a message on the phone, and has its statuses follow.
func (s *Simulator) observeSent(sent graphtest.Sent) {
	rendered, category := s.renderTemplate(sent)

	s.mutex.Lock()
	defer s.mutex.Unlock()
	m := &message{
		ID: sent.ID, PhoneNumberID: sent.PhoneNumberID, Type: sent.Type,
		Content: sent.Content, ReplyTo: sent.ReplyTo, At: sent.At.UTC(), Status: statusAccepted,
		CallbackData: sent.BizOpaqueCallbackData, Template: rendered,
	}
	u := new(user) // of a group, nobody
	if sent.RecipientType == recipientTypeGroup {
		m.Group = sent.To
	} else {
		u = s.recipient(sent.To, sent.Recipient)
		m.User, m.WAID, m.UserID = u.Key, u.WAID, u.UserID
	}
	failure := sent.Failure
	if failure == nil {
		failure = s.failureFor(u, sent, category)
	}
	switch sent.Type {
	case "reaction":
		m.Chat = s.chats.place(m).Key
		s.reactForBusiness(sent)
	case "pin":
		m.Chat = s.chats.place(m).Key
		s.pinForBusiness(sent)
	default:
		s.chats.add(m)
		s.publishMessage(m)
	}
	if sent.Failure != nil { // whose webhook the Graph API has queued
		s.later(1, func() {
			m.Status, m.Error = statusFailed, failure
			s.publishMessage(m)
		})
		return
	}
	if failure != nil {
		s.later(1, func() { s.fail(m, failure) })
		return
	}
	s.followOrder(m)
	s.later(1, func() { s.advance(m, statusSent) })
	if u.Blocks || sent.Type == "reaction" || sent.Type == "pin" { // neither has another status
		return
	}
	s.later(2, func() { s.advance(m, statusDelivered) })
	if s.settings.Reading == ReadingAlways {
		s.later(3, func() { s.advance(m, statusRead) })
	}
}

// later does something after a number of latencies, with the mutex held. The
// mutex must be held.
func (s *Simulator) later(latencies int, do func()) {
	if s.journal.replaying {
		do()
		return
	}
	due := s.now().Add(time.Duration(latencies) * s.config.latency)
	s.agenda.add(due, func(context.Context, *sync.WaitGroup) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		do()
	})
}

var rank = map[string]int{statusAccepted: 0, statusSent: 1, statusDelivered: 2, statusRead: 3, statusFailed: 4}

// advance gives a message a status that comes after the one it has. The mutex
// must be held.
func (s *Simulator) advance(m *message, status string) {
	if rank[status] <= rank[m.Status] {
		return
	}
	m.Status = status
	s.sendStatus(m, status, nil)
	s.publishMessage(m)
}

func (s *Simulator) fail(m *message, cause *webhook.Error) {
	if m.Status == statusFailed {
		return
	}
	m.Status, m.Error = statusFailed, cause
	s.sendStatus(m, statusFailed, []webhook.Error{*cause})
	s.publishMessage(m)
}

func (s *Simulator) sendStatus(m *message, status string, causes []webhook.Error) {
	update := graphtest.StatusUpdate{
		MessageID: m.ID, Status: webhook.MessageStatus(status), PhoneNumberID: m.PhoneNumberID, To: m.Group, Errors: causes,
	}
	if m.Group == "" {
		u := s.people.find(m.User)
		if u == nil {
			return // forgotten since
		}
		update.To, update.UserID = u.number(), u.UserID
	}
	body, err := s.world.hooks.Body(update)
	if err == nil {
		s.send(body, m.Chat)
	}
}

// readChat has the user read everything in a chat. The mutex must be held.
func (s *Simulator) readChat(of *chat) {
	of.Unread = 0
	var unread []*message
	for _, m := range slices.Backward(of.messages) {
		if !m.FromUser && m.Status == statusRead {
			break // so are all before
		}
		if !m.FromUser && m.Status == statusDelivered {
			unread = append(unread, m)
		}
	}
	for _, m := range slices.Backward(unread) {
		s.advance(m, statusRead)
	}
	s.events.publish("chat", s.chatState(of))
}

// markReadByBusiness shows that the business has read a message, and those
// before it. The mutex must be held.
func (s *Simulator) markReadByBusiness(read *message) {
	for _, m := range slices.Backward(s.chats.byKey[read.Chat].messages) {
		switch {
		case !m.FromUser || m.Sequence > read.Sequence || m.Status == "":
		case m.Status == statusRead:
			return // so are all before
		default:
			m.Status = statusRead
			s.publishMessage(m)
		}
	}
}

// reactForBusiness shows a reaction of the business. The mutex must be held.
func (s *Simulator) reactForBusiness(sent graphtest.Sent) {
	var reaction webhook.Reaction
	if json.Unmarshal(sent.Content, &reaction) != nil {
		return
	}
	if m := s.chats.byID[reaction.MessageID]; m != nil {
		m.Reactions.Business = reaction.Emoji
		s.publishMessage(m)
	}
}
